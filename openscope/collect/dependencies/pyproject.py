"""`pyproject.toml`: what a Python project asks for, by itself (where no lockfile is) and for its lockfiles.

The tables: https://packaging.python.org/en/latest/specifications/pyproject-toml/, dependency groups
(PEP 735), and the tables of Poetry and PDM before those.
"""

from collections.abc import Iterator

from openscope.collect.dependencies.graph import Graph, Need
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.reading import (
    Source,
    Table,
    lines_of,
    read_toml,
    table,
    tables,
    word,
    words,
)
from openscope.collect.dependencies.requirement import Requirement, origin_of, parse_requirement
from openscope.model import Scope


def read(source: Source) -> Graph:
    """What the project asks for, all of it direct."""
    data = read_toml(source.text)
    graph = Graph()
    name = project_name(data)
    root = graph.root("pypi", name or source.path, key="/")
    lines = lines_of(r"""(?:^|["'\s\[,])([A-Za-z0-9][\w.-]*)\s*(?:[\[=<>~!;@"'(]|$)""", source.text)
    canonical_lines = {canonical(spelt): line for spelt, line in reversed(lines.items())}
    for scope, each in requirements(data, graph):
        key = (each.name, each.requirement, each.url)
        if key not in graph.nodes:
            graph.nodes[key] = each.node(canonical_lines.get(each.name), scope)
        root.needs.append(Need(key, scope))
    return graph


def project_name(data: Table) -> str | None:
    """The project's own name."""
    return word(table(data.get("project")).get("name")) or word(_poetry(data).get("name"))


def requirements(data: Table, graph: Graph | None = None) -> Iterator[tuple[Scope, Requirement]]:
    """Everything that the file asks for, and what for. What is not understood is a problem of the graph."""
    project = table(data.get("project"))
    listed: list[tuple[Scope, list[str]]] = [(Scope.RUNTIME, words(project.get("dependencies")))]
    tool = table(data.get("tool"))
    groups = (
        (Scope.OPTIONAL, project.get("optional-dependencies")),
        (Scope.DEVELOPMENT, data.get("dependency-groups")),  # a group that is included is one itself
        (Scope.DEVELOPMENT, table(tool.get("pdm")).get("dev-dependencies")),
    )
    listed += [(scope, words(group)) for scope, value in groups for group in table(value).values()]
    listed.append((Scope.DEVELOPMENT, words(table(tool.get("uv")).get("dev-dependencies"))))
    listed.append((Scope.BUILD, words(table(data.get("build-system")).get("requires"))))
    for scope, each in listed:
        for said in each:
            parsed = parse_requirement(said.removeprefix("-e ").strip())
            if parsed is not None:
                yield scope, parsed
            elif graph is not None:
                graph.problems.append((None, f"not a requirement: {said[:100]!r}"))
    yield from _of_poetry(_poetry(data))


def _poetry(data: Table) -> Table:
    return table(table(data.get("tool")).get("poetry"))


def _of_poetry(poetry: Table) -> Iterator[tuple[Scope, Requirement]]:
    groups = [
        (Scope.RUNTIME, table(poetry.get("dependencies"))),
        (Scope.DEVELOPMENT, table(poetry.get("dev-dependencies"))),
    ]
    for group in table(poetry.get("group")).values():
        groups += [(Scope.DEVELOPMENT, table(table(group).get("dependencies")))]
    for scope, group in groups:
        for name, said in group.items():
            if name.lower() == "python":
                continue
            for each in tables(said) if isinstance(said, list) else [said]:
                optional = isinstance(each, dict) and each.get("optional") is True
                yield Scope.OPTIONAL if optional else scope, _poetry_requirement(name, each)


def _poetry_requirement(name: str, said: object) -> Requirement:
    details = table(said)
    version = word(said) or word(details.get("version"))
    git, place = word(details.get("git")), word(details.get("url")) or word(details.get("path"))
    url = f"git+{git}" if git else place
    if (
        url
        and git
        and (ref := word(details.get("rev")) or word(details.get("tag")) or word(details.get("branch")))
    ):
        url = f"{url}@{ref}"
    pinned = version.lstrip("= ") if version and version.startswith("==") and "*" not in version else None
    if url and origin_of(url) == "path":
        pinned = None
    return Requirement(canonical(name), (), pinned, version, url)
