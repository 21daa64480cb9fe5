"""`bun.lock`, the text lockfile of bun: https://bun.sh/docs/pm/lockfile.

JSON with comments. `packages` maps where a package lies ("parent/name" where two versions are
needed) to a tuple: "name@version", then what depends on its kind, with a table of dependencies in it.
"""

from collections.abc import Hashable, Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.node import local, place, wanted
from openscope.collect.dependencies.reading import Source, Table, lines_of, read_jsonc, table, word


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    data = read_jsonc(source.text)
    graph = Graph()
    packages = {key: entry for key, entry in table(data.get("packages")).items() if isinstance(entry, list)}
    lines = lines_of(r'^[ \t]*"([^"\\]+)": \[', source.text)
    tables: dict[str, Table] = {}
    for key, entry in packages.items():
        said = word(entry[0]) if entry else None
        name, at, version = _split(said or "")
        if not at:
            graph.problems.append((lines.get(key), f"not the name of a package: {str(said)[:100]!r}"))
            continue
        tables[key] = next((each for each in entry[1:] if isinstance(each, dict)), {})
        graph.nodes[key] = _node(name, version, entry, lines.get(key), source)
    for key, info in tables.items():
        if not graph.nodes[key].local:
            graph.nodes[key].needs = list(_needs(key, info, graph))
    for path, value in table(data.get("workspaces")).items():
        package = table(value)
        name = word(package.get("name")) or path or source.path
        graph.root("npm", name, _needs(name if path else "", package, graph, True), key=(path, "workspace"))
    return graph


def _split(said: str) -> tuple[str, str, str]:
    at = said.find("@", 1)
    return (said[:at], "@", said[at + 1 :]) if at > 0 else (said, "", "")


def _node(name: str, version: str, entry: list[object], line: int | None, source: Source) -> Node:
    node = Node("npm", name, version, line)
    if version.startswith("workspace:"):
        node.local = True
    elif version.startswith(("file:", "link:", ".")):
        local(node, source, version)
        node.version = None
    elif ":" in version:
        (node.origin, node.url), node.version = place(version), None
    elif len(entry) > 1 and (registry := word(entry[1])):
        node.url = registry
    return node


def _needs(key: str, entry: Table, graph: Graph, development: bool = False) -> Iterator[Need]:
    for name, _, scope in wanted(entry, development):
        found = _find(key, name, graph)
        if found is not None:
            yield Need(found, scope)


def _find(key: str, name: str, graph: Graph) -> Hashable | None:
    """What a name means to a package: the nearest below one of its parents, else the one at the top."""
    while key:
        if (found := f"{key}/{name}") in graph.nodes:
            return found
        key = key.rpartition("/")[0]
    return name if name in graph.nodes else None
