"""`pom.xml`, as far as the one file tells: https://maven.apache.org/pom.html.

Properties and `dependencyManagement` of the same file are used; a parent that lies elsewhere and
imported lists of versions are not fetched, so some versions stay unknown.
"""

import re

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.reading import MalformedError, Source
from openscope.collect.dependencies.xml import Element, read_xml
from openscope.model import Scope

MAX_MODULES = 500

_SCOPES = {
    "test": Scope.DEVELOPMENT,
    "provided": Scope.BUILD,
    "system": Scope.RUNTIME,
    "runtime": Scope.RUNTIME,
    "compile": Scope.RUNTIME,
}
_PROPERTY = re.compile(r"\$\{([^${}]{1,200})\}")


def read(source: Source) -> Graph:
    """What the project asks for, all of it direct."""
    project = _project(source.text)
    properties = _properties(project)
    graph = Graph()
    own = _name(project, properties)
    root = graph.root("maven", own or source.path, key="/")
    managed: dict[str | None, Element] = {}
    for each in project.all("dependencyManagement", "dependencies", "dependency"):
        managed[_name(each, properties)] = each
    siblings = _siblings(source) if any(project.all("dependencies", "dependency")) else set()
    for each in project.all("dependencies", "dependency"):
        name = _name(each, properties)
        if name is None:
            graph.problems.append((each.line, "a dependency without a groupId or an artifactId"))
            continue
        if name in siblings:
            continue  # a module of this tree
        default = managed.get(name)
        said = each.value("version") or (default.value("version") if default else None)
        version = _filled(said, properties)
        scope = each.value("scope") or (default.value("scope") if default else None) or "compile"
        unclear = version is None or "${" in version or version[:1] in "[("
        graph.nodes[name, each.line] = Node(
            "maven", name, None if unclear else version, each.line, requirement=version if unclear else None
        )
        optional = (each.value("optional") or "").lower() == "true"
        root.needs.append(
            Need((name, each.line), Scope.OPTIONAL if optional else _SCOPES.get(scope, Scope.RUNTIME))
        )
    return graph


def _project(text: str) -> Element:
    project = next(read_xml(text).all("project"), None)
    if project is None:
        raise MalformedError("there is no <project> in it")
    return project


def _properties(project: Element) -> dict[str, str]:
    found = {each.tag: each.text.strip() for group in project.all("properties") for each in group.children}
    for key in ("groupId", "artifactId", "version"):
        value = project.value(key) or (project.value("parent", key) if key != "artifactId" else None)
        if value:
            found.setdefault(f"project.{key}", value)
            found.setdefault(f"pom.{key}", value)
        if parent := project.value("parent", key):
            found.setdefault(f"project.parent.{key}", parent)
    return found


def _filled(text: str | None, properties: dict[str, str]) -> str | None:
    """The text with its properties put in, those in properties as well; what is unknown stays."""
    for _ in range(8):
        if text is None or "${" not in text or len(text) > 500:
            break
        text = _PROPERTY.sub(lambda found: properties.get(found[1], found[0]), text)
    return text[:500] if text else text


def _name(element: Element, properties: dict[str, str]) -> str | None:
    group = element.value("groupId") or element.value("parent", "groupId")
    artifact = element.value("artifactId")
    if group is None or artifact is None:
        return None
    return f"{_filled(group, properties)}:{_filled(artifact, properties)}"


def _siblings(source: Source) -> set[str | None]:
    """The names of the projects of the whole tree."""
    found: set[str | None] = set()
    for path in source.files.below("", "pom.xml")[:MAX_MODULES]:
        try:
            project = _project(source.files.read(path) or "")
        except MalformedError:
            continue  # it is reported as a manifest
        found.add(_name(project, _properties(project)))
    return found
