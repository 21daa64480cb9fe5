"""`pylock.toml`: https://packaging.python.org/en/latest/specifications/pylock-toml/ (PEP 751).

A tool need not say who needs what; then only the `pyproject.toml` beside it tells what is direct.
"""

import re

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.poetry import link
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.reading import (
    Source,
    Table,
    numbered,
    read_toml,
    resolve,
    table,
    tables,
    word,
)
from openscope.collect.dependencies.requirement import origin_of
from openscope.model import Origin, Scope


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    graph = Graph()
    told = False
    for entry, line in numbered("packages", read_toml(source.text).get("packages"), source.text):
        if (name := word(entry.get("name"))) is None:
            graph.problems.append((line, "a package without a name"))
            continue
        node = _node(name, entry, line, source)
        graph.add(canonical(name), node)
        for needed in tables(entry.get("dependencies")):
            if other := word(needed.get("name")):
                node.needs.append(Need(canonical(other)))
                told = True
    link(graph, source)
    if not told:  # nobody said who needs what: what is not asked for by name may be either
        for node in graph.nodes.values():
            node.direct = None
    return graph


def _node(name: str, entry: Table, line: int | None, source: Source) -> Node:
    marker = word(entry.get("marker")) or ""
    node = Node(
        "pypi", name, word(entry.get("version")), line, requirement=marker or None, scope=_scope(marker)
    )
    vcs, archive = table(entry.get("vcs")), table(entry.get("archive"))
    if place := word(vcs.get("url")) or word(vcs.get("path")):
        commit = word(vcs.get("commit-id"))
        node.origin = Origin.GIT
        node.url = f"{word(vcs.get('type')) or 'git'}+{place}" + (f"@{commit}" if commit else "")
    elif path := word(table(entry.get("directory")).get("path")):
        inside = resolve(source.directory, path)
        node.origin, node.url = Origin.PATH, path
        node.local = inside is not None and source.files.has_directory(inside)
    elif place := word(archive.get("url")) or word(archive.get("path")):
        node.origin, node.url = origin_of(place), place
    else:
        node.url = word(entry.get("index"))
    return node


def _scope(marker: str) -> Scope:
    """What a marker says that a package is for: a dependency group is development, an extra optional."""
    if re.search(r"\bdependency_groups\b", marker):
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if re.search(r"\bextras\b", marker) else Scope.RUNTIME
