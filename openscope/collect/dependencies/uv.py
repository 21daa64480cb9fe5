"""`uv.lock`, the lockfile of uv: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile.

Members of a workspace are packages whose source is a directory; what they need for their extras and
groups stands in tables of its own.
"""

from collections.abc import Hashable

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.reading import (
    Source,
    Table,
    numbered,
    read_toml,
    resolve,
    table,
    tables,
    word,
    words,
)
from openscope.collect.dependencies.requirement import origin_of
from openscope.model import Origin, Scope

_LOCAL = ("editable", "virtual", "directory")


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    graph = Graph()
    entries: list[tuple[Hashable, Table]] = []
    by_name: dict[str, list[Hashable]] = {}
    for entry, line in numbered("package", read_toml(source.text).get("package"), source.text):
        name, place = word(entry.get("name")), table(entry.get("source"))
        if name is None:
            graph.problems.append((line, "a package without a name"))
            continue
        key: Hashable = name, word(entry.get("version")), _place(place)
        graph.nodes[key] = _node(name, entry, place, line, source)
        entries.append((key, entry))
        by_name.setdefault(name, []).append(key)
    for key, entry in entries:
        node = graph.nodes[key]
        node.needs += _needs(entry.get("dependencies"), Scope.RUNTIME, by_name, graph)
        for extra, needed in table(entry.get("optional-dependencies")).items():
            hidden: Hashable = (key, extra)
            needs = _needs(needed, Scope.RUNTIME, by_name, graph)
            graph.nodes[hidden] = Node("pypi", node.name, needs=needs, hidden=True)
            if node.local:
                node.needs.append(Need(hidden, Scope.OPTIONAL))
        for needed in table(entry.get("dev-dependencies")).values():
            node.needs += _needs(needed, Scope.DEVELOPMENT, by_name, graph)
    return graph


def _node(name: str, entry: Table, place: Table, line: int | None, source: Source) -> Node:
    node = Node("pypi", name, word(entry.get("version")), line)
    for kind in _LOCAL:
        if (path := word(place.get(kind))) is not None:
            inside = resolve(source.directory, path)
            node.local = inside is not None and source.files.has_directory(inside)
            node.origin, node.url = Origin.PATH, path
    if git := word(place.get("git")):
        node.origin, node.url = Origin.GIT, f"git+{git}"
    elif url := word(place.get("url")):
        node.origin, node.url = origin_of(url), url
    elif path := word(place.get("path")):
        node.origin, node.url = Origin.PATH, path
    elif registry := word(place.get("registry")):
        node.url = registry
    return node


def _place(place: Table) -> str:
    return "|".join(f"{kind}={place[kind]}" for kind in sorted(place) if isinstance(place[kind], str))


def _needs(value: object, scope: Scope, by_name: dict[str, list[Hashable]], graph: Graph) -> list[Need]:
    """The edges of a list of dependencies; an extra that is asked for is an edge as well."""
    found = []
    for each in tables(value):
        keys = by_name.get(word(each.get("name")) or "", [])
        version = word(each.get("version"))
        if version is not None:
            keys = [key for key in keys if graph.nodes[key].version == version] or keys
        extras = each.get("extra")
        for key in keys:
            found.append(Need(key, scope))
            found += [Need((key, extra), scope) for extra in words(extras)]
    return found
