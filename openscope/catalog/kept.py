"""Parsed files, kept between runs by content: reading the rules is a third of a small scan otherwise.

A file is known by its place, size and times, as git's index knows it, and is read where one of them changed.
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
from openscope.filestat import settled_stat

_NAME = "rules.json"
_FORMAT = 2

Values = dict[str, Any]
Seen = list[str]
"""The state of a file, and its digest."""


class Kept:
    """What files hold, by the SHA-256 of their bytes, and that digest by the place and state of each file."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._values, self._files = _load(place)
        self._used: dict[str, Values] = {}
        self._seen: dict[str, Seen] = {}

    def parse(self, path: Path, read: Callable[[str], Values] = tomllib.loads) -> Values:
        """The values of a file, TOML unless another function reads it. Raises what the function raises,
        `OSError` and `UnicodeDecodeError`.
        """
        key = self.digest(path)
        values = self._values.get(key)
        if values is None:
            data = path.read_bytes()
            key, values = sha256(data).hexdigest(), read(data.decode("utf-8"))
            if not _is_json(values):
                return values
        self._used[key] = values
        return values

    def digest(self, path: Path) -> str:
        """The SHA-256 of a file. Raises `OSError`."""
        name, state = str(path), settled_stat(path)
        seen = self._seen.get(name) or self._files.get(name)
        if state is None or seen is None or seen[0] != state:
            seen = [state or "", sha256(path.read_bytes()).hexdigest()]
        if state is not None:
            self._seen[name] = seen
        return seen[1]

    def save(self) -> None:
        """Keep what was used, if that is not what is kept already."""
        if self._used.keys() <= self._values.keys() and self._seen.items() <= self._files.items():
            return
        with suppress(OSError):
            text = json.dumps({"format": _FORMAT, "values": self._used, "files": self._seen})
            self._place.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._place.parent, prefix=f".{_NAME}-")
            with open(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(draft, self._place)
            self._values, self._files = dict(self._used), dict(self._seen)


@lru_cache(maxsize=1)
def kept() -> Kept:
    """What is kept in the user's cache."""
    return Kept(cache_directory() / _NAME)


def _load(place: Path) -> tuple[dict[str, Values], dict[str, Seen]]:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        if found["format"] != _FORMAT:
            return {}, {}
        values: dict[str, Values] = found["values"]
        files: dict[str, Seen] = found["files"]
        sound = all(isinstance(each, dict) for each in values.values())
        return (values, files) if sound and all(map(_is_seen, files.values())) else ({}, {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}, {}


def _is_seen(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)


def _is_json(values: Values) -> bool:
    """A date is none: files with one are parsed each time."""
    try:
        json.dumps(values)
    except TypeError:
        return False
    return True
