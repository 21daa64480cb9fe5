"""`poetry.lock`, the lockfile of Poetry. What is direct stands in the `pyproject.toml` beside it."""

from openscope.collect.dependencies.graph import Graph, Need, Node, undepended
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.pyproject import project_name, requirements
from openscope.collect.dependencies.reading import (
    MalformedError,
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
from openscope.model import Origin, Scope

_ORIGINS = {"git": Origin.GIT, "url": Origin.URL, "directory": Origin.PATH, "file": Origin.PATH}


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    graph = Graph()
    for entry, line in numbered("package", read_toml(source.text).get("package"), source.text):
        if (name := word(entry.get("name"))) is None:
            graph.problems.append((line, "a package without a name"))
            continue
        graph.add(canonical(name), _node(name, entry, line, source))
    link(graph, source)
    return graph


def link(graph: Graph, source: Source) -> None:
    """Adds the project of the `pyproject.toml` beside the lockfile, with what it asks for.

    Nodes are keyed by canonical name. Without such a file, what nobody needs is direct.
    """
    text = source.beside("pyproject.toml")
    try:
        data = read_toml(text) if text is not None else {}
    except MalformedError:
        data = {}  # it is reported as a manifest
    needs = []
    for scope, each in requirements(data):
        needs.append(Need(each.name, scope))
        needs += [Need((each.name, extra), scope) for extra in each.extras]
    graph.root(
        "pypi", project_name(data) or source.path, [n for n in needs if n.scope is not Scope.BUILD], "/"
    )
    if not needs:
        del graph.nodes["/"]
        undepended(graph, source.path)


def _node(name: str, entry: Table, line: int | None, source: Source) -> Node:
    node = Node("pypi", name, word(entry.get("version")), line)
    place = table(entry.get("source"))
    node.origin = _ORIGINS.get(str(place.get("type")), Origin.REGISTRY)
    node.url = word(place.get("url"))
    if node.origin is Origin.GIT and node.url:
        revision = word(place.get("resolved_reference")) or word(place.get("reference"))
        node.url = f"git+{node.url}" + (f"@{revision}" if revision else "")
    if place.get("type") == "directory" and node.url:
        inside = resolve(source.directory, node.url)
        node.local = inside is not None and source.files.has_directory(inside)
    groups = words(entry.get("groups")) or words(entry.get("category"))
    if entry.get("optional") is True:
        node.scope = Scope.OPTIONAL
    elif groups:
        node.scope = Scope.RUNTIME if "main" in groups else Scope.DEVELOPMENT
    # What an extra adds is listed among the dependencies, as optional.
    for needed, said in table(entry.get("dependencies")).items():
        for each in tables(said) if isinstance(said, list) else [table(said)]:
            scope = Scope.OPTIONAL if each.get("optional") is True else Scope.RUNTIME
            node.needs.append(Need(canonical(needed), scope))
    return node
