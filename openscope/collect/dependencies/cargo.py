"""`Cargo.lock` and `Cargo.toml`: https://doc.rust-lang.org/cargo/reference/manifest.html.

The lockfile does not say what a dependency is for: that stands in the manifests of the workspace's
members, which are the packages without a source.
"""

from collections.abc import Hashable, Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.reading import (
    MalformedError,
    Source,
    Table,
    lines_of,
    numbered,
    read_toml,
    table,
    word,
    words,
)
from openscope.model import Origin, Scope
from openscope.regex import regex

MAX_MEMBERS = 1_000

_FIELDS = (
    ("dependencies", Scope.RUNTIME),
    ("build-dependencies", Scope.BUILD),
    ("dev-dependencies", Scope.DEVELOPMENT),
)
_EXACT = regex(r"=\s*(\d+\.\d+\.\d+\S*)")


def read_lock(source: Source) -> Graph:
    """The packages of a `Cargo.lock`."""
    graph = Graph()
    members = dict(_members(source))
    entries: list[tuple[Hashable, Table]] = []
    spelt: dict[str, Hashable] = {}
    for entry, line in numbered("package", read_toml(source.text).get("package"), source.text):
        name, version, origin = word(entry.get("name")), word(entry.get("version")), word(entry.get("source"))
        if name is None:
            graph.problems.append((line, "a package without a name"))
            continue
        key: Hashable = name, version, origin
        graph.nodes[key] = _locked(name, version, origin, line, name in members)
        entries.append((key, entry))
        for words_ in (f"{name} {version} ({origin})", f"{name} {version}", name):
            spelt.setdefault(words_, key)
    for each, entry in entries:
        node = graph.nodes[each]
        scopes = _scopes(members.get(node.name, {})) if node.local else {}
        for said in words(entry.get("dependencies")):
            needed = spelt.get(said)
            if needed is not None:
                node.needs += [
                    Need(needed, scope) for scope in scopes.get(said.split(" ")[0], [Scope.RUNTIME])
                ]
    return graph


def read_manifest(source: Source) -> Graph:
    """What a `Cargo.toml` asks for, where no lockfile covers it."""
    data = read_toml(source.text)
    graph = Graph()
    root = graph.root("cargo", word(table(data.get("package")).get("name")) or source.path, key="/")
    shared = table(_workspace(source, data).get("dependencies"))
    lines = lines_of(r"^[ \t]*(?:\[.*dependencies\.)?\"?([A-Za-z0-9_-]+)\"?\s*[\].=]", source.text)
    for name, said, scope in _asked(data):
        inherits = table(said).get("workspace") is True
        details = {**table(shared.get(name)), **table(said)} if inherits else table(said)
        version = word(shared.get(name)) if inherits else word(said)
        version = version or word(details.get("version"))
        git = word(details.get("git"))
        if not git and not version and word(details.get("path")):
            continue  # a directory of this tree
        exact = _EXACT.fullmatch(version or "")
        key = name, scope
        graph.nodes[key] = Node(
            "cargo",
            word(details.get("package")) or name,
            exact[1] if exact else None,
            lines.get(name),
            requirement=version,
            origin=Origin.GIT if git else Origin.REGISTRY,
            url=f"git+{git}" if git else None,
        )
        root.needs.append(Need(key, Scope.OPTIONAL if details.get("optional") is True else scope))
    return graph


def _locked(name: str, version: str | None, origin: str | None, line: int | None, member: bool) -> Node:
    node = Node("cargo", name, version, line)
    if origin is None:
        node.local, node.origin = member, Origin.PATH
    elif origin.startswith("git+"):
        url, _, commit = origin.partition("#")
        node.origin, node.url = Origin.GIT, url.partition("?")[0] + (f"@{commit}" if commit else "")
    else:
        node.url = origin.partition("+")[2] or origin
    return node


def _members(source: Source) -> Iterator[tuple[str, Table]]:
    """The manifests in and below the lockfile's directory, by the names of their packages."""
    for path in source.files.below(source.directory, "Cargo.toml")[:MAX_MEMBERS]:
        try:
            data = read_toml(source.files.read(path) or "")
        except MalformedError:
            continue  # it is reported as a manifest
        if name := word(table(data.get("package")).get("name")):
            yield name, data


def _asked(data: Table) -> Iterator[tuple[str, object, Scope]]:
    places = [data, *(table(each) for each in table(data.get("target")).values())]
    for place in places:
        for field, scope in _FIELDS:
            for name, said in table(place.get(field) or place.get(field.replace("-", "_"))).items():
                yield name, said, scope


def _scopes(data: Table) -> dict[str, list[Scope]]:
    """What a member's dependencies are for, by their real names."""
    found: dict[str, list[Scope]] = {}
    for name, said, scope in _asked(data):
        details = table(said)
        real = word(details.get("package")) or name
        found.setdefault(real, []).append(Scope.OPTIONAL if details.get("optional") is True else scope)
    return found


def _workspace(source: Source, data: Table) -> Table:
    """The `[workspace]` table of the manifest, or of the nearest one above it that has one."""
    path = ""
    for _ in range(20):
        if isinstance(data.get("workspace"), dict):
            return table(data["workspace"])
        path += "../"
        text = source.beside(f"{path}Cargo.toml")
        try:
            data = read_toml(text) if text else {}
        except MalformedError:
            data = {}
    return {}
