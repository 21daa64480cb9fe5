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

from openscope.collect.dependencies.copy import (
    document,
    documents,
    files,
    is_list_of_people,
    read_file,
    role_of,
)
from openscope.collect.dependencies.installed.environment import LICENSE_PLACES, licenses_below
from openscope.collect.dependencies.purl import canonical
from openscope.collect.http import Http, host
from openscope.collect.paths import join
from openscope.collect.registry.found import Packed, Text
from openscope.collect.unpack import unpack, zipped
from openscope.collect.unpack.room import BrokenError, FullError, Room
from openscope.model import Document, Download, Role, SkipCode, Skipped
from openscope.names import is_readme, is_text_name
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


def look(http: Http, download: Download, address: str) -> Packed:
    """Looks into an artefact. Its address may hold credentials. Raises `Unanswered`, and nothing else."""
    try:
        with tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True) as room:
            root = Path(os.path.realpath(room), "unpacked")
            root.mkdir()
            if download.name.endswith((".whl", ".zip")):
                problem = _zip(http, download, address, root)
            else:
                problem = _tar(http, download, address, root)
            wheel = download.name.endswith(".whl")
            tops = sorted(root.glob("*.dist-info") if wheel else filter(Path.is_dir, root.iterdir()))
            found = _texts(tops[:1], root) or _texts([root, *_own(root, tops[:1])], root)
            if not found and not wheel:
                found = _texts([*tops[:1], root], root, Role.README)
            metadata = _metadata([*tops, root])
    except BrokenError as broken:
        raise Unanswered(SkipCode.MALFORMED, f"{_kind(download)} is broken: {broken}") from broken
    except FullError as full:
        raise Unanswered(full.code, f"{_kind(download)} has {full}") from full
    except OSError as error:
        reason = f"{download.name} cannot be kept while it is read: {why(error)}"
        raise Unanswered(SkipCode.FAILED, reason) from error
    return Packed(metadata, found, None if found else problem)


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


def _zip(http: Http, download: Download, address: str, root: Path) -> str:
    """Writes the members of a zip archive that may matter, and says what is wrong where none is a licence."""
    from openscope.collect.registry import remote

    try:
        found = remote.opened(http, address, MAX_BYTES, wanted_of)
    except Unanswered as failure:
        if failure.code is not SkipCode.TOO_LARGE:
            raise
        size = f"{_kind(download)} is larger than {MAX_BYTES:,} bytes"
        reason = f"{size}, and {host(address)} sends no parts of it"
        raise Unanswered(failure.code, reason) from failure
    if found.file.whole is not None:
        _check(found.file.whole, download)
    room = Room(root, _LIMITS, found.file.total, found.wanted.__contains__)
    zipped.take(found.archive, room)
    return _problem(download, room.skipped)


def _tar(http: Http, download: Download, address: str, root: Path) -> str:
    """As `_zip`. Of a large archive the start is read: a licence lies near it, since members are sorted."""
    data, complete = http.start(address, MAX_BYTES)
    if complete:
        _check(data, download)
    # The name comes from the registry: only its last part is one.
    place = root.with_name(download.name.replace("\\", "/").rpartition("/")[2])
    place.write_bytes(data)
    skipped = unpack(place, download.name, root, _LIMITS, _is_wanted)
    if complete:
        return _problem(download, skipped)
    return f"the first {MAX_BYTES:,} bytes of {_kind(download)} hold no licence text"


def _check(data: bytes, download: Download) -> None:
    digest = bytes.fromhex(download.digest) if download.digest else None
    check_sum(data, download.algorithm, digest, download.url)


def wanted_of(members: Sequence[ZipInfo]) -> list[str]:
    """Of the members of a wheel the names of those to read: in its `.dist-info`; only where that holds no
    licence, and in any other archive, those at the top and where a package's own licence may lie as well.

    Those at the top come first, until there are too many, or too large ones.
    """
    sizes = {each.orig_filename: each.file_size for each in members if _is_wanted(each.orig_filename)}
    inside = [name for name in sizes if name.partition("/")[0].endswith(".dist-info")]
    licensed = any(_may_be_license(name) for name in inside)
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
        return name in _METADATA or role_of(name) is not None or is_readme(name)
    if parts[1].lower() in LICENSE_PLACES:
        return len(parts) <= _MAX_DEPTH and (is_text_name(name) or role_of(name) is not None)
    return len(parts) == 3 and _is_named_after(parts[1], parts[0]) and role_of(name) is not None


def _may_be_license(path: str) -> bool:
    name = path.rpartition("/")[2]
    listed = path.count("/") > 1 and role_of(name) is not Role.NOTICE and not is_list_of_people(name)
    return role_of(name) is Role.LICENSE or listed


def _is_named_after(directory: str, top: str) -> bool:
    """Whether a directory of a source archive is the package's own: `thing` in `thing-1.0`."""
    return canonical(directory) == canonical(top.rpartition("-")[0])


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def _metadata(places: Iterable[Path]) -> str | None:
    for place in places:
        for name in sorted(_METADATA):
            if (text := read_file(str(place / name))) is not None:
                return text
    return None


def _own(root: Path, tops: Sequence[Path]) -> list[Path]:
    """The directories that may hold a package's own licence where its proper place holds none."""
    if tops and not tops[0].name.endswith(".dist-info"):
        return [each for each in tops[0].iterdir() if _is_named_after(each.name, tops[0].name)]
    return sorted(root.iterdir())


def _texts(places: Iterable[Path], root: Path, needed: Role = Role.LICENSE) -> tuple[Text, ...]:
    """The texts in directories and their directories of licences; none where none is of the `needed` role."""
    found: list[Text] = []
    left = MAX_TEXT_BYTES
    for place in places:
        if not place.is_dir():
            continue
        shown = place.relative_to(root).as_posix()
        texts = (*documents(str(place), shown), *licenses_below(str(place), shown))
        if needed is Role.README:
            texts = tuple(
                document(str(place / name), join(shown, name), Role.README, size)
                for name, size in files(str(place))
                if is_readme(name)
            )
        for each in texts:
            if (text := _text(each)) and len(text) <= left:
                left -= len(text)
                found.append(Text(each.path, each.role, each.own, text))
    return tuple(found) if any(each.role is needed for each in found) else ()


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
