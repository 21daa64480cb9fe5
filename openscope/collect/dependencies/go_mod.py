"""The text of a `go.mod`, of a project or in the module cache: https://go.dev/ref/mod#go-mod-file."""

import re

from msgspec import Struct, field

from openscope.collect.dependencies.reading import word
from openscope.regex import regex

_BLOCK = regex(r"(require|replace|exclude|retract|tool|ignore|godebug)\s*\(")
_ONE = regex(r"(require|replace|exclude)\s+(.+)")
_REQUIRE = regex(r'"?([^\s"]+)"?\s+"?(v[^\s"]+)"?')
_REPLACE = regex(r'"?([^\s"]+)"?(?:\s+(v\S+))?\s+=>\s+"?([^\s"]+)"?(?:\s+(v\S+))?')
_PRUNES = (1, 17)

Order = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


class Requirement(Struct, frozen=True):
    """A module, the lowest version of it that will do, and the line that says so."""

    module: str
    version: str
    line: int
    indirect: bool = False


class Replacement(Struct, frozen=True):
    """What stands for a module. Without a `version` it is a directory."""

    by: str
    version: str | None


class GoMod(Struct):
    """What one file says. `go` is the language version, (1, 16) where there is none.

    `replaces` are by module and version; None stands for every version.
    """

    module: str | None = None
    go: tuple[int, int] = (1, 16)
    requires: list[Requirement] = field(default_factory=list)
    excludes: set[tuple[str, str]] = field(default_factory=set)
    replaces: dict[tuple[str, str | None], Replacement] = field(default_factory=dict)

    @property
    def prunes(self) -> bool:
        """Whether it lists every module that its packages need: so it is since Go 1.17."""
        return self.go >= _PRUNES

    def replacement(self, module: str, version: str) -> Replacement | None:
        """What stands for a module; words on its version come before those on every version."""
        return self.replaces.get((module, version)) or self.replaces.get((module, None))


def read_go_mod(text: str) -> GoMod:
    """Reads a file. A line that is not understood is left out, as those of later versions of Go."""
    read = GoMod()
    block = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line, _, comment = raw.partition("//")
        line = line.strip()
        if found := re.match(r'module\s+"?([^\s"]+)', line):
            read.module = found[1]
        elif found := re.match(r"go\s+(\d+)\.(\d+)", line):
            read.go = int(found[1][:6]), int(found[2][:6])
        elif found := _BLOCK.match(line):
            block = found[1]
        elif line.startswith(")"):
            block = ""
        else:
            one = _ONE.match(line) if not block else None
            kind, said = (one[1], one[2]) if one else (block, line)
            _add(read, kind, said, number, re.match(r"\s*indirect\b", comment) is not None)
    return read


def _add(read: GoMod, kind: str, said: str, number: int, indirect: bool) -> None:
    if kind == "replace":
        if found := _REPLACE.match(said):
            read.replaces[found[1], found[2]] = Replacement(found[3], found[4])
    elif kind in {"require", "exclude"} and (found := _REQUIRE.match(said)) and word(found[1]):
        if kind == "require":
            read.requires.append(Requirement(found[1], found[2], number, indirect))
        else:
            read.excludes.add((found[1], found[2]))


def order(version: str) -> Order:
    """Orders versions by semver's precedence, as Go does: what stands after "+" does not count."""
    core, _, pre = version.removeprefix("v").partition("+")[0].partition("-")
    numbers = tuple(int(part[:9]) if part.isdecimal() else 0 for part in core.split("."))
    words = tuple(
        (False, int(part[:18]), "") if part.isdecimal() else (True, 0, part) for part in pre.split(".")
    )
    return numbers, not pre, words
