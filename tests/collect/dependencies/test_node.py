"""The lockfiles of npm, yarn, pnpm, bun and Deno: one project, the same dependencies from each."""

import json
from collections.abc import Callable

import pytest

from openscope.model import Collected, Dependency, Origin, Scope
from tests.collect.dependencies.conftest import Files, Listed

ROOT = {
    "name": "shop",
    "workspaces": ["packages/*"],
    "dependencies": {"express": "^4.0.0"},
    "devDependencies": {"jest": "^29.0.0"},
    "optionalDependencies": {"fsevents": "^2.3.0"},
}
MEMBER = {"name": "@shop/a", "version": "1.0.0", "dependencies": {"ms": "^2.1.0", "express": "^4.0.0"}}
TREE = {"package.json": json.dumps(ROOT), "packages/a/package.json": json.dumps(MEMBER)}

NPM = {
    "name": "shop",
    "lockfileVersion": 3,
    "packages": {
        "": ROOT,
        "packages/a": MEMBER,
        "node_modules/@shop/a": {"resolved": "packages/a", "link": True},
        "node_modules/express": {
            "version": "4.21.0",
            "license": "MIT",
            "resolved": "https://registry.npmjs.org/express/-/express-4.21.0.tgz",
            "dependencies": {"ms": "2.0.0"},
        },
        "node_modules/express/node_modules/ms": {"version": "2.0.0", "license": "MIT"},
        "node_modules/ms": {"version": "2.1.3", "license": "MIT"},
        "node_modules/jest": {"version": "29.7.0", "dev": True, "dependencies": {"ms": "^2.1.0"}},
        "node_modules/fsevents": {"version": "2.3.3", "optional": True},
    },
}
YARN_1 = """\
# yarn lockfile v1


express@^4.0.0, "express@>=4":
  version "4.21.0"
  resolved "https://registry.yarnpkg.com/express/-/express-4.21.0.tgz#abc"
  dependencies:
    ms "2.0.0"

fsevents@^2.3.0:
  version "2.3.3"

jest@^29.0.0:
  version "29.7.0"
  dependencies:
    ms "^2.1.0"

ms@2.0.0:
  version "2.0.0"

ms@^2.1.0:
  version "2.1.3"
"""
YARN_4 = """\
__metadata:
  version: 8

"@shop/a@workspace:packages/a":
  version: 0.0.0-use.local
  resolution: "@shop/a@workspace:packages/a"
  dependencies:
    express: "npm:^4.0.0"
    ms: "npm:^2.1.0"
  linkType: soft

"express@npm:^4.0.0":
  version: 4.21.0
  resolution: "express@npm:4.21.0"
  dependencies:
    ms: "npm:2.0.0"

"fsevents@npm:^2.3.0":
  version: 2.3.3
  resolution: "fsevents@npm:2.3.3"

"jest@npm:^29.0.0":
  version: 29.7.0
  resolution: "jest@npm:29.7.0"
  dependencies:
    ms: "npm:^2.1.0"

"ms@npm:2.0.0":
  version: 2.0.0
  resolution: "ms@npm:2.0.0"

"ms@npm:^2.1.0":
  version: 2.1.3
  resolution: "ms@npm:2.1.3"

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
  dependencies:
    express: "npm:^4.0.0"
    fsevents: "npm:^2.3.0"
    jest: "npm:^29.0.0"
  linkType: soft
"""
PNPM_9 = """\
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      express: {specifier: ^4.0.0, version: 4.21.0}
    devDependencies:
      jest: {specifier: ^29.0.0, version: 29.7.0(ms@2.1.3)}
    optionalDependencies:
      fsevents: {specifier: ^2.3.0, version: 2.3.3}
  packages/a:
    dependencies:
      express: {specifier: ^4.0.0, version: 4.21.0}
      ms: {specifier: ^2.1.0, version: 2.1.3}
packages:
  express@4.21.0:
    resolution: {integrity: sha512-a}
  fsevents@2.3.3:
    resolution: {integrity: sha512-b}
  jest@29.7.0:
    resolution: {integrity: sha512-c}
  ms@2.0.0:
    resolution: {integrity: sha512-d}
  ms@2.1.3:
    resolution: {integrity: sha512-e}
snapshots:
  express@4.21.0:
    dependencies:
      ms: 2.0.0
  fsevents@2.3.3:
    optional: true
  jest@29.7.0(ms@2.1.3):
    dependencies:
      ms: 2.1.3
  ms@2.0.0: {}
  ms@2.1.3: {}
"""
PNPM_6 = """\
lockfileVersion: '6.0'
importers:
  .:
    dependencies:
      express: {specifier: ^4.0.0, version: 4.21.0}
    devDependencies:
      jest: {specifier: ^29.0.0, version: 29.7.0(ms@2.1.3)}
    optionalDependencies:
      fsevents: {specifier: ^2.3.0, version: 2.3.3}
  packages/a:
    dependencies:
      express: {specifier: ^4.0.0, version: 4.21.0}
      ms: {specifier: ^2.1.0, version: 2.1.3}
packages:
  /express@4.21.0:
    resolution: {integrity: sha512-a}
    dependencies:
      ms: 2.0.0
  /fsevents@2.3.3:
    resolution: {integrity: sha512-b}
  /jest@29.7.0(ms@2.1.3):
    resolution: {integrity: sha512-c}
    dependencies:
      ms: 2.1.3
    dev: true
  /ms@2.0.0:
    resolution: {integrity: sha512-d}
  /ms@2.1.3:
    resolution: {integrity: sha512-e}
"""
PNPM_5 = PNPM_6.replace("'6.0'", "5.4").replace("(ms@2.1.3)", "_ms@2.1.3")
for _name in ("express", "fsevents", "jest", "ms"):
    PNPM_5 = PNPM_5.replace(f"/{_name}@", f"/{_name}/")
BUN = """\
{
  "lockfileVersion": 1, // text
  "workspaces": {
    "": {
      "name": "shop",
      "dependencies": { "express": "^4.0.0" },
      "devDependencies": { "jest": "^29.0.0" },
      "optionalDependencies": { "fsevents": "^2.3.0", },
    },
    "packages/a": { "name": "@shop/a", "dependencies": { "ms": "^2.1.0", "express": "^4.0.0" } },
  },
  "packages": {
    "@shop/a": ["@shop/a@workspace:packages/a"],

    "express": ["express@4.21.0", "", { "dependencies": { "ms": "2.0.0" } }, "sha512-a"],

    "express/ms": ["ms@2.0.0", "", {}, "sha512-b"],

    "fsevents": ["fsevents@2.3.3", "", { "os": "darwin" }, "sha512-c"],

    "jest": ["jest@29.7.0", "", { "dependencies": { "ms": "^2.1.0" } }, "sha512-d"],

    "ms": ["ms@2.1.3", "", {}, "sha512-e"],
  }
}
"""

LOCKS = {
    "npm 3": ("package-lock.json", json.dumps(NPM, indent=2)),
    "npm 2": ("npm-shrinkwrap.json", json.dumps({**NPM, "lockfileVersion": 2, "dependencies": {}}, indent=2)),
    "yarn 1": ("yarn.lock", YARN_1),
    "yarn 4": ("yarn.lock", YARN_4),
    "pnpm 9": ("pnpm-lock.yaml", PNPM_9),
    "pnpm 6": ("pnpm-lock.yaml", PNPM_6),
    "pnpm 5": ("pnpm-lock.yaml", PNPM_5),
    "bun": ("bun.lock", BUN),
}


@pytest.mark.parametrize("kind", LOCKS)
def test_the_same_project_by_every_lockfile(listed: Listed, kind: str) -> None:
    name, text = LOCKS[kind]
    found = listed({**TREE, name: text})
    assert {purl: (each.direct, each.scope, each.via) for purl, each in found.items()} == {
        "pkg:npm/express@4.21.0": (True, Scope.RUNTIME, ("shop",)),
        "pkg:npm/ms@2.0.0": (False, Scope.RUNTIME, ("shop", "express")),
        "pkg:npm/ms@2.1.3": (True, Scope.RUNTIME, ("@shop/a",)),
        "pkg:npm/jest@29.7.0": (True, Scope.DEVELOPMENT, ("shop",)),
        "pkg:npm/fsevents@2.3.3": (True, Scope.OPTIONAL, ("shop",)),
    }
    lines = text.split("\n")
    for each in found.values():
        assert each.path == name
        assert each.line is not None
        assert each.name in lines[each.line - 1]


def test_npm_1_is_a_tree(listed: Listed) -> None:
    lock = {
        "name": "shop",
        "lockfileVersion": 1,
        "dependencies": {
            "express": {
                "version": "4.21.0",
                "requires": {"ms": "2.0.0"},
                "dependencies": {"ms": {"version": "2.0.0"}},
            },
            "jest": {"version": "29.7.0", "dev": True},
            "tool": {"version": "git+ssh://git@github.com/org/tool.git#abc", "from": "tool@github:org/tool"},
            "local": {"version": "file:../local"},
        },
    }
    found = listed({"package.json": json.dumps(ROOT), "package-lock.json": json.dumps(lock, indent=1)})
    assert {purl: (each.direct, each.scope) for purl, each in found.items()} == {
        "pkg:npm/express@4.21.0": (True, Scope.RUNTIME),
        "pkg:npm/ms@2.0.0": (False, Scope.RUNTIME),
        "pkg:npm/jest@29.7.0": (True, Scope.DEVELOPMENT),
        "pkg:npm/tool?vcs_url=git%2Bssh://git%40github.com/org/tool.git%23abc": (None, Scope.RUNTIME),
    }


def test_the_licences_of_the_lockfile_and_an_alias(listed: Listed) -> None:
    lock = {
        "packages": {
            "": {"name": "shop", "dependencies": {"old": "npm:left-pad@1.0.0"}},
            "node_modules/old": {"name": "left-pad", "version": "1.0.0", "license": "WTFPL"},
            "node_modules/two": {"version": "1.0.0", "license": [{"type": "MIT"}, "ISC"]},
        }
    }
    found = listed({"package-lock.json": json.dumps(lock)})
    assert {purl: each.licenses for purl, each in found.items()} == {
        "pkg:npm/left-pad@1.0.0": ("WTFPL",),
        "pkg:npm/two@1.0.0": ("MIT", "ISC"),
    }


def test_ranges_of_a_package_json(listed: Listed) -> None:
    package = {
        "name": "shop",
        "dependencies": {
            "a": "^1.0.0",
            "b": "2.0.0",
            "c": "npm:@real/c@^3",
            "d": "github:org/d#v1",
            "e": "workspace:*",
            "f": "https://example.org/f.tgz",
        },
        "peerDependencies": {"react": ">=17", "vue": "*"},
        "peerDependenciesMeta": {"vue": {"optional": True}},
    }
    found = listed({"package.json": json.dumps(package, indent=2)})
    assert {purl: (each.requirement, each.origin, each.scope) for purl, each in found.items()} == {
        "pkg:npm/a": ("^1.0.0", Origin.REGISTRY, Scope.RUNTIME),
        "pkg:npm/b@2.0.0": ("2.0.0", Origin.REGISTRY, Scope.RUNTIME),
        "pkg:npm/%40real/c": ("^3", Origin.REGISTRY, Scope.RUNTIME),
        "pkg:npm/d?vcs_url=github:org/d%23v1": (None, Origin.GIT, Scope.RUNTIME),
        "pkg:npm/f?download_url=https://example.org/f.tgz": (None, Origin.URL, Scope.RUNTIME),
        "pkg:npm/react": (">=17", Origin.REGISTRY, Scope.RUNTIME),
        "pkg:npm/vue": ("*", Origin.REGISTRY, Scope.OPTIONAL),
    }
    assert found["pkg:npm/b@2.0.0"].line == 5


DENO = """\
{
  "version": "5",
  "specifiers": {
    "jsr:@std/assert@1": "1.0.6",
    "npm:chalk@5": "5.3.0"
  },
  "jsr": {
    "@std/assert@1.0.6": {
      "dependencies": ["jsr:@std/internal"]
    },
    "@std/internal@1.0.4": {}
  },
  "npm": {
    "chalk@5.3.0": {
      "integrity": "sha512-a"
    },
    "debug@4.3.7_supports-color@9.0.0": {
      "dependencies": ["ms"]
    },
    "ms@2.1.3": {
      "integrity": "sha512-b"
    }
  },
  "remote": {
    "https://deno.land/std@0.224.0/path/mod.ts": "abc"
  },
  "workspace": {
    "dependencies": ["jsr:@std/assert@1", "npm:chalk@5"]
  }
}
"""


def test_deno(listed: Listed) -> None:
    found = listed({"deno.lock": DENO})
    assert {purl: (each.direct, each.via) for purl, each in found.items()} == {
        "pkg:jsr/%40std/assert@1.0.6": (True, ("deno.lock",)),
        "pkg:jsr/%40std/internal@1.0.4": (False, ("deno.lock", "@std/assert")),
        "pkg:npm/chalk@5.3.0": (True, ("deno.lock",)),
        "pkg:npm/debug@4.3.7": (None, ()),
        "pkg:npm/ms@2.1.3": (None, ()),
        "pkg:generic/std@0.224.0?download_url=https://deno.land/std%400.224.0/": (None, ()),
    }
    assert found["pkg:npm/chalk@5.3.0"].line == 14


def test_a_member_that_the_lockfile_covers_is_not_listed_again(listed: Listed) -> None:
    other = {"name": "elsewhere", "dependencies": {"ms": "^2.0.0", "left-pad": "^1.0.0"}}
    name, text = LOCKS["npm 3"]
    found: dict[str, Dependency] = listed({**TREE, name: text, "examples/x/package.json": json.dumps(other)})
    assert "pkg:npm/left-pad" in found
    assert "pkg:npm/ms" not in found


def test_members_are_items_of_the_tree(found: Callable[[Files], Collected]) -> None:
    name, text = LOCKS["yarn 4"]
    items = found({**TREE, name: text}).items
    assert {item.id: item.path for item in items if item.dependency is None} == {
        "pkg:npm/shop": ".",
        "pkg:npm/%40shop/a@1.0.0": "packages/a",
    }
