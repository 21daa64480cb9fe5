"""`go.mod` and `go.sum`: https://go.dev/ref/mod.

Since Go 1.17 `go.mod` lists every module that the build needs. Of an older one the rest is taken from
`go.sum`: the highest version of each module whose content (not its `go.mod` alone) has a checksum there.
"""

import re

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.reading import Source, word
from openscope.model import Origin, Scope

_BLOCK = re.compile(r"(require|replace|exclude|retract|tool|ignore|godebug)\s*\(")
_ONE = re.compile(r"(require|replace)\s+(.+)")
_REQUIRE = re.compile(r'"?([^\s"]+)"?\s+"?(v[^\s"]+)"?')
_REPLACE = re.compile(r'"?([^\s"]+)"?(?:\s+(v\S+))?\s+=>\s+"?([^\s"]+)"?(?:\s+(v\S+))?')
_LISTS_ALL = (1, 17)


def read(source: Source) -> Graph:
    """The modules that the file requires, with what replaces them."""
    graph = Graph()
    module, go, block = source.path, (0, 0), ""
    replaced: list[tuple[str, str | None, str, str | None]] = []
    for number, raw in enumerate(source.text.split("\n"), 1):
        line, _, comment = raw.partition("//")
        line = line.strip()
        if found := re.match(r'module\s+"?([^\s"]+)', line):
            module = found[1]
        elif found := re.match(r"go\s+(\d+)\.(\d+)", line):
            go = int(found[1][:6]), int(found[2][:6])
        elif found := _BLOCK.match(line):
            block = found[1]
        elif line.startswith(")"):
            block = ""
        else:
            one = _ONE.match(line) if not block else None
            kind, said = (one[1], one[2]) if one else (block, line)
            if kind == "require" and (found := _REQUIRE.match(said)) and word(found[1]):
                node = Node("golang", found[1], found[2], number, scope=Scope.RUNTIME)
                node.direct = not re.match(r"\s*indirect\b", comment)
                graph.nodes[found[1]] = node
            elif kind == "replace" and (found := _REPLACE.match(said)):
                replaced.append((found[1], found[2], found[3], found[4]))
    if go < _LISTS_ALL:
        _add_sums(graph, source.beside("go.sum") or "")
    for old, old_version, new, version in replaced:
        node_ = graph.nodes.get(old)
        if node_ is not None and old_version in {None, node_.version}:
            _replace(node_, new, version)
    needs = [Need(key) for key, node in graph.nodes.items() if node.direct]
    graph.root("golang", module, needs, key="/")
    return graph


def _replace(node: Node, new: str, version: str | None) -> None:
    if version is None:
        node.local = new.startswith(".")  # a directory, with a module of its own
        node.origin, node.url = Origin.PATH, new
    else:
        node.name, node.version = new, version


def _add_sums(graph: Graph, text: str) -> None:
    highest: dict[str, str] = {}
    for line in text.split("\n"):
        parts = line.split()
        if len(parts) != 3 or parts[1].endswith("/go.mod") or not word(parts[0]):
            continue
        if parts[0] not in highest or _order(parts[1]) > _order(highest[parts[0]]):
            highest[parts[0]] = parts[1]
    for name, version in highest.items():
        graph.nodes.setdefault(name, Node("golang", name, version, scope=Scope.RUNTIME, direct=False))


def _order(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Orders versions as Go does, nearly: the numbers, a release after its pre-releases, then the words."""
    numbers, _, rest = version.removeprefix("v").partition("-")
    return tuple(int(part[:9]) if part.isdigit() else 0 for part in numbers.split(".")), not rest, rest
