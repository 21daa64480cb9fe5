"""The directory that an archive is unpacked into: what may be written there, how much, by which name."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from openscope.collect.paths import printable
from openscope.model import SkipCode, Skipped
from openscope.names import is_archive, is_binary, is_license_unread, is_weights, matters
from openscope.textfile import WEIGHTS_REASON, Limits, why

MAX_WRITTEN = 1024 * 1024 * 1024
"""The bytes of members that are written."""

MAX_UNPACKED = 8 * 1024 * 1024 * 1024
"""The bytes that an archive may unpack to, whether they are written or not."""

MAX_RATIO, RATIO_FROM = 250, 128 * 1024 * 1024
"""How many times its own size an archive may unpack to, once that is more than so many bytes.

Source code packs to a fifth or a tenth, and deflate cannot do better than one to 1,032.
"""

MAX_REFUSED = 100
"""The number of refused members that are reported each for itself."""

_LONGEST_PATH, _LONGEST_NAME = 1_000, 255


class FullError(Exception):
    """The archive is larger than what is unpacked; the message says in which way."""

    def __init__(self, code: SkipCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class BrokenError(Exception):
    """The archive cannot be read to its end; the message says why."""


class Room:
    """Takes the members of one archive. Nothing is written outside of `root`, and nothing twice.

    `wanted` says by a member's name whether it is taken at all; all are where nothing is said.
    `skipped` grows with what is refused. Links are made last, by `make_links`, so that no member is
    ever written through one.
    """

    def __init__(
        self, root: Path, limits: Limits, packed: int, wanted: Callable[[str], bool] | None = None
    ) -> None:
        self.root = root
        self.limits = limits
        self.packed = packed
        self.wanted = wanted or (lambda _: True)
        self.skipped: list[Skipped] = []
        self._links: list[tuple[str, str]] = []
        self._seen: set[str] = set()
        self._refused = self._members = self._written = self._unpacked = 0

    def count(self) -> None:
        """Counts a member. Raises `FullError` where there are too many."""
        self._members += 1
        if self._members > self.limits.max_files:
            reason = f"the rest of it, after {self.limits.max_files:,} members"
            raise FullError(SkipCode.TOO_MANY, reason)

    def unpacked(self, count: int) -> None:
        """Counts bytes that came out of the archive. Raises `FullError` where it looks like a bomb."""
        self._unpacked += count
        most = MAX_UNPACKED
        if self._unpacked > RATIO_FROM:
            most = min(most, max(self.packed * MAX_RATIO, RATIO_FROM))
        if self._unpacked > most:
            reason = f"{self.packed:,} bytes that unpack to more than {most:,}: the rest is not unpacked"
            raise FullError(SkipCode.TOO_LARGE, reason)

    def admit(self, name: str, size: int) -> str | None:
        """The path of a regular member that is to be written; None for one that is only listed."""
        path = self._path(name)
        if path is None or not self._first(path):
            return None
        base = path.rpartition("/")[2]
        if skip := _unwanted(path, base):
            self.skipped.append(skip)
            return None
        if size > self.limits.max_file_bytes:
            reason = f"{size:,} bytes, and at most {self.limits.max_file_bytes:,} are unpacked"
            self._skip(path, SkipCode.TOO_LARGE, reason, expected=not matters(base, _directory(path)))
            return None
        return path

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Writes a member that was admitted. Raises `FullError`; what the disk refuses is skipped."""
        place = self.root / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                size = 0
                for chunk in chunks:
                    size += len(chunk)
                    self._written += len(chunk)
                    if size > self.limits.max_file_bytes:
                        raise FullError(SkipCode.TOO_LARGE, f"{printable(path)} is larger than it says")
                    if self._written > MAX_WRITTEN:
                        reason = f"the rest of it, after {MAX_WRITTEN:,} bytes"
                        raise FullError(SkipCode.TOO_LARGE, reason)
                    file.write(chunk)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            self._skip(path, SkipCode.MALFORMED, "another member has its place")
        except FullError:
            raise
        except Exception:  # half a text is none, whatever it broke at
            with suppress(OSError):
                place.unlink()
            raise

    def link(self, name: str, target: str, hard: bool = False) -> None:
        """Remembers a link. `target` counts from the link's directory; of a hard one, from the top."""
        path = self._path(name)
        if path is None or not self._first(path):
            return
        base = path.rpartition("/")[2]
        inside = _inside("" if hard else path.rpartition("/")[0], target)
        if inside is None:
            reason = "a link that leads out of the archive"
            self._skip(path, SkipCode.LINK, reason, expected=not matters(base, _directory(path)))
        else:
            self._links.append((path, inside))

    def refuse(self, name: str, code: SkipCode, reason: str, expected: bool = False) -> None:
        """Reports a member that is not unpacked."""
        self._skip(printable(name[:_LONGEST_PATH]), code, reason, expected)

    def make_links(self) -> None:
        """Makes the links between members. Where they really lead is looked at again when they are read."""
        for path, target in self._links:
            place = self.root / path
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                if place.parent.resolve() == place.parent:  # none is made through another one
                    place.symlink_to(os.path.relpath(self.root / target, place.parent))
            except (OSError, RuntimeError) as error:
                reason = why(error) if isinstance(error, OSError) else "a link in a circle"
                self._skip(path, SkipCode.LINK, reason, expected=not matters(place.name))
        self._report_rest()

    def _path(self, name: str) -> str | None:
        """The member's path below the root; None for one that leads anywhere else."""
        path = _inside("", name)
        if path is None:
            self._skip(
                printable(name[:_LONGEST_PATH]), SkipCode.MALFORMED, "its path leads out of the archive"
            )
        elif path == "" or len(path) > _LONGEST_PATH or any(len(p) > _LONGEST_NAME for p in path.split("/")):
            self._skip(printable(name[:_LONGEST_PATH]), SkipCode.MALFORMED, "no path that a file can have")
            path = None
        elif path.count("/") > self.limits.max_depth:
            reason = f"deeper than {self.limits.max_depth:,} directories"
            self._skip(path, SkipCode.TOO_DEEP, reason)
            path = None
        return path

    def _first(self, path: str) -> bool:
        """Whether no member had the path before. Which of two was meant, nobody knows: the first is read."""
        if path in self._seen:
            self._skip(path, SkipCode.MALFORMED, "a second member of this name, not read")
            return False
        self._seen.add(path)
        return True

    def _skip(self, path: str, code: SkipCode, reason: str, expected: bool = False) -> None:
        if not expected:
            self._refused += 1
        if expected or self._refused <= MAX_REFUSED:
            self.skipped.append(Skipped(printable(path), code, reason, expected))

    def _report_rest(self) -> None:
        if self._refused > MAX_REFUSED:
            reason = f"{self._refused - MAX_REFUSED:,} more members that are not unpacked"
            self.skipped.append(Skipped(".", SkipCode.TOO_MANY, reason))


def _unwanted(path: str, name: str) -> Skipped | None:
    """Why a member is only listed: weights, pictures, archives in the archive."""
    if is_weights(name):
        return Skipped(printable(path), SkipCode.BINARY, WEIGHTS_REASON, expected=True)
    if is_archive(name):
        reason = "an archive in the archive, not unpacked"
        return Skipped(printable(path), SkipCode.BINARY, reason, expected=True)
    if is_binary(name) and not is_license_unread(name):
        return Skipped(printable(path), SkipCode.BINARY, "binary by its extension", expected=True)
    return None


def _inside(directory: str, name: str) -> str | None:
    """A path from a directory of the archive, without any detour; None where it leads out."""
    if name.startswith(("/", "\\")) or "\0" in name or (len(name) > 1 and name[1] == ":"):
        return None
    parts = directory.split("/") if directory else []
    for part in name.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _directory(path: str) -> str:
    """The name of the directory that a path lies in."""
    return path.rpartition("/")[0].rpartition("/")[2]
