"""Archives, unpacked as hostile ones: what is read lands in one directory, what is refused is reported."""

from collections.abc import Callable
from pathlib import Path

from openscope.collect.unpack import tarred, zipped
from openscope.collect.unpack.room import BrokenError, FullError, Room
from openscope.model import SkipCode, Skipped
from openscope.textfile import Limits, why

__all__ = ["is_unpackable", "unpack"]

_FORMATS: dict[str, Callable[[Path, Room], None]] = {
    **dict.fromkeys((".whl", ".egg", ".zip", ".jar", ".war", ".aar", ".nupkg"), zipped.unpack),
    **dict.fromkeys((".tar", ".tgz", ".tbz2", ".tbz", ".txz", ".crate"), tarred.unpack),
    **dict.fromkeys((".tar.gz", ".tar.bz2", ".tar.xz"), tarred.unpack),
    ".gem": tarred.unpack_gem,
}


def is_unpackable(name: str) -> bool:
    """Whether a file of this name is an archive that can be unpacked."""
    return _reader(name) is not None


def unpack(
    archive: Path, shown: str, into: Path, limits: Limits, wanted: Callable[[str], bool] | None = None
) -> list[Skipped]:
    """Writes the members that may matter below a directory, and returns what was left out and why.

    `shown` is how the report names the archive itself. Where `wanted` is given, it says by a member's name
    whether it is taken at all. Raises nothing that the archive is the cause of.
    """
    room = Room(into, limits, archive.stat().st_size, wanted)
    reader = _reader(archive.name)
    if reader is None:
        return [Skipped(shown, SkipCode.UNSUPPORTED, "no archive of a kind that is unpacked")]
    try:
        reader(archive, room)
    except FullError as full:
        room.skipped.append(Skipped(shown, full.code, str(full)))
    except BrokenError as broken:
        room.skipped.append(Skipped(shown, SkipCode.MALFORMED, str(broken)))
    except OSError as error:
        room.skipped.append(Skipped(shown, SkipCode.UNREADABLE, why(error)))
    room.make_links()
    return room.skipped


def _reader(name: str) -> Callable[[Path, Room], None] | None:
    lower = name.lower()
    return next((reader for ending, reader in _FORMATS.items() if lower.endswith(ending)), None)
