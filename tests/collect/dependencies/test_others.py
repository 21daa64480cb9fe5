"""The lists of Cargo, Go, Maven, Gradle, Bundler, Composer, NuGet, pixi and conda."""

import json

from openscope.model import Dependency, Origin, Scope
from tests.collect.dependencies.conftest import Listed


def facts(dependency: Dependency) -> tuple[bool | None, Scope | None, tuple[str, ...], int | None]:
    return dependency.direct, dependency.scope, dependency.via, dependency.line


CARGO_LOCK = """\
version = 3

[[package]]
name = "anyhow"
version = "1.0.89"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["anyhow", "cc", "criterion", "inner", "rand 0.8.5", "fork"]

[[package]]
name = "cc"
version = "1.1.21"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "criterion"
version = "0.5.1"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["rand 0.7.3"]

[[package]]
name = "fork"
version = "0.3.0"
source = "git+https://github.com/org/fork?branch=main#0123abcd"

[[package]]
name = "inner"
version = "0.1.0"

[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "rand"
version = "0.8.5"
source = "registry+https://github.com/rust-lang/crates.io-index"
"""
CARGO_TOML = """\
[package]
name = "app"
license.workspace = true
[dependencies]
anyhow = { workspace = true }
inner = { path = "inner" }
random = { package = "rand", version = "0.8", optional = true }
fork = { git = "https://github.com/org/fork" }
[dev-dependencies]
criterion = "0.5"
[target.'cfg(unix)'.build-dependencies]
cc = "=1.1.21"
[workspace]
members = ["inner"]
[workspace.dependencies]
anyhow = "1.0"
"""
INNER = '[package]\nname = "inner"\nversion = "0.1.0"\n'


def test_cargo(listed: Listed) -> None:
    found = listed({"Cargo.lock": CARGO_LOCK, "Cargo.toml": CARGO_TOML, "inner/Cargo.toml": INNER})
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:cargo/anyhow@1.0.89": (True, Scope.RUNTIME, ("app",), 3),
        "pkg:cargo/cc@1.1.21": (True, Scope.BUILD, ("app",), 13),
        "pkg:cargo/criterion@0.5.1": (True, Scope.DEVELOPMENT, ("app",), 18),
        "pkg:cargo/fork@0.3.0?vcs_url=git%2Bhttps://github.com/org/fork%400123abcd": (
            True,
            Scope.RUNTIME,
            ("app",),
            24,
        ),
        "pkg:cargo/rand@0.7.3": (False, Scope.DEVELOPMENT, ("app", "criterion"), 33),
        "pkg:cargo/rand@0.8.5": (True, Scope.OPTIONAL, ("app",), 38),
    }


def test_a_cargo_manifest_alone(listed: Listed) -> None:
    found = listed({"Cargo.toml": CARGO_TOML, "inner/Cargo.toml": INNER})
    assert {purl: (each.requirement, each.scope, each.line) for purl, each in found.items()} == {
        "pkg:cargo/anyhow": ("1.0", Scope.RUNTIME, 5),
        "pkg:cargo/rand": ("0.8", Scope.OPTIONAL, 7),
        "pkg:cargo/fork?vcs_url=git%2Bhttps://github.com/org/fork": (None, Scope.RUNTIME, 8),
        "pkg:cargo/criterion": ("0.5", Scope.DEVELOPMENT, 10),
        "pkg:cargo/cc@1.1.21": ("=1.1.21", Scope.BUILD, 12),
    }


GO_MOD = """\
module example.org/app // the app

go 1.22

require github.com/spf13/cobra v1.8.0

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	example.org/inner v0.0.0
	github.com/old/name v1.0.0
)

exclude github.com/spf13/cobra v1.7.0

replace (
	example.org/inner => ./inner
	github.com/old/name v1.0.0 => github.com/new/name v1.2.0
)
"""


def test_go(listed: Listed) -> None:
    found = listed({"go.mod": GO_MOD, "inner/go.mod": "module example.org/inner\n"})
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:golang/github.com/spf13/cobra@v1.8.0": (True, Scope.RUNTIME, ("example.org/app",), 5),
        "pkg:golang/github.com/inconshreveable/mousetrap@v1.1.0": (False, Scope.RUNTIME, (), 8),
        "pkg:golang/github.com/new/name@v1.2.0": (True, Scope.RUNTIME, ("example.org/app",), 10),
    }


def test_before_1_17_the_rest_is_in_go_sum(listed: Listed) -> None:
    sums = """\
github.com/a/b v1.2.0 h1:x=
github.com/a/b v1.10.0 h1:x=
github.com/a/b v1.10.0/go.mod h1:x=
github.com/only/mod v1.0.0/go.mod h1:x=
"""
    found = listed({"go.mod": "module m\ngo 1.16\nrequire github.com/c/d v1.0.0\n", "go.sum": sums})
    assert {purl: each.direct for purl, each in found.items()} == {
        "pkg:golang/github.com/c/d@v1.0.0": True,
        "pkg:golang/github.com/a/b@v1.10.0": False,
    }


POM = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>org.shop</groupId>
  <artifactId>app</artifactId>
  <version>1.0</version>
  <properties><guava.version>${major}.1.0-jre</guava.version><major>33</major></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version>
      <scope>test</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>com.google.guava</groupId><artifactId>guava</artifactId>
      <version>${guava.version}</version>
      <exclusions><exclusion><groupId>a</groupId><artifactId>b</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId></dependency>
    <dependency><groupId>org.x</groupId><artifactId>y</artifactId><version>${elsewhere}</version></dependency>
    <dependency><groupId>jakarta.servlet</groupId><artifactId>api</artifactId><version>6.0.0</version>
      <scope>provided</scope><optional>true</optional></dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>lib</artifactId><version>1.0</version></dependency>
  </dependencies>
</project>
"""
SIBLING = "<project><parent><groupId>org.shop</groupId></parent><artifactId>lib</artifactId></project>"


def test_maven(listed: Listed) -> None:
    found = listed({"pom.xml": POM, "lib/pom.xml": SIBLING})
    assert {purl: (each.scope, each.requirement, each.line) for purl, each in found.items()} == {
        "pkg:maven/com.google.guava/guava@33.1.0-jre": (Scope.RUNTIME, None, 12),
        "pkg:maven/junit/junit@4.13.2": (Scope.DEVELOPMENT, None, 17),
        "pkg:maven/org.x/y": (Scope.RUNTIME, "${elsewhere}", 18),
        "pkg:maven/jakarta.servlet/api@6.0.0": (Scope.OPTIONAL, None, 19),
    }


def test_gradle(listed: Listed) -> None:
    lock = """\
# This is a Gradle generated file for dependency locking.
com.google.guava:guava:33.0.0-jre=compileClasspath,runtimeClasspath,testRuntimeClasspath
org.junit.jupiter:junit-jupiter:5.10.0=testCompileClasspath,testRuntimeClasspath
org.projectlombok:lombok:1.18.30=annotationProcessor
empty=testAnnotationProcessor
"""
    found = listed({"gradle.lockfile": lock, "sub/buildscript-gradle.lockfile": "a:b:1.0=classpath\n"})
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:maven/com.google.guava/guava@33.0.0-jre": (None, Scope.RUNTIME, (), 2),
        "pkg:maven/org.junit.jupiter/junit-jupiter@5.10.0": (None, Scope.DEVELOPMENT, (), 3),
        "pkg:maven/org.projectlombok/lombok@1.18.30": (None, Scope.BUILD, (), 4),
        "pkg:maven/a/b@1.0": (None, Scope.BUILD, (), 1),
    }


GEMFILE_LOCK = """\
GIT
  remote: https://github.com/org/tool.git
  revision: 0123abcd
  specs:
    tool (0.2.0)

PATH
  remote: engines/inner
  specs:
    inner (0.1.0)

GEM
  remote: https://rubygems.org/
  specs:
    mini_portile2 (2.8.7)
    nokogiri (1.16.7-x86_64-linux)
      mini_portile2 (~> 2.8.2)
    nokogiri (1.16.7)
      mini_portile2 (~> 2.8.2)
    rspec (3.13.0)

PLATFORMS
  ruby

DEPENDENCIES
  inner!
  nokogiri (~> 1.16)
  rspec
  tool!

BUNDLED WITH
   2.5.20
"""


def test_bundler(listed: Listed) -> None:
    gemfile = (
        'gem "nokogiri", "~> 1.16"\ngroup :development, :test do\n  gem "rspec"\nend\ngem "tool", git: "x"\n'
    )
    found = listed({"Gemfile.lock": GEMFILE_LOCK, "Gemfile": gemfile, "engines/inner/lib.rb": ""})
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:gem/tool@0.2.0?vcs_url=git%2Bhttps://github.com/org/tool.git%400123abcd": (
            True,
            Scope.RUNTIME,
            ("Gemfile.lock",),
            5,
        ),
        "pkg:gem/mini_portile2@2.8.7": (False, Scope.RUNTIME, ("Gemfile.lock", "nokogiri"), 15),
        "pkg:gem/nokogiri@1.16.7": (True, Scope.RUNTIME, ("Gemfile.lock",), 16),
        "pkg:gem/rspec@3.13.0": (True, Scope.DEVELOPMENT, ("Gemfile.lock",), 20),
    }


def test_composer(listed: Listed) -> None:
    lock = {
        "packages": [
            {
                "name": "monolog/monolog",
                "version": "3.7.0",
                "license": ["MIT"],
                "require": {"psr/log": "^3", "php": "*"},
            },
            {"name": "psr/log", "version": "3.0.2", "license": ["MIT", "GPL-2.0-or-later"]},
        ],
        "packages-dev": [{"name": "phpunit/phpunit", "version": "11.3.6", "license": ["BSD-3-Clause"]}],
    }
    project = {
        "name": "shop/app",
        "require": {"monolog/monolog": "^3"},
        "require-dev": {"phpunit/phpunit": "*"},
    }
    found = listed({"composer.lock": json.dumps(lock, indent=1), "composer.json": json.dumps(project)})
    assert {purl: (*facts(each)[:3], each.licenses) for purl, each in found.items()} == {
        "pkg:composer/monolog/monolog@3.7.0": (True, Scope.RUNTIME, ("shop/app",), ("MIT",)),
        "pkg:composer/psr/log@3.0.2": (
            False,
            Scope.RUNTIME,
            ("shop/app", "monolog/monolog"),
            ("MIT", "GPL-2.0-or-later"),
        ),
        "pkg:composer/phpunit/phpunit@11.3.6": (True, Scope.DEVELOPMENT, ("shop/app",), ("BSD-3-Clause",)),
    }


def test_nuget(listed: Listed) -> None:
    lock = """{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Serilog.Sinks.File": {
        "type": "Direct",
        "requested": "[5.0.0, )",
        "resolved": "5.0.0",
        "dependencies": {"Serilog": "2.10.0"}
      },
      "Serilog": {
        "type": "Transitive",
        "resolved": "2.10.0"
      },
      "inner": {
        "type": "Project"
      }
    }
  }
}"""
    found = listed({"packages.lock.json": lock})
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:nuget/Serilog.Sinks.File@5.0.0": (True, Scope.RUNTIME, ("packages.lock.json",), 5),
        "pkg:nuget/Serilog@2.10.0": (
            False,
            Scope.RUNTIME,
            ("packages.lock.json", "Serilog.Sinks.File"),
            11,
        ),
    }


PIXI = """\
version: 6
environments:
  default: {}
packages:
- conda: https://conda.anaconda.org/conda-forge/linux-64/openssl-3.3.2-hb9d3cd8_0.conda
  sha256: aa
  license: Apache-2.0
- conda: https://conda.anaconda.org/conda-forge/linux-64/python-3.12.7-hc5c86c4_0.conda
  sha256: bb
  depends:
  - openssl >=3.3.2,<4.0a0
  license: Python-2.0
- conda: https://conda.anaconda.org/conda-forge/osx-arm64/python-3.12.7-h739c21a_0.conda
  sha256: cc
  license: Python-2.0
- pypi: https://files.pythonhosted.org/packages/idna-3.7-py3-none-any.whl
  name: idna
  version: '3.7'
- pypi: ./
  name: shop
  version: 0.1.0
"""


def test_pixi(listed: Listed) -> None:
    project = '[dependencies]\npython = "*"\n[feature.dev.pypi-dependencies]\nidna = "*"\n'
    found = listed({"pixi.lock": PIXI, "pixi.toml": project})
    assert {purl.partition("?")[0]: (*facts(each), each.licenses) for purl, each in found.items()} == {
        "pkg:conda/openssl@3.3.2": (False, Scope.RUNTIME, ("pixi.lock", "python"), 5, ("Apache-2.0",)),
        "pkg:conda/python@3.12.7": (True, Scope.RUNTIME, ("pixi.lock",), 8, ("Python-2.0",)),
        "pkg:pypi/idna@3.7": (True, Scope.DEVELOPMENT, ("pixi.lock",), 16, ()),
    }


def test_conda(listed: Listed) -> None:
    text = """\
name: shop
channels: [conda-forge]
dependencies:
  - python=3.12
  - conda-forge::numpy>=1.26,<3
  - pip
  - pip:
    - idna==3.7
    - -r requirements.txt
"""
    found = listed({"environment.yml": text})
    assert {purl: (each.requirement, each.origin, each.line) for purl, each in found.items()} == {
        "pkg:conda/python@3.12": ("=3.12", Origin.REGISTRY, 4),
        "pkg:conda/numpy": (">=1.26,<3", Origin.REGISTRY, None),
        "pkg:conda/pip": (None, Origin.REGISTRY, 6),
        "pkg:pypi/idna@3.7": ("==3.7", Origin.REGISTRY, 8),
    }
