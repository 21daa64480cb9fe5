r"""Reading one file from disk as text. Hostile input is normal here: nothing blocks, nothing raises.

The text that `read_text` returns has one kind of line break, `\n`: `\r\n` and `\r` become it, and
every other character that `str.splitlines` breaks at (form feed, U+2028, …) becomes a space, so
that any two ways of counting lines agree.
"""

import codecs
import errno
import os
import stat
from pathlib import Path

from msgspec import Struct

from openscope.model import SkipCode, Skipped
from openscope.names import matters
from openscope.regex import regex

WEIGHTS_REASON = "weights, not read"
"""The reason of a `Skipped` that stands for a model's weights."""


class Limits(Struct, frozen=True):
    """How much of a target is read. Whatever lies beyond a limit is reported, never dropped in silence.

    `max_file_bytes` is the largest file that is read whole, and `max_head_bytes` what is read of a
    larger one; `max_files` is the number of files (and of directories) walked in one target,
    `max_depth` how many directories may lie in one another, and `max_front_matter_bytes` how much
    of a card is searched for front matter.
    """

    max_file_bytes: int = 16 * 1024 * 1024
    max_head_bytes: int = 1024 * 1024
    max_files: int = 200_000
    max_depth: int = 100
    max_front_matter_bytes: int = 256 * 1024


_LIMITS = Limits()


class TextFile(Struct, frozen=True):
    """The text of a file; `cut` says what is missing where the file is too large to be read whole."""

    text: str
    cut: Skipped | None = None


def read_text(path: Path, shown: str, limits: Limits = _LIMITS) -> TextFile | Skipped:
    """Returns the file's text, or why it has none. `shown` is the path that a report names it by.

    UTF-8, and UTF-16 with a byte order mark, are read as such; other bytes that look like text
    are read as Windows-1252. Binary files, and what is cut off from large ones, are expected skips,
    unless the name says that the file matters to a licence question.
    """
    found = _read(path, shown, limits.max_file_bytes + 1, limits.max_head_bytes)
    if isinstance(found, Skipped):
        return found
    size, data = found
    cut = None
    if size > limits.max_file_bytes:
        reason = f"{size:,} bytes, of which the first {limits.max_head_bytes:,} were read"
        cut = Skipped(shown, SkipCode.TOO_LARGE, reason, expected=not _matters(shown))
        data = data[: data.rfind(b"\n") + 1] or data
    text = decode(data)
    if text is None:
        return Skipped(shown, SkipCode.BINARY, "binary content", expected=not _matters(shown))
    return TextFile(text, cut)


def read_bytes(path: Path | str, shown: str, limit: int) -> bytes | Skipped:
    """Returns the bytes of a regular file of at most `limit` bytes. No link, pipe or device is opened."""
    found = _read(path, shown, limit + 1, 0)
    if isinstance(found, Skipped):
        return found
    size, data = found
    if size > limit:
        reason = f"{size:,} bytes, and at most {limit:,} are read"
        return Skipped(shown, SkipCode.TOO_LARGE, reason, expected=not _matters(shown))
    return data


def read_head(path: Path | str, shown: str, count: int) -> bytes | Skipped:
    """Returns the first `count` bytes of a regular file, however large it is."""
    found = _read(path, shown, count, count)
    return found if isinstance(found, Skipped) else found[1]


def _read(path: Path | str, shown: str, limit: int, head: int) -> tuple[int, bytes] | Skipped:
    """Returns the size of a regular file and its bytes; of one of `limit` bytes or more the first `head`.

    The size is that of the bytes where there are more than the system says (`/proc`).
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        # Opening some devices already does something (a tape rewinds), so look before.
        if (special := _special(os.lstat(path).st_mode)) is not None:
            return Skipped(shown, *special)
        descriptor = os.open(path, flags)
        with open(descriptor, "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if (special := _special(status.st_mode)) is not None:
                return Skipped(shown, *special)
            chunks: list[bytes] = []
            left = head if status.st_size >= limit else limit
            while left > 0 and (chunk := file.read(min(left, 1 << 20))):
                chunks.append(chunk)
                left -= len(chunk)
            data = b"".join(chunks)
            return max(status.st_size, len(data)), data[:head] if len(data) >= limit else data
    except (OSError, ValueError) as error:
        return Skipped(shown, SkipCode.UNREADABLE, why(error))


def why(error: Exception) -> str:
    """Says in words, and without the absolute path, why the system refused something."""
    if isinstance(error, FileNotFoundError):
        return "vanished while it was being read"
    if isinstance(error, OSError) and error.errno is not None:
        return (errno.errorcode.get(error.errno, "error") + ": " + os.strerror(error.errno)).strip()
    return str(error)


def _special(mode: int) -> tuple[SkipCode, str, bool] | None:
    """Says why a file of this mode is not opened, or None for a regular one."""
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return SkipCode.LINK, "a symbolic link", False
    return SkipCode.SPECIAL_FILE, file_type(mode), True


def file_type(mode: int) -> str:
    """Names what is neither a file nor a link."""
    for test, word in (
        (stat.S_ISDIR, "a directory"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a block device"),
        (stat.S_ISCHR, "a character device"),
    ):
        if test(mode):
            return word
    return "a special file"


def _matters(shown: str) -> bool:
    directory, _, name = shown.rpartition("/")
    return matters(name, directory.rpartition("/")[2])


# ── bytes to text ────────────────────────────────────────────────────────────────────────────

_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b")) + b"\x7f"
_CONTROL_TEXT = dict.fromkeys([*_CONTROL, *b"\b\x1b"], " ") | dict.fromkeys([0xFFFE, 0xFFFF], "\ufffd")
_ODD_BREAKS = regex("[\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def decode(data: bytes) -> str | None:
    r"""Returns the text that the bytes hold, with `\n` as its one line break, or None if they are binary.

    Bytes are binary when more than one in a hundred is a control character (NUL among them):
    one stray NUL must not hide a licence.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
        controls = sum(map(text.count, map(chr, _CONTROL)))
        if controls * 100 > len(text) or text.count("\ufffd") * 10 > len(text):
            return None
    else:
        controls = len(data) - len(data.translate(None, _CONTROL))
        if controls * 100 > len(data):
            return None
        text = _decode_bytes(data.removeprefix(codecs.BOM_UTF8))
    if controls or "\b" in text or "\x1b" in text:
        text = text.translate(_CONTROL_TEXT)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ODD_BREAKS.sub(" ", text)


def _decode_bytes(data: bytes) -> str:
    """Decodes UTF-8, UTF-8 with a few broken bytes, or Windows-1252, in this order of likelihood."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if beyond_ascii - broken > broken:
        return text
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
