"""`Pipfile.lock`, the lockfile of Pipenv. What is direct stands in the `Pipfile` beside it."""

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.reading import (
    MalformedError,
    Source,
    Table,
    lines_of,
    read_json,
    read_toml,
    table,
    word,
)
from openscope.collect.dependencies.requirement import origin_of
from openscope.model import Origin, Scope


def read(source: Source) -> Graph:
    """The packages of the lockfile. It does not say who needs what."""
    data = read_json(source.text)
    graph = Graph()
    lines = lines_of(r'^[ \t]*"([^"]+)": \{', source.text)
    try:
        pipfile = read_toml(source.beside("Pipfile") or "")
    except MalformedError:
        pipfile = {}
    named = {canonical(name) for part in pipfile.values() for name in table(part)}
    root = graph.root("pypi", source.path, key="/")
    for section, entries in data.items():
        if section == "_meta":
            continue
        scope = Scope.RUNTIME if section == "default" else Scope.DEVELOPMENT
        for name, entry in table(entries).items():
            key = section, canonical(name)
            graph.nodes[key] = node = _node(name, table(entry), lines.get(name), scope)
            if canonical(name) in named:
                root.needs.append(Need(key, scope))
            elif named:
                node.direct = False
    return graph


def _node(name: str, entry: Table, line: int | None, scope: Scope) -> Node:
    said = word(entry.get("version"))
    node = Node("pypi", name, line=line, requirement=word(entry.get("markers")), scope=scope)
    node.version = said.lstrip("=") if said and said.startswith("==") else None
    if git := word(entry.get("git")):
        ref = word(entry.get("ref"))
        node.origin, node.url = Origin.GIT, f"git+{git}" + (f"@{ref}" if ref else "")
    elif place := word(entry.get("file")) or word(entry.get("path")):
        node.origin, node.url = origin_of(place), place
        node.local = node.origin is Origin.PATH and entry.get("editable") is True
    return node
