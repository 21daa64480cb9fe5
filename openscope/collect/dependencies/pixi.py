"""`pixi.lock`, the lockfile of pixi, versions 4 to 6: https://pixi.sh/latest/workspace/lockfile/.

Packages from conda channels have their licence in it. What is direct stands in the `pixi.toml` (or
the `pyproject.toml`) beside it.
"""

from collections.abc import Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node, undepended
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.reading import (
    Lined,
    MalformedError,
    Source,
    Table,
    read_toml,
    read_yaml,
    table,
    tables,
    word,
    words,
)
from openscope.collect.dependencies.requirement import name_of, origin_of
from openscope.model import Origin, Scope
from openscope.regex import regex

_ARCHIVE = regex(r".*/([^/]+)-([^/-]+)-[^/-]+\.(?:conda|tar\.bz2)")
_DEVELOPMENT = regex(r"(?:^|[-_])(?:dev|tests?|docs?|lint|ci|typing)(?:[-_\d]|$)")


def read(source: Source) -> Graph:
    """The packages of the lockfile, over all environments and platforms; one for each version."""
    graph = Graph()
    for entry in tables(read_yaml(source.text).get("packages")):
        line = entry.line if isinstance(entry, Lined) else None
        kind = word(entry.get("kind"))
        if "conda" in entry or kind == "conda":
            _add(graph, "conda", _conda(entry, line), words(entry.get("depends")))
        elif "pypi" in entry or kind == "pypi":
            _add(graph, "pypi", _pypi(entry, line), words(entry.get("requires_dist")))
        else:
            graph.problems.append((line, "neither a conda nor a PyPI package"))
    needs = list(_asked(source))
    if needs:
        graph.root("conda", source.path, needs, key="/")
    else:
        undepended(graph, source.path)
    return graph


def _add(graph: Graph, kind: str, node: Node | None, depends: list[str]) -> None:
    if node is None:
        graph.problems.append((None, "a package without a name"))
        return
    key = kind, canonical(node.name)
    graph.add(key, node)
    node = graph.nodes.get((key, node.version), graph.nodes[key])  # perhaps the same for another platform
    known = {need.key for need in node.needs}
    for each in depends:
        name = name_of(each) if "extra ==" not in each else None
        if name and (kind, name) not in known:
            node.needs.append(Need((kind, name)))


def _conda(entry: Table, line: int | None) -> Node | None:
    url = word(entry.get("conda")) or word(entry.get("url"))
    found = _ARCHIVE.fullmatch(url or "")
    name = word(entry.get("name")) or (found[1] if found else None)
    if name is None:
        return None
    version = word(entry.get("version")) or (found[2] if found else None)
    license = word(entry.get("license"))
    node = Node("conda", name, version, line, licenses=(license,) if license else (), url=url)
    node.local = url is not None and not url.startswith("http")
    return node


def _pypi(entry: Table, line: int | None) -> Node | None:
    name = word(entry.get("name"))
    url = word(entry.get("pypi")) or word(entry.get("url")) or word(entry.get("path"))
    if name is None:
        return None
    node = Node("pypi", name, word(entry.get("version")), line, url=url)
    if url is not None and (origin := origin_of(url)) is not Origin.URL:
        node.origin = origin
        node.local = origin is Origin.PATH and not url.endswith((".whl", ".tar.gz", ".zip"))
    return node


def _asked(source: Source) -> Iterator[Need]:
    for name in ("pixi.toml", "pyproject.toml"):
        try:
            data = read_toml(source.beside(name) or "")
        except MalformedError:
            continue
        project = data if name == "pixi.toml" else table(table(data.get("tool")).get("pixi"))
        groups = [(Scope.RUNTIME, project)]
        for feature, value in table(project.get("feature")).items():
            scope = Scope.DEVELOPMENT if _DEVELOPMENT.search(feature) else Scope.OPTIONAL
            groups.append((scope, table(value)))
        groups += [(scope, table(each)) for scope, at in groups for each in table(at.get("target")).values()]
        for scope, at in groups:
            for field, kind in (("dependencies", "conda"), ("pypi-dependencies", "pypi")):
                for each in table(at.get(field)):
                    yield Need((kind, canonical(each)), scope)
            for field in ("build-dependencies", "host-dependencies"):
                for each in table(at.get(field)):
                    yield Need(("conda", canonical(each)), Scope.BUILD)
        if name == "pyproject.toml":
            for said in words(table(data.get("project")).get("dependencies")):
                yield Need(("pypi", name_of(said)))
