"""`package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.

The format: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json. Versions 2 and 3 list
every directory of `node_modules` by its path; who gets which is decided as Node does, by the nearest
`node_modules` above. Version 1 is a tree, which is laid out to such paths first.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from openscope.collect.dependencies.graph import MAX_NODES, Graph, Need, Node
from openscope.collect.dependencies.node import beside, place, wanted
from openscope.collect.dependencies.reading import (
    MalformedError,
    Source,
    Table,
    lines_of,
    read_json,
    table,
    word,
)
from openscope.model import Scope

_LONGEST_PATH = 2_000
_MODULES = "node_modules/"


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    data = read_json(source.text)
    if isinstance(data.get("packages"), dict):
        packages: dict[str, Table] = {path: table(entry) for path, entry in data["packages"].items()}
        lines = lines_of(r'^[ \t]*"((?:[^"\\]*/)?node_modules/[^"\\]+)": \{', source.text)
    else:
        packages = dict(_laid_out(table(data.get("dependencies"))))
        packages[""] = beside(source)
        named = lines_of(r'^[ \t]*"([^"\\]+)": \{', source.text)
        lines = {path: line for path in packages if (line := named.get(path.rpartition(_MODULES)[2]))}
    name = word(data.get("name")) or word(packages.get("", {}).get("name")) or source.path
    return layout(packages, lines, name)


def layout(packages: Mapping[str, Table], lines: Mapping[str, int], name: str, flagged: bool = True) -> Graph:
    """The graph of the directories of an installation: each path with its `package.json`, "" for the root.

    `flagged` says that npm has written beside them what they are for.
    """
    graph = Graph()
    if len(packages) > MAX_NODES:
        raise MalformedError(f"more than {MAX_NODES:,} packages")
    for path, entry in packages.items():
        if len(path) > _LONGEST_PATH or entry.get("link") is True:
            continue
        if _MODULES not in path:
            graph.root("npm", word(entry.get("name")) or path or name, key=path)
            continue
        said = word(entry.get("version"))
        origin, url = place(word(entry.get("resolved")))
        if said and "://" in said:  # version 1 holds the place where others hold the version
            (origin, url), said = place(said), None
        alias = word(entry.get("name"))
        licenses = entry.get("license")
        graph.nodes[path] = Node(
            "npm",
            alias or path.rpartition(_MODULES)[2],
            said,
            lines.get(path),
            licenses=tuple(_words(licenses)),
            origin=origin,
            url=url,
            scope=_flagged(entry) if flagged else None,
        )
    for key, node in graph.nodes.items():
        node.needs = list(_needs(str(key), packages, node.local))
    return graph


def _needs(path: str, packages: Mapping[str, Table], local: bool) -> Iterator[Need]:
    for name, _, scope in wanted(packages[path], development=local):
        found = find(path, name, packages)
        if found is not None:
            yield Need(found, scope)


def find(path: str, name: str, packages: Mapping[str, Table]) -> str | None:
    """Returns the directory that a name means in another one: the nearest `node_modules` upwards has it."""
    while True:
        found = f"{path}/{_MODULES}{name}" if path else f"{_MODULES}{name}"
        if found in packages:
            entry = packages[found]
            target = word(entry.get("resolved")) if entry.get("link") is True else None
            return target if target in packages else found
        if not path:
            return None
        path = path.rpartition("/")[0]


def _laid_out(dependencies: Table) -> Iterator[tuple[str, Table]]:
    """The tree of version 1 as directories."""
    waiting: list[tuple[str, Table]] = [("", dependencies)]
    while waiting:
        above, level = waiting.pop()
        for name, value in level.items():
            entry = table(value)
            path = f"{above}{_MODULES}{name}"
            if len(path) > _LONGEST_PATH:
                continue
            version = word(entry.get("version")) or ""
            copy: dict[str, Any] = {key: entry.get(key) for key in ("version", "resolved", "dev", "optional")}
            copy["dependencies"] = entry.get("requires")
            if version.startswith("npm:"):
                copy["name"], _, copy["version"] = version[4:].rpartition("@")
            if version.startswith("file:"):
                copy["link"] = True
            yield path, copy
            waiting.append((f"{path}/", table(entry.get("dependencies"))))


def _flagged(entry: Table) -> Scope:
    """What npm itself says that a package is for; the graph knows better, where it leads to it."""
    if entry.get("dev") is True or entry.get("devOptional") is True:
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if entry.get("optional") is True else Scope.RUNTIME


def _words(license: object) -> Iterator[str]:
    """The words of a `license` field, which may be of the forms that npm took in the past."""
    for each in license if isinstance(license, list) else [license]:
        said = word(each) or word(table(each).get("type")) or word(table(each).get("name"))
        if said:
            yield said
