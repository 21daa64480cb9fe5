"""`deno.lock`, versions 3 to 5: https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files.

Packages of JSR and npm, with what they need; `specifiers` maps what the code asks for to versions.
Modules that are imported by URL are listed by their addresses.
"""

from collections.abc import Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node, undepended
from openscope.collect.dependencies.reading import Source, Table, lines_of, read_json, table, word, words
from openscope.model import Origin
from openscope.regex import regex

_PACKAGE = regex(r"(?:(jsr|npm):)?((?:@[^/@]+/)?[^/@]+)@([^/@]\S*)")
_REMOTE = regex(r"https?://[^/]+/(?:x/)?([^/@]+)@v?([^/]+)/")


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    data = read_json(source.text)
    graph = Graph()
    inside = table(data.get("packages")) or data  # version 3 has a level more
    specifiers = {key: said for key, said in table(inside.get("specifiers")).items() if isinstance(said, str)}
    lines = lines_of(r'^[ \t]*"([^"\\]+)": \{', source.text)
    for registry in ("jsr", "npm"):
        for key in table(inside.get(registry)):
            found = _PACKAGE.fullmatch(key)
            if found is None:
                graph.problems.append((lines.get(key), f"not the key of a package: {key[:100]!r}"))
                continue
            # What follows the first _ are the versions of the peers.
            version = found[3].partition("_")[0] if registry == "npm" else found[3]
            graph.nodes[registry, key] = Node(registry, found[2], version, lines.get(key))
    for registry in ("jsr", "npm"):
        for key, value in table(inside.get(registry)).items():
            if (registry, key) in graph.nodes:
                graph.nodes[registry, key].needs = list(_needs(registry, table(value), graph, specifiers))
    _remote(graph, data)
    _root(graph, data, specifiers, source)
    return graph


def _needs(registry: str, entry: Table, graph: Graph, specifiers: dict[str, str]) -> Iterator[Need]:
    said = entry.get("dependencies")
    listed = [value for value in said.values() if word(value)] if isinstance(said, dict) else words(said)
    for each in listed:
        yield Need(_key(registry, each, graph, specifiers))


def _key(registry: str, said: str, graph: Graph, specifiers: dict[str, str]) -> tuple[str, str] | None:
    """The key that a specifier ("jsr:@std/path@1", "ms@2.1.3", "ms") means."""
    kind = said.partition(":")[0] if said.startswith(("jsr:", "npm:")) else registry
    plain = said.removeprefix(f"{kind}:")
    resolved = specifiers.get(said) or specifiers.get(f"{kind}:{plain}")
    at = plain.find("@", 1)
    name = plain[:at] if at > 0 else plain
    if resolved is not None:
        resolved = resolved.removeprefix(f"{kind}:")
        plain = resolved if resolved.startswith(f"{name}@") else f"{name}@{resolved}"
    if (kind, plain) in graph.nodes:
        return kind, plain
    same = [
        key
        for key in graph.nodes
        if isinstance(key, tuple) and key[0] == kind and key[1].startswith(f"{name}@")
    ]
    return same[0] if len(same) == 1 else None


def _remote(graph: Graph, data: Table) -> None:
    """The modules that are imported by URL, each with its version one package."""
    for url in table(data.get("remote")):
        if found := _REMOTE.match(url):
            node = Node("generic", found[1], found[2], origin=Origin.URL, url=found[0])
            graph.nodes.setdefault(("url", found[0]), node)


def _root(graph: Graph, data: Table, specifiers: dict[str, str], source: Source) -> None:
    workspace = table(data.get("workspace"))
    places = [workspace, *(table(each) for each in table(workspace.get("members")).values())]
    asked = [each for place in places for each in words(place.get("dependencies"))]
    asked += [each for place in places for each in words(table(place.get("packageJson")).get("dependencies"))]
    needs = [Need(_key("jsr", each, graph, specifiers)) for each in asked or specifiers]
    if needs:
        graph.root("generic", source.path, needs, key="/")
    else:
        undepended(graph, source.path)
