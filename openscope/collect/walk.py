"""Walking a directory tree: what stands in it, in one order on every file system, and what is left out.

Nothing is read here but the rules of git. Links are not followed; see `links`.
"""

import os
import stat
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct, field

from openscope.collect import ignore
from openscope.collect.dependencies.installed import Place, place_of
from openscope.collect.ignore import Ignore
from openscope.collect.paths import join, printable
from openscope.model import SkipCode, Skipped
from openscope.names import matters
from openscope.textfile import Limits, file_type, why

PRUNED = frozenset(
    {
        *(".git", ".hg", ".svn", ".bzr", "CVS", ".jj"),
        *(
            "__pycache__",
            ".tox",
            ".nox",
            ".mypy_cache",
            ".ruff_cache",
            ".pytest_cache",
            ".hypothesis",
            ".cache",
        ),
        ".eggs",
    }
)
"""Directories of version control and of caches: never walked, and not worth a word."""

MAX_PLACE_NAMES = 5_000
"""The number of names in an ignored directory by which it is recognised as a place of installed packages."""

CACHE_PREFIXES = ("models--", "datasets--", "spaces--")
"""How a repository's directory starts in the Hugging Face cache."""

SHARED_BLOBS = "blobs"
"""The directory beside the repositories of that cache that holds the files they share."""

_CACHE_INSIDE = frozenset({"blobs", "refs", ".no_exist"})
_CACHE_BESIDE = frozenset({".locks", "version.txt", "CACHEDIR.TAG", SHARED_BLOBS})


class Entry(Struct, frozen=True):
    """A file or a link in a directory; `size` is that of the file."""

    name: str
    size: int


class Directory(Struct):
    """One directory of the tree, by its path below the root ("." for the root), with its files and links."""

    path: str
    files: list[Entry] = field(default_factory=list)
    links: list[Entry] = field(default_factory=list)


class Tree(Struct):
    """What was walked. `root` is the absolute path of the root, without links in it.

    `places` are the directories in which packages are installed, by path and kind: they are not walked.
    `alone` says that the root itself was not asked for, but one file in it.
    """

    root: str
    directories: list[Directory] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    places: list[tuple[str, Place]] = field(default_factory=list)
    alone: bool = False

    def absolute(self, path: str) -> str:
        """Returns where a path below the root lies on disk."""
        return self.root if path == "." else os.path.join(self.root, path)

    def skip(self, path: str, code: SkipCode, reason: str, expected: bool = False) -> None:
        """Records what is left out."""
        self.skipped.append(Skipped(printable(path), code, reason, expected))


def is_cached_repository(name: str, names: frozenset[str] | set[str]) -> bool:
    """Whether a directory of this name and content is a repository in the Hugging Face cache."""
    return name.startswith(CACHE_PREFIXES) and "snapshots" in names


class _Visit(Struct, frozen=True):
    """A directory that waits to be walked."""

    path: str
    depth: int
    above: Ignore | None


def walk(root: str, limits: Limits) -> Tree:
    """Walks the tree below a directory, the first in order first, until a limit is reached."""
    tree = Tree(root)
    files = directories = 0
    stack = [_Visit(".", 0, None)]
    while stack:
        visit = stack.pop()
        directories += 1
        if directories > limits.max_files:
            tree.skip(visit.path, SkipCode.TOO_MANY, f"the rest, after {limits.max_files:,} directories")
            break
        entries = _list(tree, visit.path, limits.max_files)
        names = frozenset(entry.name for entry in entries)
        if (place := place_of(os.path.basename(tree.absolute(visit.path)), names)) is not None:
            tree.places.append((visit.path, place))
            if visit.path == ".":
                tree.directories.append(Directory("."))
            continue
        rules = _rules(tree, visit, entries)
        here = Directory(visit.path)
        tree.directories.append(here)
        below: list[_Visit] = []
        for entry in _kept(tree, here, entries):
            path = join(visit.path, entry.name)
            is_directory = entry.is_dir(follow_symlinks=False)
            if is_directory and entry.name in PRUNED:
                continue
            if rules is not None and rules.ignores(entry.name, is_directory):
                place = _ignored_place(entry) if is_directory else None
                if place is not None:
                    tree.places.append((path, place))
                else:
                    tree.skip(path, SkipCode.IGNORED, "ignored by git", expected=True)
            elif is_directory:
                if visit.depth >= limits.max_depth:
                    tree.skip(path, SkipCode.TOO_DEEP, f"deeper than {limits.max_depth:,} directories")
                else:
                    below.append(_Visit(path, visit.depth + 1, rules))
            else:
                files += 1
                if files > limits.max_files:
                    tree.skip(path, SkipCode.TOO_MANY, f"the rest, after {limits.max_files:,} files")
                    return tree
                _place(tree, here, entry)
        stack.extend(reversed(below))
    return tree


def _ignored_place(entry: os.DirEntry[str]) -> Place | None:
    """Returns the kind of place of an ignored directory: what is installed is rarely checked in."""
    try:
        with os.scandir(entry.path) as found:
            return place_of(entry.name, frozenset(each.name for each in islice(found, MAX_PLACE_NAMES)))
    except OSError:
        return None


def _list(tree: Tree, path: str, most: int) -> list[os.DirEntry[str]]:
    """Lists a directory by name. Of one with more entries than are ever walked, a part is listed."""
    entries: list[os.DirEntry[str]] = []
    try:
        with os.scandir(tree.absolute(path)) as found:
            for entry in found:
                entries.append(entry)
                if len(entries) > 2 * most:
                    tree.skip(path, SkipCode.TOO_MANY, f"a directory of more than {2 * most:,} entries")
                    break
    except OSError as error:
        tree.skip(path, SkipCode.UNREADABLE, why(error))
    entries.sort(key=lambda entry: entry.name)
    return entries


def _rules(tree: Tree, visit: _Visit, entries: list[os.DirEntry[str]]) -> Ignore | None:
    """Returns what is ignored in a directory: a checkout inside another obeys its own rules only."""
    absolute = tree.absolute(visit.path)
    if visit.path == ".":
        return ignore.around(tree.root)
    if any(entry.name == ".git" for entry in entries) and (own := ignore.checkout(absolute)) is not None:
        return own
    return visit.above.enter(os.path.basename(absolute), absolute) if visit.above is not None else None


def _kept(tree: Tree, here: Directory, entries: list[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    """Leaves out what the Hugging Face cache keeps for itself: a snapshot's links lead to the rest."""
    names = {entry.name for entry in entries}
    name = os.path.basename(tree.absolute(here.path))
    hidden: frozenset[str] = frozenset()
    if is_cached_repository(name, names) or (name.startswith(CACHE_PREFIXES) and names <= _CACHE_INSIDE):
        hidden = _CACHE_INSIDE
    elif any(each.startswith(CACHE_PREFIXES) for each in names):
        hidden = _CACHE_BESIDE
    return (entry for entry in entries if entry.name not in hidden)


def _place(tree: Tree, here: Directory, entry: os.DirEntry[str]) -> None:
    """Puts what is no directory where it belongs."""
    path = join(here.path, entry.name)
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        tree.skip(path, SkipCode.UNREADABLE, why(error))
        return
    if stat.S_ISLNK(status.st_mode):
        here.links.append(Entry(entry.name, 0))
    elif stat.S_ISREG(status.st_mode):
        here.files.append(Entry(entry.name, status.st_size))
    else:
        reason = file_type(status.st_mode)
        tree.skip(path, SkipCode.SPECIAL_FILE, reason, expected=not matters(entry.name, here.path))
