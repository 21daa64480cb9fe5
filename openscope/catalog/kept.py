"""Parsed files, kept between runs by content: reading the rules is a third of a small scan otherwise.

A cache that cannot be read or written costs time, never an answer.
"""

import json
import os
import tempfile
import tomllib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from openscope.cachedir import cache_directory

_NAME = "rules.json"
_FORMAT = 1

Values = dict[str, Any]


class Kept:
    """What files hold, by the SHA-256 of their bytes. `used` is what this run asked for."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._known = _load(place)
        self._used: dict[str, Values] = {}

    def parse(self, data: bytes, read: Callable[[str], Values] = tomllib.loads) -> Values:
        """The values of a file, TOML unless another function reads it. Raises what the function raises,
        and `UnicodeDecodeError`.
        """
        key = sha256(data).hexdigest()
        values = self._known.get(key)
        if values is None:
            values = read(data.decode("utf-8"))
        self._used[key] = values
        return values

    def save(self) -> None:
        """Keep what was used, if that is not what is kept already."""
        if self._used.keys() <= self._known.keys():
            return
        with suppress(OSError, TypeError):  # a date is no JSON: such rules are parsed each time
            text = json.dumps({"format": _FORMAT, "files": self._used})
            self._place.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._place.parent, prefix=f".{_NAME}-")
            with open(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(draft, self._place)
            self._known = dict(self._used)


@lru_cache(maxsize=1)
def kept() -> Kept:
    """What is kept in the user's cache."""
    return Kept(cache_directory() / _NAME)


def _load(place: Path) -> dict[str, Values]:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        files: dict[str, Values] = found["files"] if found["format"] == _FORMAT else {}
        return files if all(isinstance(values, dict) for values in files.values()) else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
