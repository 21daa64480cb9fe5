"""What a Maven project's dependencies bring in, from a local repository that the test makes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from openscope.model import Collected, Scope, SkipCode
from tests.collect.dependencies.conftest import Files

Put = Callable[..., None]
Find = Callable[[Files], Collected]


def asks(name: str, version: str = "", more: str = "") -> str:
    """A `<dependency>` on g:`name`."""
    said = f"<version>{version}</version>" if version else ""
    return f"<dependency><groupId>g</groupId><artifactId>{name}</artifactId>{said}{more}</dependency>"


def needs(*dependencies: str) -> str:
    return f"<dependencies>{''.join(dependencies)}</dependencies>"


def manages(*dependencies: str) -> str:
    return f"<dependencyManagement>{needs(*dependencies)}</dependencyManagement>"


def pom(name: str, version: str, body: str = "") -> str:
    return (
        f"<project><groupId>g</groupId><artifactId>{name}</artifactId><version>{version}</version>"
        f"{body}</project>"
    )


def parent(name: str, version: str) -> str:
    return f"<parent><groupId>g</groupId><artifactId>{name}</artifactId><version>{version}</version></parent>"


@pytest.fixture
def put(no_caches: Path) -> Put:
    """Put the pom of g:`name` into the local repository."""

    def write(name: str, version: str, body: str = "") -> None:
        place = no_caches / f".m2/repository/g/{name}/{version}"
        place.mkdir(parents=True)
        (place / f"{name}-{version}.pom").write_text(pom(name, version, body))

    return write


def ways(collected: Collected) -> dict[str, tuple[Scope | None, tuple[str, ...]]]:
    """Scope and way of each artefact, by `name@version`."""
    return {
        item.id.removeprefix("pkg:maven/g/"): (item.dependency.scope, item.dependency.via)
        for item in collected.items
        if item.dependency
    }


def names(collected: Collected) -> set[str]:
    return set(ways(collected))


def test_the_nearest_version_wins_and_then_the_first(found: Find, put: Put) -> None:
    put("a", "1", needs(asks("far", "1"), asks("both", "1")))
    put("b", "1", needs(asks("both", "2"), asks("c", "1")))
    put("c", "1", needs(asks("both", "3"), asks("near", "1")))
    put("far", "1", needs(asks("near", "1"), asks("a", "9")))  # in a circle
    put("both", "1")
    put("near", "2")
    text = pom("app", "1", needs(asks("a", "1"), asks("b", "1"), asks("near", "2", "<scope>test</scope>")))
    collected = found({"pom.xml": text})
    assert ways(collected) == {
        "a@1": (Scope.RUNTIME, ("g:app",)),
        "b@1": (Scope.RUNTIME, ("g:app",)),
        "far@1": (Scope.RUNTIME, ("g:app", "g:a")),
        "both@1": (Scope.RUNTIME, ("g:app", "g:a")),
        "c@1": (Scope.RUNTIME, ("g:app", "g:b")),
        "near@2": (Scope.DEVELOPMENT, ("g:app",)),  # a direct one is for what the project says
    }
    assert collected.skipped == ()


def test_scopes_optional_ones_and_exclusions(found: Find, put: Put) -> None:
    put(
        "a",
        "1",
        needs(
            asks("runs", "1", "<scope>runtime</scope>"),
            asks("tests", "1", "<scope>test</scope>"),
            asks("given", "1", "<scope>provided</scope>"),
            asks("perhaps", "1", "<optional>true</optional>"),
            asks("out", "1"),
            asks("mid", "1"),
        ),
    )
    put("mid", "1", needs(asks("out", "1"), asks("deep", "1")))
    put("t", "1", needs(asks("deep", "1"), asks("only", "1")))
    for name in ("runs", "deep", "only", "out"):
        put(name, "1")
    without = (
        "<exclusions><exclusion><groupId>*</groupId><artifactId>out</artifactId></exclusion></exclusions>"
    )
    text = pom("app", "1", needs(asks("t", "1", "<scope>test</scope>"), asks("a", "1", without)))
    assert ways(found({"pom.xml": text})) == {
        "t@1": (Scope.DEVELOPMENT, ("g:app",)),
        "a@1": (Scope.RUNTIME, ("g:app",)),
        "runs@1": (Scope.RUNTIME, ("g:app", "g:a")),
        "mid@1": (Scope.RUNTIME, ("g:app", "g:a")),
        "deep@1": (Scope.RUNTIME, ("g:app", "g:a", "g:mid")),  # what is shipped counts for more
        "only@1": (Scope.DEVELOPMENT, ("g:app", "g:t")),
    }


def test_parents_properties_and_imported_lists(found: Find, put: Put) -> None:
    bom = asks("bom", "${bom.version}", "<type>pom</type><scope>import</scope>")
    put("top", "1", "<properties><bom.version>2</bom.version></properties>" + manages(bom, asks("x", "7")))
    put("bom", "3", manages(asks("x", "6"), asks("y", "${project.version}"), asks("z", "5")))
    twice = "<properties><bom.version>9</bom.version><bom.version>3</bom.version></properties>"
    put("a", "1", parent("top", "1") + twice + needs(asks("x"), asks("y"), asks("z", "4")))
    for name, version in (("x", "7"), ("y", "3"), ("z", "8")):
        put(name, version)
    # What the project manages counts for all that is brought in; what others manage, for themselves.
    above = pom("above", "1", manages(asks("z", "8")) + needs(asks("a", "1")))
    inner = f"<project>{parent('above', '1')}<artifactId>app</artifactId></project>"
    collected = found({"pom.xml": above, "app/pom.xml": inner})
    assert names(collected) == {"a@1", "x@7", "y@3", "z@8"}
    assert {item.dependency.line for item in collected.items if item.dependency} == {1, None}
    assert collected.skipped == ()


def test_what_a_pom_that_is_not_there_brings_in_is_said_to_be_unknown(found: Find, put: Put) -> None:
    put("a", "1", parent("gone", "1") + needs(asks("b", "1"), asks("unversioned")))
    text = pom("app", "1", needs(asks("a", "1"), asks("range", "[1,2)"), asks("just", "[1]")))
    collected = found({"pom.xml": text})
    assert names(collected) == {"a@1", "b@1", "unversioned", "range", "just@1"}
    (gap,) = collected.skipped
    assert (gap.path, gap.code, gap.expected) == ("pom.xml", SkipCode.NOT_FETCHED, True)
    assert "repository: 5 (g:gone:1, g:range:[1,2), g:just:1, …)" in gap.reason


def test_an_artefact_that_has_moved(found: Find, put: Put) -> None:
    moved = "<relocation><artifactId>new</artifactId></relocation>"
    put("old", "1", f"<distributionManagement>{moved}</distributionManagement>")
    put("new", "1", needs(asks("b", "1")))
    put("b", "1", needs(asks("old", "1")))
    assert names(found({"pom.xml": pom("app", "1", needs(asks("old", "1")))})) == {"new@1", "b@1"}


def test_circles_of_parents_lists_and_moves_end(found: Find, put: Put) -> None:
    bom = asks("a", "1", "<type>pom</type><scope>import</scope>")
    place = "<relocation><artifactId>{}</artifactId></relocation>"
    moved = f"<distributionManagement>{place}</distributionManagement>"
    put("a", "1", parent("a", "1") + manages(bom) + needs(asks("a", "1")))
    put("here", "1", moved.format("there"))
    put("there", "1", moved.format("here"))
    collected = found({"pom.xml": pom("app", "1", needs(asks("a", "1"), asks("here", "1")))})
    assert {each.partition("@")[0] for each in names(collected)} <= {"a", "here", "there"}


def test_names_lead_nowhere_else(found: Find, no_caches: Path) -> None:
    (no_caches / ".m2/repository").mkdir(parents=True)
    (no_caches / "x/1").mkdir(parents=True)
    (no_caches / "x/1/x-1.pom").write_text(pom("x", "1", needs(asks("secret", "1"))))
    up = "<dependency><groupId>../..</groupId><artifactId>x</artifactId><version>1</version></dependency>"
    assert "secret@1" not in names(found({"pom.xml": pom("app", "1", needs(up))}))
