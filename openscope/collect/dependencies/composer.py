"""`composer.lock`, the lockfile of Composer: https://getcomposer.org/doc/01-basic-usage.md.

It holds each package's licences; of several any one may be taken (https://getcomposer.org/doc/04-schema.md).
"""

from collections.abc import Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node, undepended
from openscope.collect.dependencies.reading import (
    MalformedError,
    Source,
    Table,
    lines_of,
    read_json,
    table,
    tables,
    word,
    words,
)
from openscope.model import Origin, Scope


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    data = read_json(source.text)
    graph = Graph()
    lines = lines_of(r'^[ \t]*"name": "([^"\\]+/[^"\\]+)"', source.text)
    for section, scope in (("packages", Scope.RUNTIME), ("packages-dev", Scope.DEVELOPMENT)):
        for entry in tables(data.get(section)):
            if (name := word(entry.get("name"))) is None:
                graph.problems.append((None, "a package without a name"))
                continue
            graph.nodes[name] = _node(name, entry, lines.get(name), scope)
    try:
        project = read_json(source.beside("composer.json") or "{}")
    except MalformedError:
        project = {}  # it is reported as a manifest
    needs = list(_needs(project, Scope.RUNTIME, "require")) + list(
        _needs(project, Scope.DEVELOPMENT, "require-dev")
    )
    if needs:
        graph.root("composer", word(project.get("name")) or source.path, needs, key="/")
    else:
        undepended(graph, source.path)
    return graph


def _node(name: str, entry: Table, line: int | None, scope: Scope) -> Node:
    node = Node("composer", name, word(entry.get("version")), line, scope=scope)
    node.needs = list(_needs(entry, Scope.RUNTIME, "require"))
    node.licenses = tuple(words(entry.get("license")))
    dist, origin = table(entry.get("dist")), table(entry.get("source"))
    if dist.get("type") == "path":
        node.origin, node.url = Origin.PATH, word(dist.get("url"))
    elif not dist and (git := word(origin.get("url"))):
        revision = word(origin.get("reference"))
        node.origin, node.url = Origin.GIT, f"git+{git}" + (f"@{revision}" if revision else "")
    else:
        node.url = word(dist.get("url"))
    return node


def _needs(entry: Table, scope: Scope, field: str) -> Iterator[Need]:
    # What has no slash is the platform: php, ext-json.
    return (Need(name, scope) for name in table(entry.get(field)) if "/" in name)
