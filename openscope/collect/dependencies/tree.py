"""The files of a walked tree, as lockfiles and manifests may see them."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from openscope.collect.dependencies.reading import MAX_BYTES
from openscope.model import Skipped
from openscope.textfile import decode, read_bytes


class TreeFiles:
    """The files of a target: `directories` maps each directory ("." for the top) to the names of its files.

    With `alone`, the target is one file, and those in its directory and below may be read beside it.
    """

    def __init__(self, root: str, directories: Mapping[str, Sequence[str]], alone: bool = False) -> None:
        self._root = root
        self._alone = alone
        self._directories = set(directories)
        self._paths: set[str] = set()
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for directory, names in directories.items():
            for name in names:
                path = name if directory == "." else f"{directory}/{name}"
                self._paths.add(path)
                self._by_name[name].append(path)

    def read(self, path: str) -> str | None:
        """Returns the text of a file by its path in the target; None if there is none to read."""
        found = self.load(path)
        return found if isinstance(found, str) else None

    def load(self, path: str) -> str | Skipped | None:
        """Returns the text of a file, why it has none, or None if there is no such file in the target."""
        place = os.path.join(self._root, path)
        if path not in self._paths and not (self._alone and os.path.realpath(place) == place):
            return None
        if not os.path.lexists(place):
            return None  # listed by a hub, and not fetched
        data = read_bytes(Path(place), path, MAX_BYTES)
        return data if isinstance(data, Skipped) else decode(data)

    def below(self, directory: str, name: str) -> list[str]:
        """Returns the paths of the files of that name in a directory ("" for the top) and below it."""
        start = f"{directory}/" if directory else ""
        return [path for path in self._by_name.get(name, ()) if path.startswith(start)]

    def has_directory(self, path: str) -> bool:
        """Whether a directory is a part of the target."""
        return (path or ".") in self._directories
