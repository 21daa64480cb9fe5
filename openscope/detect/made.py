"""What was read off expressions, kept between runs by what it was read off.

To read the words of all our expressions takes a sixth of a second, to read this file a hundredth of that.
A file that cannot be read or written costs time, never an answer.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from openscope.cachedir import cache_directory

Made = TypeVar("Made")

_NAME = "needles.json"
# What decides how an expression is read: kept values of other versions are not used.
_READERS = ("made.py", "needles.py", "phrase.py", "seek.py")


def made(
    of: object, make: Callable[[], Made], dump: Callable[[Made], Any], load: Callable[[Any], Made]
) -> Made:
    """What `make` makes of `of`, whose `repr` says all that it depends on.

    `dump` turns it into what JSON can hold, `load` turns that back; what `load` raises is not looked at.
    """
    place = cache_directory() / _NAME
    values, key = _values(place), sha256(repr(of).encode("utf-8", "surrogatepass")).hexdigest()
    if key in values:
        with suppress(Exception):  # of another form: somebody else wrote it
            return load(values[key])
    value = make()
    values[key] = dump(value)
    _save(place, values)
    return value


@lru_cache(maxsize=1)
def _values(place: Path) -> dict[str, Any]:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        values = found["values"] if found["version"] == _version() else {}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _save(place: Path, values: dict[str, Any]) -> None:
    """Put the file in its place in one step; of two processes the last one's is there, which is as good."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        import tempfile  # with all that it loads, for the one run in many that writes

        handle, draft = tempfile.mkstemp(dir=place.parent, prefix=f".{_NAME}-")
        with open(handle, "w", encoding="utf-8") as file:
            json.dump({"version": _version(), "values": values}, file, separators=(",", ":"))
        os.replace(draft, place)


@lru_cache(maxsize=1)
def _version() -> str:
    stats = (os.stat(Path(__file__).with_name(name)) for name in _READERS)
    return " ".join([sys.version, *(f"{stat.st_size}:{stat.st_mtime_ns}" for stat in stats)])
