"""Tar archives, packed by gzip, bzip2, xz or not at all, and gems, which hold one. Read in one go."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from openscope.collect.unpack.room import BrokenError, FullError, Room
from openscope.model import SkipCode

_CHUNK = 256 * 1024
# What a header may take: names of any length are possible, and held in memory.
_MAX_HEADER = 1024 * 1024

_ERRORS = (
    tarfile.TarError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    ValueError,
    RecursionError,
)


class _Counted(io.RawIOBase):
    """A stream that counts what comes out of it, and gives no more at once than it was told to expect."""

    def __init__(self, inner: IO[bytes], room: Room) -> None:
        self._inner = inner
        self._room = room
        self.expected = _MAX_HEADER

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises `FullError`."""
        data = self._inner.read(min(size, _CHUNK) if size >= 0 else _CHUNK)
        self.expected -= len(data)
        if self.expected < 0:
            raise FullError(SkipCode.TOO_LARGE, f"a header of more than {_MAX_HEADER:,} bytes")
        self._room.unpacked(len(data))
        return data


def unpack(archive: Path, room: Room) -> None:
    """Writes the members of a tar archive. Raises `FullError`, `BrokenError` and `OSError`."""
    with archive.open("rb") as file:
        _unpack(file, room)


def unpack_gem(archive: Path, room: Room) -> None:
    """Writes what a gem installs: the members of its `data.tar.gz`."""
    with archive.open("rb") as file:
        try:
            with tarfile.open(fileobj=file, mode="r:") as outer:
                inner = outer.extractfile("data.tar.gz")
                if inner is None:
                    raise BrokenError("not a gem: its data.tar.gz is no file")
                _unpack(inner, room)
        except KeyError as error:
            raise BrokenError("not a gem: there is no data.tar.gz in it") from error
        except _ERRORS as error:
            raise BrokenError(f"not a gem: {_words(error)}") from error


def _unpack(file: IO[bytes], room: Room) -> None:
    members = 0
    try:
        stream = _Counted(_unpacked(file), room)
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=1) as tar:
            while (member := tar.next()) is not None:
                members += 1
                tar.members = []  # type: ignore[attr-defined]  # else a million of them are held
                stream.expected = member.size + 3 * _MAX_HEADER
                _take(tar, member, room)
    except _ERRORS as error:
        where = f"after {members:,} members" if members else "at its start"
        raise BrokenError(f"broken {where}: {_words(error)}") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise BrokenError(f"broken after {members:,} members: {_words(error)}") from error
    if not members:
        raise BrokenError("nothing is in it")


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    """The stream without its compression, which its first bytes tell, whatever its name says."""
    magic = file.read(6)
    file.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(file)
    if magic.startswith((b"\xfd7zXZ", b"\x5d\x00\x00")):
        return lzma.LZMAFile(file)
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        raise BrokenError("packed by zstd, which is not read: unpack it, and scan the directory")
    return file


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, room: Room) -> None:
    room.count()
    if member.isdir() or not room.wanted(member.name):
        return
    if member.issym() or member.islnk():
        room.link(member.name, member.linkname, hard=member.islnk())
    elif not member.isreg():
        room.refuse(member.name, SkipCode.SPECIAL_FILE, "a device, a pipe or the like", expected=True)
    elif member.issparse():
        room.refuse(member.name, SkipCode.UNSUPPORTED, "a sparse file")
    elif (path := room.admit(member.name, member.size)) is not None:
        file = tar.extractfile(member)
        if file is not None:
            room.write(path, _chunks(file))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while data := file.read(_CHUNK):
        yield data


def _words(error: BaseException) -> str:
    if isinstance(error, EOFError) or "end of data" in str(error):
        return "it was cut off"
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
