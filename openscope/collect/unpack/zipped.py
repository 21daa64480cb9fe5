"""Zip archives: wheels, eggs, jars and the like."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from openscope.collect.unpack.room import BrokenError, FullError, Room
from openscope.model import SkipCode

_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_LONGEST_LINK = 4_096
# The directory at the end is held in memory, with some ten times its size.
MAX_DIRECTORY = 32 * 1024 * 1024
END = b"PK\x05\x06"
LONGEST_END = 66_000
"""The bytes at the end of an archive that hold its end record, whatever the comment in it."""

_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error, RecursionError)


def unpack(archive: Path, room: Room) -> None:
    """Writes the members of a zip archive. Raises `FullError`, `BrokenError` and `OSError`."""
    with archive.open("rb") as file, opened(file) as members:
        take(members, room)


def opened(file: IO[bytes], most: int | None = None) -> zipfile.ZipFile:
    """The archive in a file, with a list of members of at most `most` bytes (`MAX_DIRECTORY` where nothing is
    said). Raises as `unpack` does.
    """
    most = MAX_DIRECTORY if most is None else most
    file.seek(0, 2)
    file.seek(max(0, file.tell() - LONGEST_END))
    if (size := directory_size(file.read())) > most:
        reason = f"a list of members of {size:,} bytes, and at most {most:,} are read"
        raise FullError(SkipCode.TOO_MANY, reason)
    try:
        archive = zipfile.ZipFile(file)
    except (*_ERRORS, NotImplementedError) as error:
        raise BrokenError(f"not a zip archive, or one that was cut off: {error}") from error
    if not archive.infolist():
        raise BrokenError("nothing is in it")
    return archive


def take(archive: zipfile.ZipFile, room: Room) -> None:
    """Writes the members of an opened archive. Raises as `unpack` does."""
    for member in archive.infolist():
        room.count()
        if not member.filename.endswith("/") and room.wanted(member.orig_filename):
            _take(archive, member, room)


def directory_size(tail: bytes) -> int:
    """The bytes of the list of members, as the end of the archive says (APPNOTE.TXT, 4.3.14 and 4.3.16)."""
    end, large = tail.rfind(END), tail.rfind(b"PK\x06\x06")
    sizes = [0]
    if 0 <= end <= len(tail) - 16:
        sizes.append(int.from_bytes(tail[end + 12 : end + 16], "little"))
    if sizes[-1] == 0xFFFFFFFF:
        sizes.pop()
    if 0 <= large <= len(tail) - 48:
        sizes.append(int.from_bytes(tail[large + 40 : large + 48], "little"))
    return max(sizes)


def _take(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: Room) -> None:
    mode = member.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if member.flag_bits & _ENCRYPTED:
        room.refuse(member.filename, SkipCode.UNSUPPORTED, "encrypted")
        return
    if kind not in (0, stat.S_IFREG, stat.S_IFLNK):
        room.refuse(member.filename, SkipCode.SPECIAL_FILE, "a device, a pipe or the like", expected=True)
        return
    try:
        if kind == stat.S_IFLNK:
            target = b"".join(_chunks(archive, member, room, _LONGEST_LINK))
            room.link(member.filename, target.decode("utf-8", "surrogateescape"))
        # What stood before a NUL was taken for the name; `orig_filename` is all of it.
        elif (path := room.admit(member.orig_filename, member.file_size)) is not None:
            room.write(path, _chunks(archive, member, room))
    except NotImplementedError as error:
        room.refuse(member.filename, SkipCode.UNSUPPORTED, f"packed in a way that is not read: {error}")
    except BrokenError as error:
        room.refuse(member.filename, SkipCode.MALFORMED, str(error))


def _chunks(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: Room, most: int | None = None
) -> Iterator[bytes]:
    try:
        with archive.open(member) as file:
            while data := file.read(_CHUNK if most is None else most):
                room.unpacked(len(data))
                yield data
                if most is not None:
                    return
    except NotImplementedError:
        raise
    except (*_ERRORS, RuntimeError) as error:
        raise BrokenError(f"broken: {str(error)[:200]}") from error
