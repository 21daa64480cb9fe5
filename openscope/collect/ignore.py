"""What git ignores in a checkout, told without running git.

The rules are those of the checkout alone: its `.gitignore` files and `.git/info/exclude`, never the
user's own configuration, so that the same tree gives the same report everywhere. As in git,
tracked files are never ignored, and nothing below an ignored directory is asked again.
"""

import os
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from openscope.collect import gitpattern
from openscope.collect.gitindex import tracked_paths
from openscope.collect.gitpattern import Pattern
from openscope.model import Skipped
from openscope.textfile import read_bytes

MAX_BYTES = 1024 * 1024
MAX_WILD = 1_000
"""A file with more patterns than these is no rule but an attack on the scan's time; it is not obeyed."""


class Rules:
    """The rules of one file, for paths below its directory."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns: list[tuple[Pattern, re.Pattern[bytes] | None]] = []
        self._literals: set[bytes] = set()
        names: list[bytes] = []
        paths: list[bytes] = []
        for pattern in patterns:
            if pattern.literal:
                self._literals.add(pattern.body)
            else:
                (paths if pattern.by_path else names).append(pattern.body)
            compiled = None if pattern.literal else re.compile(rb"(?:" + pattern.body + rb")\Z", re.DOTALL)
            self._patterns.insert(0, (pattern, compiled))
        self._names = _any(names)
        self._paths = _any(paths)

    def verdict(self, path: bytes, name: bytes, is_directory: bool) -> bool | None:
        """Whether the last rule that matches says to ignore. None if none matches."""
        if not (
            name in self._literals
            or path in self._literals
            or (self._names and self._names.match(name))
            or (self._paths and self._paths.match(path))
        ):
            return None
        for pattern, compiled in self._patterns:
            if pattern.directories_only and not is_directory:
                continue
            subject = path if pattern.by_path else name
            if subject == pattern.body if compiled is None else compiled.match(subject):
                return not pattern.negated
        return None


def _any(bodies: list[bytes]) -> re.Pattern[bytes] | None:
    """Compiles one expression that matches where any of them does."""
    return re.compile(rb"(?:" + b"|".join(bodies) + rb")\Z", re.DOTALL) if bodies else None


def read_rules(path: str) -> Rules | None:
    """Reads a file of rules. None if there are none in it, or it is not to be obeyed."""
    data = read_bytes(path, "", MAX_BYTES)
    if isinstance(data, Skipped):
        return None
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    patterns = [pattern for line in lines if (pattern := gitpattern.parse(line)) is not None]
    if not patterns or sum(not pattern.literal for pattern in patterns) > MAX_WILD:
        return None
    return Rules(patterns)


class Repository(Struct, frozen=True, dict=True):
    """A checkout by its git directory: the tracked paths, read when first asked for."""

    git_directory: str

    @cached_property
    def tracked(self) -> frozenset[str]:
        """The tracked paths, and those of submodules, from the top of the checkout."""
        return tracked_paths(Path(self.git_directory, "index"))

    @cached_property
    def tracked_directories(self) -> frozenset[str]:
        """The directories above the tracked paths."""
        found: set[str] = set()
        for path in self.tracked:
            above = path.rpartition("/")[0]
            while above and above not in found:
                found.add(above)
                above = above.rpartition("/")[0]
        return frozenset(found)


class Ignore(Struct, frozen=True):
    """What is ignored in one directory of a checkout.

    `path` is the directory's from the top of the checkout ("" for the top); `rules` are those of
    each `.gitignore` from here upwards with its own directory, then `info/exclude`. With
    `all_untracked`, the directory itself is ignored, and only its tracked files are not.
    """

    repository: Repository
    path: str
    rules: tuple[tuple[str, Rules], ...]
    all_untracked: bool = False

    def ignores(self, name: str, is_directory: bool) -> bool:
        """Whether an entry of the directory is left out, with all that is below it."""
        path = f"{self.path}/{name}" if self.path else name
        repository = self.repository
        if path in repository.tracked or (is_directory and path in repository.tracked_directories):
            return False
        return self.all_untracked or self.matches(path, name, is_directory)

    def matches(self, path: str, name: str, is_directory: bool) -> bool:
        """Whether the rules name the path, tracked or not."""
        raw, raw_name = os.fsencode(path), os.fsencode(name)
        for base, rules in self.rules:
            below = raw[len(os.fsencode(base)) + 1 :] if base else raw
            verdict = rules.verdict(below, raw_name, is_directory)
            if verdict is not None:
                return verdict
        return False

    def enter(self, name: str, absolute: str) -> "Ignore":
        """Returns what is ignored in a directory of this one."""
        path = f"{self.path}/{name}" if self.path else name
        untracked = self.all_untracked or (
            path not in self.repository.tracked and self.matches(path, name, is_directory=True)
        )
        return Ignore(self.repository, path, _with_rules(self.rules, path, absolute), untracked)


def _with_rules(
    rules: tuple[tuple[str, Rules], ...], path: str, absolute: str
) -> tuple[tuple[str, Rules], ...]:
    """Puts the `.gitignore` of a directory, if it has one, before the rules from above."""
    own = read_rules(os.path.join(absolute, ".gitignore"))
    return rules if own is None else ((path, own), *rules)


def checkout(top: str) -> Ignore | None:
    """Returns what is ignored at the top of a checkout. None if the directory is none."""
    git = os.path.join(top, ".git")
    if os.path.islink(git) or not os.path.lexists(git):
        return None
    if not os.path.isdir(git):
        pointer = read_bytes(git, "", 4096)
        if isinstance(pointer, Skipped) or not pointer.startswith(b"gitdir:"):
            return None
        git = os.path.normpath(os.path.join(top, _line(pointer.removeprefix(b"gitdir:"))))
    # The index of a linked worktree is its own; the excludes are those of the main checkout.
    common = read_bytes(os.path.join(git, "commondir"), "", 4096)
    shared = git if isinstance(common, Skipped) else os.path.normpath(os.path.join(git, _line(common)))
    exclude = read_rules(os.path.join(shared, "info", "exclude"))
    rules = (("", exclude),) if exclude else ()
    return Ignore(Repository(git), "", _with_rules(rules, "", top))


def around(root: str) -> Ignore | None:
    """Returns what is ignored in a directory that is, or lies in, a checkout.

    None if no checkout is above it, or if its own rules would leave out the directory: whoever
    asks for an ignored directory means it.
    """
    top = root
    while (found := checkout(top)) is None:
        above = os.path.dirname(top)
        if above == top:
            return None
        top = above
    absolute = top
    below = os.path.relpath(root, top)
    for name in below.split(os.sep) if below != os.curdir else ():
        absolute = os.path.join(absolute, name)
        found = found.enter(name, absolute)
        if found.all_untracked:
            return None
    return found


def _line(data: bytes) -> str:
    return os.fsdecode(data.partition(b"\n")[0].strip().replace(b"\0", b""))
