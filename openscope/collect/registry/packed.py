"""The metadata inside of an artefact, for indexes that do not give it out apart."""

import tempfile
from pathlib import Path

from openscope.collect.unpack import unpack
from openscope.textfile import Limits, decode, read_bytes

MAX_BYTES = 8 * 1024 * 1024
"""The largest artefact that is downloaded for its metadata alone."""

_LIMITS = Limits(max_files=20_000)
_PLACES = ("*.dist-info/METADATA", "*/PKG-INFO", "PKG-INFO")


def metadata(data: bytes, name: str) -> str | None:
    """The text of the core metadata in a wheel or a source distribution of that name; None without any."""
    with tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True) as room:
        place = Path(room, name)
        place.write_bytes(data)
        root = Path(room, "unpacked")
        root.mkdir()
        unpack(place, name, root, _LIMITS)
        for pattern in _PLACES:
            for found in sorted(root.glob(pattern)):
                text = read_bytes(found, name, _LIMITS.max_head_bytes)
                if isinstance(text, bytes):
                    return decode(text)
    return None
