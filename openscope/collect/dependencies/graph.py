"""What a lockfile says as a graph, and the ways through it: direct or not, what for, by whom."""

from collections import deque
from collections.abc import Hashable, Iterable

from msgspec import Struct, field

from openscope.collect.dependencies.purl import package_url
from openscope.collect.paths import printable
from openscope.model import Dependency, Origin, Scope

MAX_VIA = 24
"""A way with more names than these is shown without its middle: chains may be as long as a file."""

MAX_NODES = 200_000
_SCOPES = tuple(Scope)


class Need(Struct):
    """An edge: the key of the package that is needed, and what for."""

    key: Hashable
    scope: Scope = Scope.RUNTIME


class Node(Struct):
    """A package of the graph. `type` is that of its package URL.

    A `local` one is a part of the tree (a workspace member): the ways start from it, and it is no
    dependency itself. A `hidden` one stands for an extra of another node. `scope` and `direct` are what
    the file says where the graph does not tell.
    """

    type: str
    name: str
    version: str | None = None
    line: int | None = None
    needs: list[Need] = field(default_factory=list)
    requirement: str | None = None
    licenses: tuple[str, ...] = ()
    origin: Origin = Origin.REGISTRY
    url: str | None = None
    local: bool = False
    hidden: bool = False
    scope: Scope | None = None
    direct: bool | None = None


class Graph(Struct):
    """Everything that one file says. `problems` are what could not be understood: (line, why).

    `also` are further versions of a package, for other environments: who needs it needs them.
    `unread` is what the whole list would take and this machine does not have, in words for a person.
    `assumed` says that nobody told what is direct: what nobody else needs is taken for it.
    """

    nodes: dict[Hashable, Node] = field(default_factory=dict)
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    also: dict[Hashable, list[Hashable]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    assumed: bool = False

    def root(self, type_: str, name: str, needs: Iterable[Need] = (), key: Hashable = "") -> Node:
        """Adds a part of the tree that needs others."""
        node = Node(type_, name, needs=list(needs), local=True)
        self.nodes[key] = node
        return node

    def add(self, key: Hashable, node: Node) -> None:
        """Adds a package, under a key of its own if there is one in another version."""
        if key not in self.nodes:
            self.nodes[key] = node
        elif self.nodes[key].version != node.version:
            other = key, node.version
            self.nodes[other] = node
            self.also.setdefault(key, []).append(other)

    @property
    def names(self) -> set[str]:
        """The names of the parts of the tree that the file covers."""
        return {node.name for node in self.nodes.values() if node.local}


def dependencies(graph: Graph, path: str) -> list[Dependency]:
    """The dependencies of a graph that was read from the file at `path`, in its order."""
    ways = ways_through(graph)
    found = []
    for key, node in graph.nodes.items():
        if node.local or node.hidden:
            continue
        via, scope = ways.get(key, ((), node.scope))
        scope = node.scope if graph.assumed else scope
        direct = len(via) == 1 if via else node.direct
        purl = package_url(node.type, node.name, node.version, node.origin, node.url)
        if purl is None:
            graph.problems.append((node.line, f"{printable(node.name)[:100]!r} is no name of a package"))
            continue
        found.append(
            Dependency(
                purl=purl,
                name=printable(node.name),
                version=node.version and printable(node.version),
                path=printable(path),
                line=node.line,
                requirement=node.requirement and printable(node.requirement),
                direct=direct,
                scope=scope,
                via=via,
                licenses=tuple(printable(each) for each in node.licenses),
                origin=node.origin,
                url=node.url and printable(node.url),
            )
        )
    return found


def ways_through(graph: Graph) -> dict[Hashable, tuple[tuple[str, ...], Scope]]:
    """The shortest way to each node in the scope that comes nearest to what is shipped."""
    found: dict[Hashable, tuple[tuple[str, ...], Scope]] = {}
    roots = [key for key, node in graph.nodes.items() if node.local]
    for rank, scope in enumerate(_SCOPES):
        allowed = frozenset(_SCOPES[: rank + 1])
        via: dict[Hashable, tuple[str, ...]] = dict.fromkeys(roots, ())
        queue = deque(roots)
        while queue:
            key = queue.popleft()
            node = graph.nodes[key]
            step = (printable(node.name),)
            # A member that another one needs is a start of its own; an extra is its package.
            is_own = node.local or (node.hidden and via[key] == step)
            way = step if is_own else _longer(via[key], step)
            needed = [need.key for need in node.needs if need.scope in allowed]
            for each in [key for one in needed for key in (one, *graph.also.get(one, ()))]:
                if each not in via and each in graph.nodes:
                    via[each] = way
                    found.setdefault(each, (way, scope))
                    queue.append(each)
    return found


def _longer(via: tuple[str, ...], step: tuple[str, ...]) -> tuple[str, ...]:
    if len(via) < MAX_VIA:
        return via + step
    half = MAX_VIA // 2
    return (*via[:half], "…", *via[half + 2 :], *step)


def undepended(graph: Graph, name: str) -> None:
    """Gives a graph without a root one of that name, which needs what nobody else needs."""
    if any(node.local and node.needs for node in graph.nodes.values()):
        return
    needed = {need.key for node in graph.nodes.values() for need in node.needs}
    needed |= {other for others in graph.also.values() for other in others}
    top = [Need(key) for key, node in graph.nodes.items() if key not in needed and not node.local]
    graph.root("generic", name, top, key=("assumed", name))
    graph.assumed = True
