"""`pnpm-lock.yaml`, versions 5 to 9: https://github.com/pnpm/spec/tree/master/lockfile.

A package's key is `/name/1.0.0_peers` in version 5, `/name@1.0.0(peers)` in 6, and `name@1.0.0` in 9,
where `snapshots` has the keys with peers and what they need. Peers are no part of a package's identity.
"""

from collections.abc import Hashable, Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.node import beside, local, place
from openscope.collect.dependencies.reading import Lined, Source, Table, read_yaml, table, word
from openscope.model import Origin, Scope
from openscope.regex import regex

_FIELDS = (
    ("dependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("devDependencies", Scope.DEVELOPMENT),
)
_OLD_KEY = regex(r"/((?:@[^/@]+/)?[^/@]+)/([^/_()]+)(?:_.*)?")
_KEY = regex(r"/?((?:@[^/@]+/)?[^/@()]+)@([^()]+)(?:\(.*)?")


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    data = read_yaml(source.text)
    graph = Graph()
    packages = table(data.get("packages"))
    snapshots = table(data.get("snapshots"))
    lines = packages.lines if isinstance(packages, Lined) else {}
    old = str(data.get("lockfileVersion", "")).startswith("5")
    for key in snapshots or packages:
        plain = key.partition("(")[0]
        entry = table(packages.get(key)) or table(packages.get(plain))
        node = _node(key, entry, old, source)
        if node is None:
            graph.problems.append((lines.get(key), f"not the key of a package: {key[:100]!r}"))
            continue
        node.line = lines.get(key) or lines.get(plain)
        graph.nodes[key] = node
    for key, entry in (snapshots or packages).items():
        if key in graph.nodes:
            graph.nodes[key].needs = list(_needs(table(entry), graph, "", development=False))
    importers = table(data.get("importers")) or {".": data}
    for path in importers:
        package = beside(source, f"{path}/package.json")
        name = word(package.get("name")) or (source.path if path == "." else path)
        graph.root("npm", name, key=(path, "importer"))
    for path, entry in importers.items():
        graph.nodes[path, "importer"].needs = list(_needs(table(entry), graph, path))
    return graph


def _node(key: str, entry: Table, old: bool, source: Source) -> Node | None:
    resolution = table(entry.get("resolution"))
    found = (_OLD_KEY if old else _KEY).fullmatch(key)
    name = word(entry.get("name")) or (found[1] if found else None)
    version = word(entry.get("version")) or (found[2] if found else None)
    if name is None or version is None:
        return None
    node = Node(
        "npm", name, version, scope=Scope.DEVELOPMENT if entry.get("dev") == "true" else Scope.RUNTIME
    )
    if repository := word(resolution.get("repo")):
        commit = word(resolution.get("commit"))
        node.origin, node.url = Origin.GIT, f"git+{repository}" + (f"@{commit}" if commit else "")
    elif directory := word(resolution.get("directory")):
        local(node, source, directory)
    elif tarball := word(resolution.get("tarball")):
        node.origin, node.url = place(tarball)
    if node.origin is not Origin.REGISTRY and (":" in version or "/" in version):
        node.version = word(entry.get("version"))
    return node


def _needs(entry: Table, graph: Graph, importer: str, development: bool = True) -> Iterator[Need]:
    for field, scope in _FIELDS if development else _FIELDS[:2]:
        for name, said in table(entry.get(field)).items():
            version = word(said) or word(table(said).get("version"))
            if version is None:
                continue
            key: Hashable
            if version.startswith("link:"):
                key = _join(importer, version[5:]), "importer"
            else:
                spellings = (version, f"/{name}/{version}", f"/{name}@{version}", f"{name}@{version}")
                key = next((each for each in spellings if each in graph.nodes), None)
            if key in graph.nodes:
                yield Need(key, scope)


def _join(importer: str, path: str) -> str:
    """The importer that a link leads to, from another one's directory."""
    parts = [part for part in importer.split("/") if part not in {"", "."}]
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or "."
