"""Lists that are broken, or made to break: a clear line each, never a traceback, and not for ever."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from openscope import scan
from openscope.collect.dependencies.formats import FORMATS, format_of
from openscope.collect.dependencies.graph import MAX_VIA, Graph, Need, Node, dependencies
from openscope.collect.dependencies.reading import MAX_BYTES, MalformedError, Source
from openscope.collect.dependencies.tree import TreeFiles
from openscope.model import Collected, Scope, SkipCode
from openscope.names import is_manifest
from tests.collect.dependencies.conftest import Files

NAMES = (
    *(
        "uv.lock",
        "pylock.toml",
        "poetry.lock",
        "pdm.lock",
        "Pipfile.lock",
        "requirements.txt",
        "pyproject.toml",
    ),
    *("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "package.json"),
    *("deno.lock", "Cargo.lock", "Cargo.toml", "go.mod", "pom.xml", "gradle.lockfile", "Gemfile.lock"),
    *("composer.lock", "packages.lock.json", "pixi.lock", "environment.yml"),
)

WRONG = {
    "empty": "",
    "a number": "7",
    "a list": "[1, [2]]",
    "text": "this is no lockfile: at all\n  or is it = 1\n",
    "json of wrong types": json.dumps(
        {
            "packages": {"": 1, "node_modules/a": [], "node_modules/b": {"version": 3, "dependencies": [1]}},
            "dependencies": {"a": 1, "b": {"c": []}, "d": None},
            "default": {"a": []},
            "workspaces": {"": 3},
            "npm": {"a": 1},
            "jsr": [],
            "packages-dev": [None, 1, {"name": 2}],
            "specifiers": [],
            "name": ["x"],
        }
    ),
    "yaml of wrong types": "packages: [1, {a: [b]}]\nsnapshots: 4\nimporters: {.: [x], b: 3}\n",
    "toml of wrong types": '[[package]]\nname = 3\n[[package]]\nversion = "1"\n[[packages]]\nname = []\n',
    "toml of other wrong types": 'package = "x"\npackages = 4\nproject = 1\ndependencies = [3]\ntool = 2\n',
    "deep json": '{"packages": ' + "[" * 100_000,
    "deep toml": "a = " + "[" * 100_000,
    "deep yaml": "a: " + "[" * 100_000,
    "deep xml": "<project>" * 100_000,
    "deep yaml blocks": "\n".join(" " * depth + "a:" for depth in range(1_000)),
    "aliases": "a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(50)),
    "entities": '<!DOCTYPE p [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><project>&b;</project>',
    "an outside file": '<!DOCTYPE p SYSTEM "file:///etc/passwd"><project/>',
    "control characters": "a\x00b\x1b[31m\u202e = 1\n",
    "half a surrogate pair": '{"packages": {"node_modules/\\ud800": {"version": "\\udfff"}}}',
    "comments that never end": "/*" * 50_000,
    "blank lines": "\n" * 300_000,
    "spaces": " " * 200_000 + "x\n" + " " * 200_000,
    "quotes on lines": '"\n' * 100_000,
    "commas": "," * 200_000,
    "words": "a-" * 100_000,
    "quotes that never end": '"' * 100_001,
}


def read(name: str, text: str) -> Graph | str:
    """What a format makes of a text: a graph, or the reason why it is none."""
    format = format_of("", name)
    assert format is not None
    try:
        return format.read(Source(name, text, TreeFiles("/nowhere", {".": [name]})))
    except MalformedError as error:
        return str(error)


def test_every_format_is_tried() -> None:
    assert {format_of("", name) for name in NAMES} == set(FORMATS)


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_has_a_reason(name: str, kind: str) -> None:
    start = time.process_time()
    found = read(name, WRONG[kind])
    assert time.process_time() - start < 5
    if isinstance(found, str):
        assert 0 < len(found) < 400
        assert "\n" not in found
    else:
        listed = dependencies(found, name)
        assert all(each.purl.startswith("pkg:") for each in listed)


@pytest.mark.parametrize("name", [name for name in NAMES if not is_manifest(name)])
def test_what_cannot_be_read_is_reported(found: Callable[[Files], Collected], name: str) -> None:
    broken = {"requirements.txt": "???", "gradle.lockfile": "???", "yarn.lock": "???"}.get(name, '{"a": [')
    if name == "Gemfile.lock":
        return  # every text is one: what is no entry is left out by Bundler too
    skipped = [skip for skip in found({name: broken}).skipped if not skip.expected]
    assert [(skip.path, skip.code) for skip in skipped] == [(name, SkipCode.MALFORMED)]


@pytest.mark.parametrize("name", ["uv.lock", "requirements.txt", "environment.yml"])
def test_a_list_that_is_too_large_is_reported(grow: Callable[[Files], Path], name: str) -> None:
    root = grow({name: b""})
    with open(root / name, "wb") as file:
        file.truncate(MAX_BYTES + 1)
    skipped = [skip for _, skip in scan([str(root)]).skipped if not skip.expected]
    assert [(skip.path, skip.code) for skip in skipped] == [(name, SkipCode.TOO_LARGE)]


def test_many_problems_are_summed_up(found: Callable[[Files], Collected]) -> None:
    skipped = found({"requirements.txt": "???\n" * 1_000}).skipped
    assert len(skipped) == 11
    assert any("990 more" in skip.reason for skip in skipped)


def test_a_hundred_thousand_entries() -> None:
    packages = {
        f"node_modules/p{n}": {"version": "1.0.0", "dependencies": {f"p{n + 1}": "1"}} for n in range(100_000)
    }
    packages[""] = {"version": "1", "dependencies": {"p0": "1"}}
    text = json.dumps({"name": "x", "packages": packages})
    start = time.process_time()
    found = read("package-lock.json", text)
    assert isinstance(found, Graph)
    listed = dependencies(found, "package-lock.json")
    assert time.process_time() - start < 20
    assert len(listed) == 100_000
    last = listed[-1]
    assert (last.scope, last.direct, len(last.via)) == (Scope.RUNTIME, False, MAX_VIA)
    assert last.via[:2] == ("x", "p0")
    assert last.via[-1] == "p99998"
    assert "…" in last.via


def test_cycles_end() -> None:
    graph = Graph()
    graph.nodes = {
        "a": Node("npm", "a", "1", needs=[Need("b"), Need("root")]),
        "b": Node("npm", "b", "1", needs=[Need("a")]),
    }
    graph.root("npm", "one", [Need("a"), Need("two")], key="root")
    graph.root("npm", "two", [Need("root")], key="two")
    assert [(each.name, each.via) for each in dependencies(graph, "x")] == [
        ("a", ("one",)),
        ("b", ("one", "a")),
    ]


def test_workspaces_that_hold_each_other(found: Callable[[Files], Collected]) -> None:
    lock = {
        "packages": {
            "": {"name": "a", "workspaces": ["b"], "dependencies": {"b": "*"}},
            "b": {"name": "b", "dependencies": {"a": "*", "ms": "*"}},
            "node_modules/a": {"resolved": "", "link": True},
            "node_modules/b": {"resolved": "b", "link": True},
            "node_modules/c": {"resolved": "node_modules/c", "link": True},
            "node_modules/ms": {"version": "2.1.3"},
        }
    }
    items = found({"package-lock.json": json.dumps(lock), "package.json": '{"name": "a"}'}).items
    assert [item.dependency.via for item in items if item.dependency] == [("b",)]


def test_names_lead_nowhere_else(found: Callable[[Files], Collected], no_caches: Path) -> None:
    secret = no_caches / ".cargo" / "secret-1"
    secret.mkdir(parents=True)
    (secret / "LICENSE").write_text("MIT")
    (no_caches / ".cargo" / "registry" / "src" / "index").mkdir(parents=True)
    lock = '[[package]]\nname = "../../../secret"\nversion = "1"\nsource = "registry+x"\n'
    collected = found({"Cargo.lock": lock})
    assert [document.path for document in collected.documents] == []
