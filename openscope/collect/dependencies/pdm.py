"""`pdm.lock`, the lockfile of PDM. What is direct stands in the `pyproject.toml` beside it."""

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.poetry import link
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.reading import Source, Table, numbered, read_toml, resolve, word, words
from openscope.collect.dependencies.requirement import name_of, origin_of
from openscope.model import Origin, Scope


def read(source: Source) -> Graph:
    """The packages of the lockfile. One with extras has an entry of its own beside the plain one."""
    graph = Graph()
    for entry, line in numbered("package", read_toml(source.text).get("package"), source.text):
        if (name := word(entry.get("name"))) is None:
            graph.problems.append((line, "a package without a name"))
            continue
        node = _node(name, entry, line, source)
        key = canonical(name)
        extras = words(entry.get("extras"))
        if extras:
            node.hidden = True
            for extra in extras:
                graph.nodes[key, extra] = node
            continue
        graph.add(key, node)
    link(graph, source)
    return graph


def _node(name: str, entry: Table, line: int | None, source: Source) -> Node:
    node = Node("pypi", name, word(entry.get("version")), line)
    groups = words(entry.get("groups"))
    if groups:
        node.scope = Scope.RUNTIME if "default" in groups else Scope.DEVELOPMENT
    if git := word(entry.get("git")):
        revision = word(entry.get("revision")) or word(entry.get("ref"))
        node.origin, node.url = Origin.GIT, f"git+{git}" + (f"@{revision}" if revision else "")
    elif place := word(entry.get("url")) or word(entry.get("path")):
        node.origin, node.url = origin_of(place), place
        inside = resolve(source.directory, place)
        node.local = inside is not None and source.files.has_directory(inside)
    for said in words(entry.get("dependencies")):
        if needed := name_of(said):
            node.needs.append(Need(needed))
            extras = said.partition("[")[2].partition("]")[0]
            node.needs += [Need((needed, extra.strip())) for extra in extras.split(",") if extra.strip()]
    return node
