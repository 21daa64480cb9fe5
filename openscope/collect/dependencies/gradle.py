"""`gradle.lockfile`: https://docs.gradle.org/current/userguide/dependency_locking.html.

One line for each module: `group:artifact:version=configuration,configuration`. Who needs whom is not
said, so whether a module is direct is unknown; what it is for follows from its configurations.
"""

import re

from openscope.collect.dependencies.graph import Graph, Node
from openscope.collect.dependencies.reading import Source
from openscope.model import Scope
from openscope.regex import regex

_LINE = regex(r"([^\s:=#]+:[^\s:=]+):([^\s:=]+)=(\S*)")
_BUILD = regex(
    r"annotationProcessor|kapt|ksp|detekt|checkstyle|jacoco|pmd|spotbugs|errorprone|lint|classpath$", re.I
)


def read(source: Source) -> Graph:
    """The modules of the lockfile."""
    graph = Graph()
    for number, line in enumerate(source.text.split("\n"), 1):
        line = line.strip()
        if not line or line.startswith(("#", "empty=")):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            graph.problems.append((number, f"not a module: {line[:100]!r}"))
            continue
        scope = Scope.BUILD if source.name.startswith("buildscript") else _scope(found[3].split(","))
        graph.nodes[found[1], found[2]] = Node("maven", found[1], found[2], number, scope=scope)
    return graph


def _scope(configurations: list[str]) -> Scope:
    shipped = [each for each in configurations if "test" not in each.lower()]
    if not shipped:
        return Scope.DEVELOPMENT
    if any(each.endswith(("untimeClasspath", "ompileClasspath")) for each in shipped):
        return Scope.RUNTIME
    return Scope.BUILD if all(_BUILD.search(each) for each in shipped) else Scope.RUNTIME
