"""`go.mod` and `go.sum`, with the modules of the whole graph where the module cache has their files.

Since Go 1.17 `go.mod` lists every module that the build needs; the others of the graph, which `go list -m
all` names, give no package to it, and are optional here. Of an older `go.mod` the build needs what
has a checksum of its content in `go.sum` (not of its `go.mod` alone). Where the cache lacks a file,
these lists stand alone, and that is said.
"""

from openscope.collect.dependencies.go_graph import Modules, modules
from openscope.collect.dependencies.go_mod import GoMod, Replacement, order, read_go_mod
from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.installed.caches import go_mod_file
from openscope.collect.dependencies.reading import Source, word
from openscope.model import Origin, Scope


def read(source: Source) -> Graph:
    """The modules of the project, with what replaces them."""
    project = read_go_mod(source.text)
    graph = Graph()
    for each in project.requires:
        node = Node("golang", each.module, each.version, each.line, scope=Scope.RUNTIME)
        node.direct = not each.indirect
        graph.nodes[each.module] = node
    found = modules(project, lambda module, version: _file(source, module, version))
    sums = {} if project.prunes else _sums(source.beside("go.sum") or "")
    if found.missing:
        graph.unread.append(_gap(found.missing))
        built = sums
    else:
        built = {name: version for name, version in found.selected.items() if name in sums}
        for name, node in graph.nodes.items():
            node.version = found.selected.get(str(name), node.version)
    for name, version in built.items():
        graph.nodes.setdefault(name, Node("golang", name, version, scope=Scope.RUNTIME, direct=False))
    needed = set(graph.nodes)
    if not found.missing:
        for name, version in found.selected.items():
            graph.nodes.setdefault(name, Node("golang", name, version, scope=Scope.OPTIONAL, direct=False))
    needs = [Need(key) for key, node in graph.nodes.items() if node.direct]
    _connect(graph, found, {str(need.key) for need in needs}, {str(key) for key in needed})
    for name, node in graph.nodes.items():
        if other := project.replacement(str(name), node.version or ""):
            _replace(node, other)
    graph.root("golang", project.module or source.path, needs, key="/")
    return graph


def _file(source: Source, module: str, version: str) -> GoMod | None:
    """The `go.mod` of a module: of a version in the cache, of a directory in this tree."""
    text = go_mod_file(module, version) if version else source.beside(f"{module}/go.mod")
    return None if text is None else read_go_mod(text)


def _gap(missing: list[tuple[str, str]]) -> str:
    some = ", ".join(f"{module} {version}".rstrip() for module, version in missing[:3])
    more = ", …" if len(missing) > 3 else ""
    return (
        f"go.mod files that are not in the module cache: {len(missing):,} ({some}{more}); only what this "
        "file and go.sum list is shown; `go mod graph` fetches them"
    )


def _connect(graph: Graph, found: Modules, reached: set[str], built: set[str]) -> None:
    """Adds who brings in whom: a less sure edge only where no surer ones lead to a module.

    A module that gives nothing to the build brings nothing into it either.
    """
    for edges in found.edges():
        following: dict[str, list[str]] = {}
        for module, needed in edges:
            known = module in graph.nodes and needed in graph.nodes and needed not in reached
            if known and (module in built or needed not in built):
                following.setdefault(module, []).append(needed)
        for module, some in following.items():
            for needed in some:
                scope = Scope.RUNTIME if needed in built else Scope.OPTIONAL
                graph.nodes[module].needs.append(Need(needed, scope))
        reached = _reachable(graph, reached)


def _reachable(graph: Graph, start: set[str]) -> set[str]:
    found, left = set(start), list(start)
    while left:
        for need in graph.nodes[left.pop()].needs:
            if str(need.key) not in found:
                found.add(str(need.key))
                left.append(str(need.key))
    return found


def _replace(node: Node, other: Replacement) -> None:
    if other.version is None:
        node.local = other.by.startswith(".")  # a directory, with a module of its own
        node.origin, node.url = Origin.PATH, other.by
    else:
        node.name, node.version = other.by, other.version


def _sums(text: str) -> dict[str, str]:
    """The highest version of each module whose content has a checksum."""
    highest: dict[str, str] = {}
    for line in text.split("\n"):
        parts = line.split()
        if len(parts) != 3 or parts[1].endswith("/go.mod") or not word(parts[0]):
            continue
        if parts[0] not in highest or order(parts[1]) > order(highest[parts[0]]):
            highest[parts[0]] = parts[1]
    return highest
