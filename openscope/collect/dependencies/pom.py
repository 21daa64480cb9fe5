"""A Maven project as it is after inheritance: https://maven.apache.org/ref/current/maven-model-builder/.

Parents, properties, managed dependencies and imported lists of them come from the tree or from the local
repository. Profiles are not looked at: which of them hold depends on the machine that builds.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from os.path import expanduser

from msgspec import Struct, field
from msgspec.structs import replace

from openscope.collect.dependencies.installed.caches import pom_text
from openscope.collect.dependencies.reading import MalformedError, word
from openscope.collect.dependencies.xml import Element, read_xml
from openscope.regex import regex

MAX_PARENTS = 30
MAX_POMS = 20_000
"""The number of poms of the local repository that one run reads."""

MAX_MOVES = 5

Key = tuple[str, str, str, str]
"""What Maven mediates versions by: group, artefact, type and classifier."""

Coordinates = tuple[str, str, str]
"""Group, artefact and version."""

Parent = Callable[[Element], Element | None]
"""From a `<project>` to that of its parent; None if it has none, or it is not on this machine."""

_PROPERTY = regex(r"\$\{([^${}]{1,200})\}")
_EXACT = regex(r"\[([^\[\](),]+)\]")


class Asked(Struct, frozen=True):
    """A dependency of a project. What is None is said neither by it nor by a managed one.

    `own` is whether the project's own file says it, in that `line`.
    """

    group: str
    artifact: str
    type: str = "jar"
    classifier: str = ""
    version: str | None = None
    scope: str | None = None
    optional: bool = False
    exclusions: frozenset[tuple[str, str]] = frozenset()
    line: int = 0
    own: bool = True

    @property
    def key(self) -> Key:
        """What one version is chosen for."""
        return self.group, self.artifact, self.type, self.classifier

    @property
    def name(self) -> str:
        """The name of the package."""
        return f"{self.group}:{self.artifact}"

    @property
    def settled(self) -> str | None:
        """The version, if it is one: not a range, not a property that nobody gives."""
        if self.version and (found := _EXACT.fullmatch(self.version)):
            return found[1]
        return None if not self.version or "${" in self.version or self.version[:1] in "[(" else self.version

    def managed_by(self, other: "Asked | None", above: bool = False) -> "Asked":
        """With what a managed dependency says; that comes first where it is `above`, of the root project."""
        if other is None:
            return self
        first, second = (other, self) if above else (self, other)
        return replace(
            self,
            version=first.version or second.version,
            scope=first.scope or second.scope,
            exclusions=self.exclusions | other.exclusions if above else self.exclusions or other.exclusions,
        )


class Pom(Struct):
    """A project with what it inherits. `missing` are the parents and imported lists that are not there."""

    group: str | None
    artifact: str | None
    dependencies: list[Asked] = field(default_factory=list)
    managed: dict[Key, Asked] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    moved: Coordinates | None = None

    @property
    def name(self) -> str | None:
        """The name of the package; None if the file does not say it."""
        return f"{self.group}:{self.artifact}" if self.group and self.artifact else None


class Repository:
    """The poms of Maven's local repository, each read once. One that is being read is not there."""

    def __init__(self) -> None:
        self._projects: dict[Coordinates, Element | None] = {}
        self._poms: dict[Coordinates, Pom | None] = {}
        self._lists: dict[Coordinates, Pom | None] = {}

    def project(self, group: str, artifact: str, version: str) -> Element | None:
        """The `<project>` of a pom as it is written."""
        at = group, artifact, version
        if at not in self._projects:
            text = pom_text(*at) if len(self._projects) < MAX_POMS else None
            self._projects[at] = None if text is None else project_of(text)
        return self._projects[at]

    def parent(self, project: Element) -> Element | None:
        """The parent of a project."""
        above = coordinates(next(project.all("parent"), Element("", 0)))
        return self.project(*above) if above else None

    def pom(self, at: Coordinates) -> Pom | None:
        """A pom after inheritance, without what it manages for others."""
        if at not in self._poms:
            self._poms[at] = None
            if found := self.whole(at):
                self._poms[at] = replace(found, managed={})
        return self._poms[at]

    def imported(self, at: Coordinates) -> Pom | None:
        """A list of managed dependencies."""
        if at not in self._lists:
            self._lists[at] = None
            self._lists[at] = self.whole(at)
        return self._lists[at]

    def whole(self, at: Coordinates) -> Pom | None:
        """A pom after inheritance."""
        project = self.project(*at)
        return None if project is None else effective(project, self.parent, self)

    def moved(self, asked: Asked) -> Asked:
        """The dependency under the name that its package has moved to."""
        for _ in range(MAX_MOVES):
            version = asked.settled
            pom = self.pom((asked.group, asked.artifact, version)) if version else None
            if pom is None or pom.moved is None:
                break
            group, artifact, version = pom.moved
            asked = replace(asked, group=group, artifact=artifact, version=version)
        return asked


def repository() -> Repository:
    """The local repository of the user."""
    return _repository(expanduser("~"))


@lru_cache(maxsize=1)
def _repository(_: str) -> Repository:
    return Repository()


def project_of(text: str) -> Element | None:
    """The `<project>` of a pom; None if it is not one."""
    try:
        return next(read_xml(text).all("project"), None)
    except MalformedError:
        return None


def name_of(project: Element) -> str | None:
    """The name of a project by its own file alone."""
    properties = properties_of([project])
    group = _inherited([project], "groupId", properties)
    return f"{group}:{_filled(project.value('artifactId'), properties)}" if group else None


def coordinates(element: Element) -> Coordinates | None:
    """Group, artefact and version, where an element says all three."""
    group, artifact, version = (element.value(key) for key in ("groupId", "artifactId", "version"))
    return (group, artifact, version) if group and artifact and version else None


def effective(project: Element, parent: Parent, lists: Repository) -> Pom:
    """A project with what it inherits and imports."""
    line, missing = _line(project, parent)
    properties = properties_of(line)
    pom = Pom(_inherited(line, "groupId", properties), _filled(project.value("artifactId"), properties))
    pom.missing = missing
    imports: list[Asked] = []
    for each in line:
        for element in each.all("dependencyManagement", "dependencies", "dependency"):
            if asked := _asked(element, properties, each is project):
                if asked.scope == "import":
                    imports.append(asked)
                else:
                    pom.managed.setdefault(asked.key, asked)
    for list_ in imports:
        version = list_.settled
        found = lists.imported((list_.group, list_.artifact, version)) if version else None
        if found is None:
            pom.missing.append(f"{list_.name}:{list_.version}")
        else:
            pom.missing += found.missing
            for key, asked in found.managed.items():
                pom.managed.setdefault(key, asked)
    known: set[Key] = set()
    for each in line:
        for element in each.all("dependencies", "dependency"):
            asked = _asked(element, properties, each is project)
            if asked is not None and asked.key not in known:
                known.add(asked.key)
                pom.dependencies.append(asked.managed_by(pom.managed.get(asked.key)))
    pom.moved = _moved(project, line, properties)
    return pom


def _line(project: Element, parent: Parent) -> tuple[list[Element], list[str]]:
    """The project, its parent, and so on; and the parent that is not there."""
    line = [project]
    while any(line[-1].all("parent")):
        above = parent(line[-1]) if len(line) < MAX_PARENTS else None
        if above is None:
            said = [line[-1].value("parent", key) or "?" for key in ("groupId", "artifactId", "version")]
            return line, [":".join(said)]
        line.append(above)
    return line, []


def properties_of(line: list[Element]) -> dict[str, str]:
    """The properties of a project and its parents, the nearest first."""
    found: dict[str, str] = {}
    for each in reversed(line):  # of one that is given twice, the last counts
        for group in each.all("properties"):
            found.update((child.tag, child.text.strip()) for child in group.children)
    for key in ("groupId", "artifactId", "version"):
        if value := _inherited(line, key, {}):
            for start in ("project.", "pom.", ""):
                found.setdefault(f"{start}{key}", value)
        if value := line[0].value("parent", key):
            found.setdefault(f"project.parent.{key}", value)
            found.setdefault(f"parent.{key}", value)
    return found


def _inherited(line: list[Element], key: str, properties: dict[str, str]) -> str | None:
    said: Iterator[str | None] = (
        each.value(key) or (each.value("parent", key) if key != "artifactId" else None) for each in line
    )
    return _filled(next((each for each in said if each), None), properties)


def _filled(text: str | None, properties: dict[str, str]) -> str | None:
    """The text with its properties put in, those in properties as well; what is unknown stays."""
    for _ in range(8):
        if text is None or "${" not in text or len(text) > 500:
            break
        text = _PROPERTY.sub(lambda found: properties.get(found[1], found[0]), text)
    return text[:500] if text else text


def _asked(element: Element, properties: dict[str, str], own: bool) -> Asked | None:
    said = {child.tag: _filled(word(child.text.strip()), properties) for child in element.children}
    group, artifact = said.get("groupId"), said.get("artifactId")
    if not group or not artifact:
        return None
    type_, classifier = said.get("type") or "jar", said.get("classifier") or ""
    if type_ == "test-jar":
        type_, classifier = "jar", classifier or "tests"
    exclusions = frozenset(
        (each.value("groupId") or "*", each.value("artifactId") or "*")
        for each in element.all("exclusions", "exclusion")
    )
    optional = (said.get("optional") or "").lower() == "true"
    return Asked(
        group, artifact, type_, classifier, said.get("version"), said.get("scope"), optional, exclusions,
        element.line, own,
    )  # fmt: skip


def _moved(project: Element, line: list[Element], properties: dict[str, str]) -> Coordinates | None:
    place = next(project.all("distributionManagement", "relocation"), None)
    if place is None:
        return None
    said = [
        _filled(place.value(key), properties) or _inherited(line, key, properties)
        for key in ("groupId", "artifactId", "version")
    ]
    group, artifact, version = said
    return (group, artifact, version) if group and artifact and version else None
