"""What an artefact holds that speaks of its licence: its metadata, its licence texts and its notices.

Of a wheel only these members are fetched, where its server answers with parts of files (RFC 9110, 14).
Anything else is downloaded whole, up to a size, and has its sum checked.
"""

import hashlib
import hmac
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZipInfo

from openscope.collect.dependencies.copy import documents, read_file, role_of
from openscope.collect.dependencies.installed.environment import LICENSE_PLACES, licenses_below
from openscope.collect.http import Http, host
from openscope.collect.unpack import unpack, zipped
from openscope.collect.unpack.room import BrokenError, FullError, Room
from openscope.frozen import dataclass
from openscope.model import Document, Download, Role, SkipCode, Skipped
from openscope.names import is_text_name
from openscope.net import Unanswered
from openscope.textfile import Limits, read_text, why

MAX_BYTES = 8 * 1024 * 1024
"""The largest artefact that is downloaded whole, and the bytes that are fetched of one in parts."""

MAX_TEXT_BYTES = 2 * 1024 * 1024
"""The bytes of text that are kept of one artefact; what is longer is no licence text, but a hostile one."""

_LIMITS = Limits(max_files=100_000, max_file_bytes=MAX_TEXT_BYTES, max_depth=10)
_METADATA = frozenset({"METADATA", "PKG-INFO"})
_MAX_DEPTH = 6
_MAX_MEMBERS = 200
_LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True)
class Text:
    """A licence text or a notice in an artefact, as `Document` has them; `path` is that of the member."""

    path: str
    role: Role
    own: bool
    text: str


@dataclass(frozen=True, slots=True)
class Packed:
    """What was found in an artefact. `problem` is why there is no licence text."""

    metadata: str | None = None
    texts: tuple[Text, ...] = ()
    problem: str | None = None


def look(http: Http, download: Download, address: str) -> Packed:
    """Looks into an artefact. Its address may hold credentials. Raises `Unanswered`, and nothing else."""
    try:
        with tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True) as room:
            root = Path(os.path.realpath(room), "unpacked")
            root.mkdir()
            if download.name.endswith(".whl"):
                skipped = _wheel(http, download, address, root)
                infos = sorted(root.glob("*.dist-info"))
                found = _texts(infos, root) or _texts([root, *sorted(root.iterdir())], root)
            else:
                skipped = _whole(http, download, address, root)
                infos = [place for place in sorted(root.iterdir()) if place.is_dir()]
                found = _texts(infos[:1], root) or _texts([root], root)
            metadata = _metadata([*infos, root])
    except BrokenError as broken:
        raise Unanswered(SkipCode.MALFORMED, f"{_kind(download)} is broken: {broken}") from broken
    except FullError as full:
        raise Unanswered(full.code, f"{_kind(download)} has {full}") from full
    except OSError as error:
        reason = f"{download.name} cannot be kept while it is read: {why(error)}"
        raise Unanswered(SkipCode.FAILED, reason) from error
    return Packed(metadata, found, None if found else _problem(download, skipped))


def check_sum(data: bytes, algorithm: str | None, digest: bytes | None, url: str) -> None:
    """Raises `Unanswered` where the bytes of an address are not those that the registry names."""
    if algorithm is None or digest is None:
        return
    try:
        sum_ = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    except ValueError as error:
        reason = f"{host(url)} sums it up by {algorithm}, which is not known here"
        raise Unanswered(SkipCode.UNSUPPORTED, reason) from error
    if not hmac.compare_digest(sum_, digest):
        reason = f"what {host(url)} sent does not have the {algorithm} sum that the registry names: not read"
        raise Unanswered(SkipCode.MALFORMED, reason)


# ── fetching ─────────────────────────────────────────────────────────────────────────────────


def _wheel(http: Http, download: Download, address: str, root: Path) -> list[Skipped]:
    from openscope.collect.registry import remote

    try:
        found = remote.opened(http, address, MAX_BYTES, wanted_of_wheel)
    except Unanswered as failure:
        if failure.code is not SkipCode.TOO_LARGE:
            raise
        reason = f"its wheel is larger than {MAX_BYTES:,} bytes, and {host(address)} sends no parts of it"
        raise Unanswered(failure.code, reason) from failure
    if found.file.whole is not None:
        _check(found.file.whole, download)
    room = Room(root, _LIMITS, found.file.total, found.wanted.__contains__)
    zipped.take(found.archive, room)
    return room.skipped


def _whole(http: Http, download: Download, address: str, root: Path) -> list[Skipped]:
    try:
        data = http.get(address, most=MAX_BYTES).body
    except Unanswered as failure:
        if failure.code is not SkipCode.TOO_LARGE:
            raise
        raise Unanswered(failure.code, f"its source archive is larger than {MAX_BYTES:,} bytes") from failure
    _check(data, download)
    # The name comes from the registry: only its last part is one.
    place = root.with_name(download.name.replace("\\", "/").rpartition("/")[2])
    place.write_bytes(data)
    return unpack(place, download.name, root, _LIMITS, _is_wanted)


def _check(data: bytes, download: Download) -> None:
    digest = bytes.fromhex(download.digest) if download.digest else None
    check_sum(data, download.algorithm, digest, download.url)


def wanted_of_wheel(members: Sequence[ZipInfo]) -> list[str]:
    """Of the members of a wheel the names of those to read: in its `.dist-info`; only where that holds no
    licence, those at the top and one directory deeper, where a package's own licence may lie.

    Those at the top come first, until there are too many, or too large ones.
    """
    sizes = {each.orig_filename: each.file_size for each in members if _is_wanted(each.orig_filename)}
    inside = [name for name in sizes if name.partition("/")[0].endswith(".dist-info")]
    licensed = any(not name.endswith("/METADATA") for name in inside)
    chosen: list[str] = []
    left = MAX_BYTES
    for name in sorted(inside if licensed else sizes, key=lambda name: (name.count("/"), name)):
        if len(chosen) < _MAX_MEMBERS and sizes[name] <= min(left, MAX_TEXT_BYTES):
            left -= sizes[name]
            chosen.append(name)
    return chosen


def _is_wanted(path: str) -> bool:
    """Whether a member of an artefact may be its metadata, a licence text or a notice, by its path."""
    parts = path.split("/") if len(path) < _LONGEST_PATH else [""] * _MAX_DEPTH
    name = parts[-1]
    if len(parts) <= 2:
        return name in _METADATA or role_of(name) is not None
    inside = len(parts) <= _MAX_DEPTH and parts[1].lower() in LICENSE_PLACES
    return inside and (is_text_name(name) or role_of(name) is not None)


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def _metadata(places: Iterable[Path]) -> str | None:
    for place in places:
        for name in sorted(_METADATA):
            if (text := read_file(str(place / name))) is not None:
                return text
    return None


def _texts(places: Iterable[Path], root: Path) -> tuple[Text, ...]:
    """The texts in directories and their directories of licences; none where no licence is among them."""
    found: list[Text] = []
    left = MAX_TEXT_BYTES
    for place in places:
        if not place.is_dir():
            continue
        shown = place.relative_to(root).as_posix()
        for each in (*documents(str(place), shown), *licenses_below(str(place), shown)):
            if (text := _text(each)) and len(text) <= left:
                left -= len(text)
                found.append(Text(each.path, each.role, each.own, text))
    return tuple(found) if any(each.role is Role.LICENSE for each in found) else ()


def _text(document: Document) -> str | None:
    read = read_text(document.location, document.path, _LIMITS)
    return None if isinstance(read, Skipped) else read.text


def _problem(download: Download, skipped: Sequence[Skipped]) -> str:
    """Why no licence text is there: none is, or it could not be read."""
    broken = next((skip for skip in skipped if not skip.expected), None)
    if broken is None:
        return f"{_kind(download)} holds no licence text"
    return f"{_kind(download)} holds no licence text that can be read ({broken.path}: {broken.reason})"


def _kind(download: Download) -> str:
    """What an artefact is called in a reason. Packages are listed by reason: it does not name them."""
    return "its wheel" if download.name.endswith(".whl") else "its source archive"
