"""Copies on this machine: environments, `node_modules`, vendored packages and caches."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from openscope.collect import collect
from openscope.model import Collected, Role, Scope
from tests.collect.dependencies.conftest import Files
from tests.conftest import Grow

EDITABLE = '{"url": "file:///x", "dir_info": {"editable": true}}'
SITE = ".venv/lib/python3.12/site-packages"
METADATA = """\
Metadata-Version: 2.4
Name: {name}
Version: {version}
License-Expression: MIT
Requires-Dist: {needs}
"""


def environment(prefix: str = SITE) -> dict[str, str]:
    return {
        f"{prefix}/../../../pyvenv.cfg": "home = /usr/bin\n",
        f"{prefix}/httpx-0.27.2.dist-info/METADATA": METADATA.format(
            name="httpx", version="0.27.2", needs="idna"
        ),
        f"{prefix}/httpx-0.27.2.dist-info/licenses/LICENSE.md": "MIT",
        f"{prefix}/httpx-0.27.2.dist-info/licenses/AUTHORS.md": "People",
        f"{prefix}/httpx-0.27.2.dist-info/licenses/CHANGELOG.md": "What came when",
        f"{prefix}/httpx-0.27.2.dist-info/licenses/CODE_OF_CONDUCT.rst": "How to behave",
        f"{prefix}/httpx-0.27.2.dist-info/licenses/bundled/deep/LICENSE": "BSD",
        f"{prefix}/httpx-0.27.2.dist-info/RECORD": "x",
        f"{prefix}/httpx/__init__.py": "# SPDX-License-Identifier: GPL-3.0-only\n",
        f"{prefix}/idna-3.7.dist-info/METADATA": METADATA.format(
            name="idna", version="3.7", needs="h2; extra == 'x'"
        ),
        f"{prefix}/idna-3.7.dist-info/LICENSE": "BSD",
        f"{prefix}/h2-4.1.0.dist-info/METADATA": METADATA.format(name="h2", version="4.1.0", needs="idna"),
        f"{prefix}/shop-1.0.dist-info/METADATA": METADATA.format(name="shop", version="1.0", needs="httpx"),
        f"{prefix}/shop-1.0.dist-info/direct_url.json": EDITABLE,
    }


def of(collected: Collected, purl: str) -> list[tuple[str, Role, bool]]:
    """The documents of a dependency."""
    documents = [each for each in collected.documents if each.item == f"/{purl}"]
    return [(each.path, each.role, each.own) for each in documents]


def versions(collected: Collected) -> dict[str, tuple[bool | None, Scope | None, tuple[str, ...]]]:
    return {
        item.id: (item.dependency.direct, item.dependency.scope, item.dependency.via)
        for item in collected.items
        if item.dependency
    }


def test_an_environment_beside_a_project(found: Callable[[Files], Collected]) -> None:
    project = '[project]\nname = "shop"\nversion = "1.0"\ndependencies = ["httpx>=0.20"]\n'
    collected = found({**environment(), "pyproject.toml": project, ".gitignore": ".venv\n", ".git/HEAD": ""})
    assert versions(collected) == {
        "pkg:pypi/httpx@0.27.2": (True, Scope.RUNTIME, ("shop",)),
        "pkg:pypi/idna@3.7": (False, Scope.RUNTIME, ("shop", "httpx")),
        "pkg:pypi/h2@4.1.0": (None, None, ()),
    }
    info = f"{SITE}/httpx-0.27.2.dist-info"
    assert of(collected, "pkg:pypi/httpx@0.27.2") == [
        (f"{info}/METADATA", Role.METADATA, True),
        (f"{info}/licenses/LICENSE.md", Role.LICENSE, True),
        (f"{info}/licenses/bundled/deep/LICENSE", Role.LICENSE, False),
    ]
    assert not any(document.path.endswith(".py") for document in collected.documents)
    assert [skip for skip in collected.skipped if not skip.expected] == []


def test_a_lockfile_says_what_of_an_environment_counts(found: Callable[[Files], Collected]) -> None:
    lock = '[[package]]\nname = "idna"\nversion = "3.7"\n[[package]]\nname = "h2"\nversion = "9.9"\n'
    collected = found({**environment(), "uv.lock": lock})
    assert set(versions(collected)) == {"pkg:pypi/idna@3.7", "pkg:pypi/h2@9.9"}
    assert len(of(collected, "pkg:pypi/idna@3.7")) == 2
    assert of(collected, "pkg:pypi/h2@9.9") == []  # another version is no copy of it


@pytest.mark.parametrize("inside", ["", "/lib/python3.12/site-packages"])
def test_a_bare_environment_as_a_target(grow: Grow, inside: str) -> None:
    root = grow(environment())
    collected = collect(f"{root}/.venv{inside}")
    assert {purl: way[0] for purl, way in versions(collected).items()} == {
        "pkg:pypi/httpx@0.27.2": True,
        "pkg:pypi/idna@3.7": False,
        "pkg:pypi/h2@4.1.0": True,
    }
    assert [item for item in collected.items if item.dependency is None] == []


def package(name: str, version: str, **more: object) -> str:
    return json.dumps({"name": name, "version": version, "license": "MIT", **more})


MODULES = {
    "node_modules/.package-lock.json": "{}",
    "node_modules/.bin/tool": "",
    "node_modules/express/package.json": package("express", "4.21.0", dependencies={"ms": "2.0.0"}),
    "node_modules/express/LICENSE": "MIT",
    "node_modules/express/lib/index.js": "",
    "node_modules/express/node_modules/ms/package.json": package("ms", "2.0.0"),
    "node_modules/ms/package.json": package("ms", "2.1.3"),
    "node_modules/@scope/b/package.json": package("@scope/b", "1.0.0"),
    "node_modules/broken/package.json": "{",
}


def test_node_modules_beside_a_project(found: Callable[[Files], Collected]) -> None:
    project = json.dumps({"name": "shop", "dependencies": {"express": "^4"}, "devDependencies": {"ms": "^2"}})
    collected = found({**MODULES, "package.json": project})
    assert versions(collected) == {
        "pkg:npm/express@4.21.0": (True, Scope.RUNTIME, ("shop",)),
        "pkg:npm/ms@2.0.0": (False, Scope.RUNTIME, ("shop", "express")),
        "pkg:npm/ms@2.1.3": (True, Scope.DEVELOPMENT, ("shop",)),
        "pkg:npm/%40scope/b@1.0.0": (None, None, ()),
    }
    assert of(collected, "pkg:npm/express@4.21.0") == [
        ("node_modules/express/LICENSE", Role.LICENSE, True),
        ("node_modules/express/package.json", Role.METADATA, True),
    ]


def test_a_lockfile_and_its_nested_versions(found: Callable[[Files], Collected]) -> None:
    lock = {
        "packages": {
            "": {"name": "shop", "dependencies": {"ms": "^2"}},
            "node_modules/ms": {"version": "2.0.0"},
        }
    }
    collected = found({**MODULES, "package-lock.json": json.dumps(lock), "package.json": '{"name": "shop"}'})
    assert set(versions(collected)) == {"pkg:npm/ms@2.0.0"}
    assert of(collected, "pkg:npm/ms@2.0.0")[0][0] == "node_modules/express/node_modules/ms/package.json"


def test_bare_node_modules(grow: Grow) -> None:
    collected = collect(f"{grow(MODULES)}/node_modules")
    assert {purl: way[0] for purl, way in versions(collected).items()} == {
        "pkg:npm/express@4.21.0": True,
        "pkg:npm/ms@2.0.0": False,
        "pkg:npm/ms@2.1.3": True,
        "pkg:npm/%40scope/b@1.0.0": True,
    }


def test_pnpm_links_into_its_store(grow: Grow) -> None:
    store = "node_modules/.pnpm"
    root = grow(
        {
            "package.json": json.dumps({"name": "shop", "dependencies": {"express": "^4"}}),
            f"{store}/express@4.21.0/node_modules/express/package.json": package(
                "express", "4.21.0", dependencies={"ms": "2"}
            ),
            f"{store}/ms@2.1.3/node_modules/ms/package.json": package("ms", "2.1.3"),
        }
    )
    os.symlink(".pnpm/express@4.21.0/node_modules/express", root / "node_modules/express")
    os.symlink("../../ms@2.1.3/node_modules/ms", root / store / "express@4.21.0/node_modules/ms")
    os.symlink("/etc", root / "node_modules/evil")
    assert versions(collect(str(root))) == {
        "pkg:npm/express@4.21.0": (True, Scope.RUNTIME, ("shop",)),
        "pkg:npm/ms@2.1.3": (False, Scope.RUNTIME, ("shop", "express")),
    }


def test_vendored_modules_of_go(found: Callable[[Files], Collected]) -> None:
    collected = found(
        {
            "go.mod": "module m\ngo 1.22\nrequire github.com/Org/a v1.0.0\n",
            "vendor/modules.txt": "# github.com/Org/a v1.0.0\n## explicit\n# ../../etc v1.0.0\n",
            "vendor/github.com/Org/a/LICENSE": "MIT",
            "vendor/github.com/Org/a/a.go": "package a",
        }
    )
    assert versions(collected) == {"pkg:golang/github.com/Org/a@v1.0.0": (True, Scope.RUNTIME, ("m",))}
    assert of(collected, "pkg:golang/github.com/Org/a@v1.0.0") == [
        ("vendor/github.com/Org/a/LICENSE", Role.LICENSE, True)
    ]


def test_vendored_packages_of_composer(found: Callable[[Files], Collected]) -> None:
    listed = {"packages": [{"name": "psr/log", "version": "3.0.2", "license": ["MIT"]}, {"name": "../../x"}]}
    collected = found(
        {
            "vendor/composer/installed.json": json.dumps(listed),
            "vendor/psr/log/LICENSE": "MIT",
            "vendor/psr/log/composer.json": '{"name": "psr/log", "license": "MIT"}',
        }
    )
    assert list(versions(collected)) == ["pkg:composer/psr/log@3.0.2"]
    assert [role for _, role, _ in of(collected, "pkg:composer/psr/log@3.0.2")] == [
        Role.LICENSE,
        Role.METADATA,
    ]


CACHES = {
    "cargo": (
        "CARGO_HOME",
        {"Cargo.lock": '[[package]]\nname = "anyhow"\nversion = "1.0.89"\nsource = "registry+x"\n'},
        {"registry/src/index.crates.io-1/anyhow-1.0.89/LICENSE-MIT": "MIT"},
        "$CARGO_HOME/registry/src/index.crates.io-1/anyhow-1.0.89/LICENSE-MIT",
    ),
    "go": (
        "GOMODCACHE",
        {"go.mod": "module m\ngo 1.22\nrequire github.com/Org/a v1.0.0\n"},
        {"github.com/!org/a@v1.0.0/LICENSE": "MIT"},
        "$GOMODCACHE/github.com/!org/a@v1.0.0/LICENSE",
    ),
    "nuget": (
        "NUGET_PACKAGES",
        {"packages.lock.json": '{"dependencies": {"net8": {"A.B": {"type": "Direct", "resolved": "1.0"}}}}'},
        {"a.b/1.0/a.b.nuspec": "<package/>"},
        "$NUGET_PACKAGES/a.b/1.0/a.b.nuspec",
    ),
    "gem": (
        "GEM_HOME",
        {"Gemfile.lock": "GEM\n  specs:\n    rack (3.1.7)\n\nDEPENDENCIES\n  rack\n"},
        {"gems/rack-3.1.7/MIT-LICENSE": "MIT"},
        "$GEM_HOME/gems/rack-3.1.7/MIT-LICENSE",
    ),
}


@pytest.mark.parametrize("kind", CACHES)
def test_a_cache_of_this_machine(
    kind: str, found: Callable[[Files], Collected], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable, files, cache, shown = CACHES[kind]
    for name, text in cache.items():
        path = tmp_path / "cache" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    monkeypatch.setenv(variable, str(tmp_path / "cache"))
    collected = found(files)
    assert [each.path for each in collected.documents if each.item.startswith("/")] == [shown]


def test_maven_has_the_pom_of_an_artefact(found: Callable[[Files], Collected], no_caches: Path) -> None:
    place = no_caches / ".m2/repository/com/google/guava/guava/33.0.0-jre"
    place.mkdir(parents=True)
    (place / "guava-33.0.0-jre.pom").write_text("<project/>")
    collected = found({"gradle.lockfile": "com.google.guava:guava:33.0.0-jre=runtimeClasspath\n"})
    assert [each.path for each in collected.documents] == [
        "$HOME/.m2/repository/com/google/guava/guava/33.0.0-jre/guava-33.0.0-jre.pom"
    ]


@pytest.mark.parametrize(
    ("parent", "shown"),
    [
        ("<licenses><license><name>MIT</name></license></licenses>", "parent/1/parent-1.pom"),
        ("", "app/2/app-2.pom"),
        ("<build><licenses><license>of a plugin</license></licenses></build>", "app/2/app-2.pom"),
        ("<parent><groupId>org.x</groupId><artifactId>app</artifactId><version>2</version></parent>",
         "app/2/app-2.pom"),
        ("<parent><groupId>../..</groupId><artifactId>x</artifactId><version>2</version></parent>",
         "app/2/app-2.pom"),
    ],
)  # fmt: skip
def test_a_pom_without_licences_has_those_of_its_parent(
    found: Callable[[Files], Collected], no_caches: Path, parent: str, shown: str
) -> None:
    above = "<parent><groupId>org.x</groupId><artifactId>parent</artifactId><version>1</version></parent>"
    for name, version, body in (("app", "2", above), ("parent", "1", parent)):
        place = no_caches / f".m2/repository/org/x/{name}/{version}"
        place.mkdir(parents=True)
        (place / f"{name}-{version}.pom").write_text(f"<project>{body}</project>")
    collected = found({"gradle.lockfile": "org.x:app:2=runtimeClasspath\n"})
    assert [each.path for each in collected.documents] == [f"$HOME/.m2/repository/org/x/{shown}"]
