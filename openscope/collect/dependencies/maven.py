"""`pom.xml`, and what its dependencies bring in: https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html.

The poms of others come from Maven's local repository. What one that is not there would bring in is not
shown, and that is said. Of several versions the nearest to the project wins, the first of the equally near.
"""

from collections import deque

from msgspec import Struct
from msgspec.structs import replace

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.pom import (
    Asked,
    Key,
    Pom,
    Repository,
    effective,
    name_of,
    project_of,
    repository,
)
from openscope.collect.dependencies.reading import MalformedError, Source, resolve
from openscope.collect.dependencies.xml import Element, read_xml
from openscope.model import Scope

MAX_MODULES = 500
MAX_ARTEFACTS = 20_000

_SCOPES = {
    "test": Scope.DEVELOPMENT,
    "provided": Scope.BUILD,
    "system": Scope.RUNTIME,
    "runtime": Scope.RUNTIME,
    "compile": Scope.RUNTIME,
}
_BRINGS_IN = {None, "compile", "runtime"}
"""The scopes of what a dependency needs that those need who need it."""


class _Reached(Struct):
    """A dependency whose own pom is still to be read."""

    asked: Asked
    exclusions: frozenset[tuple[str, str]]


def read(source: Source) -> Graph:
    """What the project asks for, and what that brings in."""
    project = next(read_xml(source.text).all("project"), None)
    if project is None:
        raise MalformedError("there is no <project> in it")
    local = repository()
    pom = effective(project, _Parents(source, local), local)
    graph = Graph()
    for each in project.all("dependencies", "dependency"):
        if not each.value("groupId") or not each.value("artifactId"):
            graph.problems.append((each.line, "a dependency without a groupId or an artifactId"))
    root = graph.root("maven", pom.name or source.path, key="/")
    siblings = _siblings(source) if pom.dependencies else set()
    queue: deque[_Reached] = deque()
    for asked in pom.dependencies:
        if asked.name not in siblings:  # else it is a module of this tree
            scope = Scope.OPTIONAL if asked.optional else _SCOPES.get(asked.scope or "", Scope.RUNTIME)
            moved = local.moved(asked)
            _reach(graph, root, moved, scope, queue, asked.exclusions)
    missing = dict.fromkeys(pom.missing)
    _bring_in(graph, pom, local, siblings, queue, missing)
    if missing:
        graph.unread.append(_gap(list(missing)))
    return graph


def _bring_in(
    graph: Graph,
    root: Pom,
    local: Repository,
    siblings: set[str | None],
    queue: deque[_Reached],
    missing: dict[str, None],
) -> None:
    """Adds what is needed by what is reached, level by level: so the nearest version is the first."""
    direct: set[Key] = {each.asked.key for each in queue}
    while queue:
        here = queue.popleft()
        version = here.asked.settled
        pom = local.pom((here.asked.group, here.asked.artifact, version)) if version else None
        if pom is None or len(graph.nodes) > MAX_ARTEFACTS:
            if here.asked.scope != "system":
                missing[f"{here.asked.name}:{version or here.asked.version or '?'}"] = None
            continue
        missing.update(dict.fromkeys(pom.missing))
        for each in pom.dependencies:
            if each.optional or each.scope not in _BRINGS_IN or _is_excluded(each, here.exclusions):
                continue
            managed = root.managed.get(each.key)
            asked = local.moved(each.managed_by(managed, above=True))
            if asked.key not in direct and asked.name not in siblings:
                scope = _SCOPES.get(asked.scope or "", Scope.RUNTIME)
                node = graph.nodes[here.asked.key]
                asked = replace(asked, own=False)
                _reach(graph, node, asked, scope, queue, here.exclusions | asked.exclusions)


def _reach(
    graph: Graph,
    by: Node,
    asked: Asked,
    scope: Scope,
    queue: deque[_Reached],
    exclusions: frozenset[tuple[str, str]],
) -> None:
    """Adds a need, and who is needed where nobody has needed it yet."""
    by.needs.append(Need(asked.key, scope))
    if asked.key not in graph.nodes:
        graph.nodes[asked.key] = Node(
            "maven",
            asked.name,
            asked.settled,
            asked.line if asked.own else None,
            requirement=None if asked.settled else asked.version,
        )
        queue.append(_Reached(asked, exclusions))


def _is_excluded(asked: Asked, exclusions: frozenset[tuple[str, str]]) -> bool:
    return any(
        (group, artifact) in exclusions for group in (asked.group, "*") for artifact in (asked.artifact, "*")
    )


def _gap(missing: list[str]) -> str:
    more = ", …" if len(missing) > 3 else ""
    return (
        f"poms that are not in Maven's local repository: {len(missing):,} ({', '.join(missing[:3])}{more}); "
        "what these would bring in is not shown; `mvn dependency:resolve` fetches them"
    )


class _Parents:
    """The parents of a project of the tree: those in the tree as far as they lie there."""

    def __init__(self, source: Source, local: Repository) -> None:
        self._source = source
        self._local = local
        self._directory: str | None = source.directory

    def __call__(self, project: Element) -> Element | None:
        """The parent of a project, when asked from the first project upwards."""
        said = next(project.all("parent"), Element("", 0))
        above = self._beside(said)
        return self._local.parent(project) if above is None else above

    def _beside(self, said: Element) -> Element | None:
        place = next(said.all("relativePath"), None)
        path = "../pom.xml" if place is None else place.text.strip()
        directory, self._directory = self._directory, None
        if directory is None or not path:
            return None
        paths = [path] if path.endswith(".xml") else [path, f"{path}/pom.xml"]
        for each in paths:
            found = resolve(directory, each)
            project = project_of(self._source.files.read(found) or "") if found else None
            if found and project is not None and _is(project, said):
                self._directory = found.rpartition("/")[0]
                return project
        return None


def _is(project: Element, said: Element) -> bool:
    group = project.value("groupId") or project.value("parent", "groupId")
    return (group, project.value("artifactId")) == (said.value("groupId"), said.value("artifactId"))


def _siblings(source: Source) -> set[str | None]:
    """The names of the projects of the whole tree."""
    found: set[str | None] = set()
    for path in source.files.below("", "pom.xml")[:MAX_MODULES]:
        project = project_of(source.files.read(path) or "")
        if project is not None:
            found.add(name_of(project))
    return found
