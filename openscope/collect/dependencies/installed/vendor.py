"""What is vendored: `vendor/` of Go (`modules.txt`), Composer, Cargo and Bundler."""

import os
from collections.abc import Iterator

from openscope.collect.dependencies.copy import (
    Copy,
    directories,
    documents,
    is_directory,
    read_file,
    read_object,
)
from openscope.collect.dependencies.graph import Graph, Node
from openscope.collect.dependencies.reading import MalformedError, read_toml, table, tables, word, words
from openscope.collect.paths import join
from openscope.regex import regex

_MODULE = regex(r"# (\S+) (v\S+)(?: => (\S+) (v\S+))?")
_GEM = regex(r"(.+?)-(\d[^-]*)(?:-.*)?")


def recognise(name: str, names: frozenset[str]) -> bool:
    """Whether a directory is a vendor directory that a tool has filled and listed."""
    return name == "vendor" and bool(names & {"modules.txt", "composer", "bundle", ".cargo-checksum.json"})


def read(location: str, path: str) -> tuple[list[Copy], Graph]:
    """The packages of a vendor directory, as its tool lists them."""
    copies = [
        *_go(location, path),
        *_composer(location, path),
        *_gems(location, path),
        *_cargo(location, path),
    ]
    graph = Graph()
    for copy in copies:
        graph.nodes[copy.type, copy.name] = Node(copy.type, copy.name, copy.version, licenses=copy.licenses)
    return copies, graph


def _inside(location: str, path: str) -> str | None:
    """Returns a place below a directory; None if its path leads out of it, or through a link."""
    parts = path.split("/")
    place = location
    for part in parts:
        place = os.path.join(place, part)
        if part in {"", ".", ".."} or not is_directory(place):
            return None
    return place


def _go(location: str, path: str) -> Iterator[Copy]:
    for line in (read_file(os.path.join(location, "modules.txt")) or "").split("\n"):
        if (found := _MODULE.match(line)) is None:
            continue
        place = _inside(location, found[1])
        name, version = found[3] or found[1], found[4] or found[2]
        if place is not None:
            shown = join(path, found[1])
            yield Copy("golang", name, version, shown, documents(place, shown))


def _composer(location: str, path: str) -> Iterator[Copy]:
    listed = read_object(os.path.join(location, "composer", "installed.json")) or {}
    for entry in tables(listed.get("packages")):
        name = word(entry.get("name"))
        place = _inside(location, name) if name else None
        if name is None or place is None:
            continue
        shown = join(path, name)
        found = documents(place, shown, {"composer.json"})
        yield Copy(
            "composer", name, word(entry.get("version")), shown, found, tuple(words(entry.get("license")))
        )


def _gems(location: str, path: str) -> Iterator[Copy]:
    for engine in directories(os.path.join(location, "bundle")):
        for version in directories(os.path.join(location, "bundle", engine)):
            below = f"bundle/{engine}/{version}/gems"
            for name in directories(os.path.join(location, below)):
                if found := _GEM.fullmatch(name):
                    shown = f"{join(path, below)}/{name}"
                    place = os.path.join(location, below, name)
                    yield Copy(
                        "gem", found[1], found[2], shown, documents(place, shown, {f"{found[1]}.gemspec"})
                    )


def _cargo(location: str, path: str) -> Iterator[Copy]:
    for name in directories(location):
        place = os.path.join(location, name)
        if os.path.isfile(os.path.join(place, ".cargo-checksum.json")):
            try:
                package = table(read_toml(read_file(os.path.join(place, "Cargo.toml")) or "").get("package"))
            except MalformedError:
                continue
            title = word(package.get("name"))
            if title is not None:
                shown = join(path, name)
                found = documents(place, shown, {"Cargo.toml"})
                yield Copy("cargo", title, word(package.get("version")), shown, found)
