"""Zip archives that are read where they lie: their end, which lists the members, then some members alone.

What the end of an archive says is not trusted: sizes, places and the number of requests are bounded, and
whatever lies outside of what was fetched cannot be read.
"""

import io
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import IO, cast
from zipfile import ZipFile, ZipInfo

from msgspec import Struct

from openscope.collect.http import Http, Part, WholeError, host
from openscope.collect.unpack import zipped
from openscope.collect.unpack.room import BrokenError
from openscope.model import SkipCode
from openscope.net import Unanswered

MAX_DIRECTORY = 4 * 1024 * 1024
"""The largest list of members that is fetched, in bytes: some 40,000 members."""

MAX_REQUESTS = 12
"""The number of stretches of one archive that are fetched for its members."""

# More than the longest end record; most archives of some hundred kilobytes have their licences in it, too.
_TAIL = 72 * 1024
# Stretches that lie no further apart are fetched as one: a request takes longer than so many bytes.
_GAP = 32 * 1024
# The end record of large archives and the pointer to it, between the list and the end (APPNOTE.TXT, 4.3.14).
_LARGE_END = 56 + 20

Choose = Callable[[Sequence[ZipInfo]], Collection[str]]
"""Of all members, the names of those that are wanted."""


class Stretches(io.RawIOBase):
    """A file of which some stretches are here. To read anything else raises `BrokenError`."""

    def __init__(self, first: Part) -> None:
        self.total = first.total
        self._parts = [first]
        self._at = 0

    @property
    def whole(self) -> bytes | None:
        """All bytes of the file, where the server sent them at once."""
        first = self._parts[0]
        return first.body if len(first.body) == self.total else None

    def add(self, part: Part) -> None:
        """Adds a stretch. Raises `BrokenError` for one of another file."""
        if part.total != self.total:
            raise BrokenError("it changed while it was read")
        self._parts.append(part)

    def holds(self, start: int, end: int) -> bool:
        """Whether the bytes from `start` to before `end` lie in one stretch."""
        return any(part.start <= start and end <= part.start + len(part.body) for part in self._parts)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The place that is read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves. A place before the start is refused as the system does."""
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.total}[whence]
        if at < 0:
            raise OSError("before the start of the file")
        self._at = at
        return at

    def read(self, size: int = -1) -> bytes:
        """The next bytes, fewer only at the end of the file. Raises `BrokenError`."""
        end = self.total if size < 0 else min(self._at + size, self.total)
        found = bytearray()
        while self._at < end:
            part = next((p for p in self._parts if p.start <= self._at < p.start + len(p.body)), None)
            if part is None:
                raise BrokenError("it points to a place where nothing of it should be")
            piece = part.body[self._at - part.start : end - part.start]
            found += piece
            self._at += len(piece)
        return bytes(found)


class Remote(Struct, frozen=True):
    """An archive of which the members of the names `wanted` are in `file`, as far as the bounds allow."""

    archive: ZipFile
    file: Stretches
    wanted: frozenset[str]


def opened(http: Http, url: str, most: int, choose: Choose) -> Remote:
    """The archive at an address, with those members there to be read that `choose` picks.

    `most` bytes are read at most for these, and of an archive that is sent whole: by a server that sends no
    parts, or such as do not fit together. Raises `Unanswered`, and `BrokenError` and `FullError` for an
    archive that cannot be read.
    """
    try:
        file = _from_end(http, url, most)
        return _opened(http, url, file, most, choose)
    except Unanswered as failure:
        if failure.code is not SkipCode.MALFORMED:
            raise
    except BrokenError:
        if file.whole is not None:
            raise
    body = http.get(url, most=most).body
    return _opened(http, url, Stretches(Part(0, body, len(body))), most, choose)


def _opened(http: Http, url: str, file: Stretches, most: int, choose: Choose) -> Remote:
    tail_start = max(file.total - _TAIL, 0)
    file.seek(max(file.total - zipped.LONGEST_END, 0))
    last = file.read()
    begin = file.total - len(last) + last.rfind(zipped.END) - zipped.directory_size(last) - _LARGE_END
    if file.whole is None and zipped.END in last and file.total - begin <= MAX_DIRECTORY:
        _fetch(http, url, file, [(max(begin, 0), tail_start)] if begin < tail_start else [])
    archive = zipped.opened(cast(IO[bytes], file), MAX_DIRECTORY)
    wanted = frozenset(choose(archive.infolist()))
    _fetch(http, url, file, _bounded(_spans(archive, wanted), file, most))
    return Remote(archive, file, wanted)


def _from_end(http: Http, url: str, most: int) -> Stretches:
    """The end of a file; all of it where its server sends it whole only."""
    try:
        return Stretches(http.part(url, None, _TAIL, most))
    except WholeError as whole:
        # Some servers know no ranges that count from the end, but others.
        if whole.size is None:
            raise
        return Stretches(http.part(url, max(whole.size - _TAIL, 0), _TAIL, most))


def _spans(archive: ZipFile, wanted: Collection[str]) -> Iterable[tuple[int, int]]:
    """From where to where each wanted member lies: up to the next member, or the list of them."""
    starts = sorted({member.header_offset for member in archive.infolist()} | {archive.start_dir})
    chosen: list[ZipInfo] = [each for each in archive.infolist() if each.orig_filename in wanted]
    for member in sorted(chosen, key=lambda each: each.header_offset):
        after = bisect_right(starts, member.header_offset)
        if member.header_offset >= 0 and after < len(starts):
            yield member.header_offset, min(starts[after], archive.start_dir)


def _bounded(spans: Iterable[tuple[int, int]], file: Stretches, most: int) -> list[tuple[int, int]]:
    """The stretches to fetch for spans in their order, as many as the bounds allow."""
    merged: list[tuple[int, int]] = []
    left = most
    for start, end in spans:
        if start >= end or file.holds(start, end):
            continue
        joined = bool(merged) and start - merged[-1][1] <= _GAP
        begin = merged[-1][1] if joined else start
        if end - begin > left or (not joined and len(merged) >= MAX_REQUESTS):
            continue
        left -= max(end - begin, 0)
        if joined:
            merged[-1] = merged[-1][0], max(end, begin)
        else:
            merged.append((start, end))
    return merged


def _fetch(http: Http, url: str, file: Stretches, spans: Iterable[tuple[int, int]]) -> None:
    for start, end in spans:
        try:
            file.add(http.part(url, start, end - start, end - start))
        except WholeError as whole:
            reason = f"{host(url)} sends parts of it at one time, and the whole at another"
            raise Unanswered(SkipCode.MALFORMED, reason) from whole
