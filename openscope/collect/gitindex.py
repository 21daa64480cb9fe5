"""The paths that a git checkout tracks, from its index file (versions 2 to 4), without running git."""

import os
import struct
from pathlib import Path

from openscope.model import Skipped
from openscope.textfile import read_bytes

MAX_BYTES = 128 * 1024 * 1024

_HEADER = struct.Struct(">4sII")
_STAT_SIZE = 40
_EXTENDED = 0x4000
# The object ids of SHA-1 and of SHA-256 repositories.
_ID_SIZES = (20, 32)


def tracked_paths(index: Path) -> frozenset[str]:
    """Returns the tracked paths from the top of the checkout. None, if the index is missing or malformed."""
    data = read_bytes(index, "", MAX_BYTES)
    if isinstance(data, Skipped):
        return frozenset()
    for size in _ID_SIZES:
        paths = _parse(data, size)
        if paths is not None:
            return frozenset(os.fsdecode(path) for path in paths)
    return frozenset()


def _parse(data: bytes, id_size: int) -> list[bytes] | None:
    """Returns the paths of the entries, or None if the bytes are no such index."""
    if len(data) < _HEADER.size:
        return None
    magic, version, count = _HEADER.unpack_from(data)
    fixed = _STAT_SIZE + id_size + 2
    if magic != b"DIRC" or version not in {2, 3, 4} or count * fixed > len(data):
        return None
    paths: list[bytes] = []
    path = b""
    at = _HEADER.size
    for _ in range(count):
        start = at
        at += fixed
        if at > len(data):
            return None
        if int.from_bytes(data[at - 2 : at], "big") & _EXTENDED:
            at += 2
        kept = 0
        if version == 4:
            dropped, at = _varint(data, at)
            if dropped < 0 or dropped > len(path):
                return None
            kept = len(path) - dropped
        end = data.find(b"\0", at)
        # An id size that is wrong by 12 bytes finds its "path" in the middle of an id.
        if end < 0 or (end == at and not kept):
            return None
        path = path[:kept] + data[at:end]
        if path <= (paths[-1] if paths else b"") and path != (paths[-1] if paths else None):
            return None
        paths.append(path)
        at = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8
    return paths


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Reads git's offset encoding. Returns the number, or -1 if there is none, and the place after it."""
    value = -1
    for here in range(at, min(at + 5, len(data))):
        value = ((value + 1) << 7) | (data[here] & 0x7F)
        if not data[here] & 0x80:
            return value, here + 1
    return -1, at
