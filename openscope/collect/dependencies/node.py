"""What the lockfiles of npm, yarn, pnpm and bun have in common: `package.json`, its ranges and workspaces."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from openscope.collect.dependencies.graph import Node
from openscope.collect.dependencies.reading import (
    MalformedError,
    Source,
    Table,
    read_json,
    resolve,
    table,
    word,
    words,
)
from openscope.model import Origin, Scope
from openscope.regex import regex

MAX_MEMBERS = 2_000

FIELDS = (
    ("dependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("peerDependencies", Scope.RUNTIME),
    ("devDependencies", Scope.DEVELOPMENT),
)
"""The tables of a `package.json`, and what they are for."""

_GIT = regex(
    r"git(?:\+\w+)?:|git@|(?:github|gitlab|bitbucket|gist):|ssh:|[\w.-]+/[\w.-]+(?:#|$)|.*\.git(?:#|$)"
)
_LOCAL = regex(r"(?:file|link|portal|workspace):")
# What a registry's download looks like: …/name/-/name-1.0.0.tgz
_REGISTRY = regex(r"https?://[^?#]*/-/(?:@[^/]+/)?[^/]+\.tgz")
_EXACT = regex(r"=?v?(\d+\.\d+\.\d+(?:[-+][\w.+-]*)?)", re.ASCII)


class Range(Struct, frozen=True):
    """What a `package.json` asks for under a name: the real name behind an alias, and where from."""

    name: str
    words: str
    origin: Origin = Origin.REGISTRY
    local: bool = False

    @property
    def version(self) -> str | None:
        """The version, where only one fits."""
        found = _EXACT.fullmatch(self.words.strip()) if self.origin is Origin.REGISTRY else None
        return found[1] if found else None


def parse_range(name: str, said: str) -> Range:
    """Reads a range: `^1`, `npm:other@1`, `workspace:*`, `file:..`, `user/repository`, a URL."""
    if said.startswith("npm:"):
        real, _, version = said[4:].rpartition("@")
        return Range(real, version) if real else Range(said[4:], "*")
    if _LOCAL.match(said):
        return Range(name, said, Origin.PATH, local=not said.endswith((".tgz", ".tar.gz")))
    if _GIT.match(said):
        return Range(name, said, Origin.GIT)
    if re.match(r"https?:", said):
        return Range(name, said, Origin.URL)
    return Range(name, said)


def place(resolved: str | None) -> tuple[Origin, str | None]:
    """Where the `resolved` of a lockfile leads to."""
    if resolved is None:
        return Origin.REGISTRY, None
    if _LOCAL.match(resolved):
        return Origin.PATH, resolved
    if resolved.startswith("http") and ("/-/" in resolved or "npm.pkg.github.com" in resolved):
        return Origin.REGISTRY, resolved
    if re.match(r"https://codeload\.github\.com/[^/]+/[^/]+/tar\.gz/", resolved) or _GIT.match(resolved):
        return Origin.GIT, resolved
    return (Origin.URL, resolved) if resolved.startswith("http") else (Origin.REGISTRY, resolved)


def wanted(package: Table, development: bool = True) -> Iterator[tuple[str, str, Scope]]:
    """Each name that a `package.json` (or its copy in a lockfile) asks for: the name, the range, what for."""
    meta = table(package.get("peerDependenciesMeta"))
    optional_peers = words(package.get("optionalPeers"))  # how bun writes the same
    for field, scope in reversed(FIELDS) if development else FIELDS[:3]:
        for name, said in table(package.get(field)).items():
            if not isinstance(said, str) or not word(name):
                continue
            optional = field == "peerDependencies" and (
                name in optional_peers or table(meta.get(name)).get("optional") is True
            )
            if field == "dependencies" and name in table(package.get("optionalDependencies")):
                continue  # npm writes an optional one into both
            yield name, said, Scope.OPTIONAL if optional else scope


def beside(source: Source, name: str = "package.json") -> Table:
    """Returns the `package.json` of a directory below the lockfile's; empty if it cannot be read."""
    try:
        return read_json(source.beside(name) or "{}")
    except MalformedError:
        return {}  # it is reported as a manifest


def members(source: Source, root: Table) -> Iterator[tuple[str, Table]]:
    """The workspaces of a `package.json`: the path of each from the lockfile's directory, and its content."""
    said = root.get("workspaces")
    patterns = words(said) or words(table(said).get("packages"))
    if not patterns:
        return
    start = len(source.directory) + 1 if source.directory else 0
    for path in source.files.below(source.directory, "package.json")[:MAX_MEMBERS]:
        inside = path[start:].rpartition("/")[0]
        if inside and any(_fits(inside, pattern) for pattern in patterns):
            yield inside, beside(source, f"{inside}/package.json")


def _fits(path: str, pattern: str) -> bool:
    """Whether a path is meant by a pattern of workspaces, in which `*` stops at a slash."""
    pattern = pattern.removeprefix("./").rstrip("/")
    if "**" in pattern:
        return fnmatchcase(path, pattern.replace("/**", "*").replace("**/", "*"))
    parts, wanted_parts = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted_parts) and all(map(fnmatchcase, parts, wanted_parts))


def local(node: Node, source: Source, path: str) -> Node:
    """Says of a node that it comes from a path: a member, where that is a directory of the target."""
    inside = resolve(source.directory, path.partition(":")[2] if _LOCAL.match(path) else path)
    node.origin, node.url = Origin.PATH, path
    node.local = inside is not None and source.files.has_directory(inside)
    return node
