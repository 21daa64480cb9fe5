"""The modules of a whole Go project, from the files of a module cache that the test makes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from openscope.collect.dependencies.go_graph import MAX_MODULES, modules
from openscope.collect.dependencies.go_mod import GoMod, order, read_go_mod
from openscope.model import Collected, Scope, SkipCode
from tests.collect.dependencies.conftest import Files

Way = tuple[Scope | None, tuple[str, ...]]


@pytest.fixture
def cached(no_caches: Path) -> Callable[..., None]:
    """Put the `go.mod` of a module ("path@version") into the cache; what it requires is one line each."""

    def put(module: str, requires: str = "", go: str = "1.17") -> None:
        name, _, version = module.partition("@")
        place = no_caches / f"go/pkg/mod/cache/download/{name}/@v"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{version}.mod").write_text(f"module {name}\ngo {go}\nrequire (\n{requires}\n)\n")

    return put


def ways(collected: Collected) -> dict[str, Way]:
    """Scope and way of each module, by what stands after `pkg:golang/`."""
    return {
        item.id.removeprefix("pkg:golang/"): (item.dependency.scope, item.dependency.via)
        for item in collected.items
        if item.dependency
    }


def test_the_highest_version_that_anybody_asks_for(
    found: Callable[[Files], Collected], cached: Callable[..., None]
) -> None:
    cached("x.org/a@v1.0.0", "x.org/c v1.2.0\nx.org/Tool v1.0.0 // indirect")
    cached("x.org/b@v1.0.0", "x.org/c v1.10.0-rc.1\nx.org/a v0.9.0")
    cached("x.org/c@v1.10.0-rc.1", "x.org/deep v1.0.0")
    text = (
        "module m\ngo 1.21\nrequire (\nx.org/a v1.0.0\nx.org/b v1.0.0\nx.org/c v1.10.0-rc.1 // indirect\n)\n"
    )
    collected = found({"go.mod": text})
    # What c of Go 1.17 asks for is pruned only where c is not among the project's own requirements.
    assert ways(collected) == {
        "x.org/a@v1.0.0": (Scope.RUNTIME, ("m",)),
        "x.org/b@v1.0.0": (Scope.RUNTIME, ("m",)),
        "x.org/c@v1.10.0-rc.1": (Scope.RUNTIME, ("m", "x.org/a")),
        "x.org/Tool@v1.0.0": (Scope.OPTIONAL, ("m", "x.org/a")),
        "x.org/deep@v1.0.0": (Scope.OPTIONAL, ("m", "x.org/a", "x.org/c")),
    }
    assert collected.skipped == ()


@pytest.mark.parametrize(
    ("project", "middle", "names"),
    [
        ("1.21", "1.17", {"x.org/a", "x.org/b"}),
        ("1.21", "1.16", {"x.org/a", "x.org/b", "x.org/c", "x.org/d"}),
        ("1.16", "1.17", {"x.org/a", "x.org/b", "x.org/c", "x.org/d"}),
    ],
)
def test_the_graph_is_pruned_between_modules_of_1_17(
    found: Callable[[Files], Collected],
    cached: Callable[..., None],
    project: str,
    middle: str,
    names: set[str],
) -> None:
    cached("x.org/a@v1.0.0", "x.org/b v1.0.0", middle)
    cached("x.org/b@v1.0.0", "x.org/c v1.0.0")
    cached("x.org/c@v1.0.0", "x.org/d v1.0.0")
    cached("x.org/d@v1.0.0", "x.org/a v1.0.0\nm v1.0.0")  # in a circle
    collected = found({"go.mod": f"module m\ngo {project}\nrequire x.org/a v1.0.0\n"})
    assert {each.partition("@")[0] for each in ways(collected)} == names
    assert collected.skipped == ()


def test_replace_and_exclude_are_those_of_the_project(
    found: Callable[[Files], Collected], cached: Callable[..., None]
) -> None:
    cached("x.org/a@v1.0.0", "x.org/bad v1.1.0\nx.org/old v1.0.0\nx.org/here v0.0.0")
    cached("x.org/fork@v2.0.0", "x.org/e v1.0.0")
    text = """\
module m
go 1.21
require x.org/a v1.0.0
require x.org/old v1.0.0 // indirect
require x.org/here v0.0.0 // indirect
exclude x.org/bad v1.1.0
replace x.org/old v1.0.0 => x.org/fork v2.0.0
replace x.org/old => x.org/wrong v1.0.0
replace x.org/here => ./here
"""
    cached("x.org/e@v1.0.0")
    cached("x.org/f@v1.0.0", "x.org/g v1.0.0")
    cached("x.org/g@v1.0.0")
    collected = found({"go.mod": text, "here/go.mod": "module x.org/here\nrequire x.org/f v1.0.0\n"})
    # The directory is of Go 1.16, as it says nothing: what f asks for counts.
    names = {"a@v1.0.0", "fork@v2.0.0", "e@v1.0.0", "f@v1.0.0", "g@v1.0.0"}
    assert {each.removeprefix("x.org/") for each in ways(collected)} == names
    assert collected.skipped == ()


def test_without_a_file_the_projects_own_list_stands(
    found: Callable[[Files], Collected], cached: Callable[..., None]
) -> None:
    cached("x.org/a@v1.0.0", "x.org/b v1.5.0\nx.org/other v1.0.0")
    text = "module m\ngo 1.21\nrequire x.org/a v1.0.0\nrequire x.org/b v1.0.0 // indirect\n"
    collected = found({"go.mod": text})
    assert ways(collected) == {
        "x.org/a@v1.0.0": (Scope.RUNTIME, ("m",)),
        "x.org/b@v1.0.0": (Scope.RUNTIME, ("m", "x.org/a")),
    }
    (gap,) = collected.skipped
    assert (gap.path, gap.code, gap.expected) == ("go.mod", SkipCode.NOT_FETCHED, True)
    assert "x.org/b v1.0.0" in gap.reason
    assert "go mod graph" in gap.reason


def test_before_1_17_the_build_needs_what_has_a_checksum(
    found: Callable[[Files], Collected], cached: Callable[..., None]
) -> None:
    cached("x.org/a@v1.0.0", "x.org/b v1.0.0\nx.org/c v1.0.0")
    cached("x.org/b@v1.0.0")
    cached("x.org/c@v1.0.0")
    sums = "x.org/b v1.0.0 h1:x=\nx.org/c v1.0.0/go.mod h1:x=\nx.org/gone v1.0.0 h1:x=\n"
    collected = found({"go.mod": "module m\ngo 1.16\nrequire x.org/a v1.0.0\n", "go.sum": sums})
    assert ways(collected) == {
        "x.org/a@v1.0.0": (Scope.RUNTIME, ("m",)),
        "x.org/b@v1.0.0": (Scope.RUNTIME, ("m", "x.org/a")),
        "x.org/c@v1.0.0": (Scope.OPTIONAL, ("m", "x.org/a")),
    }


def test_versions_in_order() -> None:
    rising = [
        "v0.0.0-20180306012644-bacd9c7ef1dd",
        "v0.0.0",
        "v1.2.3-0.20200101000000-aaaaaaaaaaaa",
        "v1.2.3-rc.2",
        "v1.2.3-rc.10",
        "v1.2.3",
        "v1.10.0",
        "v2.0.0+incompatible",
    ]
    shuffled = rising[3:] + rising[:3]
    assert sorted(shuffled, key=order) == rising
    assert order("v2.0.0+incompatible") == order("v2.0.0")


def test_a_graph_without_an_end_is_cut() -> None:
    def endless(module: str, version: str) -> GoMod:
        number = int(module)
        return read_go_mod(f"module {module}\nrequire {number + 1} v1.0.0\n")

    found = modules(read_go_mod("module m\nrequire 1 v1.0.0\n"), endless)
    assert found.missing == [(str(MAX_MODULES + 1), "v1.0.0")]


def test_a_name_leads_nowhere_else(found: Callable[[Files], Collected], no_caches: Path) -> None:
    place = no_caches / "go/pkg/mod/cache/download/x/@v"
    place.mkdir(parents=True)
    (no_caches / "go/pkg/mod/secret.mod").write_text("module x\nrequire found.org/it v1.0.0\n")
    collected = found({"go.mod": "module m\ngo 1.21\nrequire x v1/../../../../secret\n"})
    assert not [each for each in ways(collected) if "found.org" in each]
