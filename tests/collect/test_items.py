"""Which directories are projects and packages, who they say they are, and what their files are to them."""

import subprocess
import sys
from pathlib import Path

import pytest

from openscope.collect import collect
from openscope.manifest import Manifest, parse_manifest
from openscope.model import Collected, Item, Kind, Role, SkipCode, Skipped
from tests.conftest import Grow

PACKAGE_JSON = '{"name": "@scope/pkg", "version": "1.0.0", "license": "MIT"}'
METADATA = "Metadata-Version: 2.4\nName: My.Pkg\nVersion: 2.0\nLicense-Expression: BUSL-1.1\n\nbody\n"


def ids(collected: Collected) -> dict[str | None, str]:
    return {item.path: item.id for item in collected.items}


def roles(collected: Collected) -> dict[str, tuple[Role, str, bool]]:
    return {each.path: (each.role, each.item, each.own) for each in collected.documents}


MANIFESTS = {
    "pyproject.toml": ('[project]\nname = "pkg"\nversion = "1.0"\n', "pkg:pypi/pkg@1.0"),
    "setup.cfg": ("[metadata]\nname = pkg\nversion = 1.0\n", "pkg:pypi/pkg@1.0"),
    "setup.py": ('from setuptools import setup\nsetup(name="pkg", version="1.0")\n', "pkg:pypi/pkg@1.0"),
    "PKG-INFO": ("Name: pkg\nVersion: 1.0\n", "pkg:pypi/pkg@1.0"),
    "package.json": (PACKAGE_JSON, "pkg:npm/%40scope/pkg@1.0.0"),
    "Cargo.toml": ('[package]\nname = "pkg"\nversion = "1.0.0"\n', "pkg:cargo/pkg@1.0.0"),
    "composer.json": ('{"name": "vendor/pkg", "version": "1.0"}', "pkg:composer/vendor/pkg@1.0"),
    "pom.xml": (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>org.x</groupId><artifactId>pkg</artifactId><version>1.0</version></project>",
        "pkg:maven/org.x/pkg@1.0",
    ),
    "go.mod": ("module github.com/org/pkg\n\ngo 1.21\n", "pkg:golang/github.com/org/pkg"),
    "pkg.gemspec": (
        'Gem::Specification.new do |s|\n  s.name = "pkg"\n  s.version = "1.0"\nend\n',
        "pkg:gem/pkg@1.0",
    ),
    "pkg.nuspec": (
        "<package><metadata><id>Pkg</id><version>1.0</version></metadata></package>",
        "pkg:nuget/Pkg@1.0",
    ),
    "pubspec.yaml": ("name: pkg\nversion: 1.0.0\n", "pkg:pub/pkg@1.0.0"),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_names_the_project(grow: Grow, name: str) -> None:
    content, purl = MANIFESTS[name]
    found = collect(str(grow({name: content})))
    assert [(item.id, item.kind, item.path) for item in found.items] == [(purl, Kind.PROJECT, ".")]
    assert roles(found) == {name: (Role.MANIFEST, ".", True)}
    assert found.skipped == ()


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_makes_a_directory_a_package(grow: Grow, name: str) -> None:
    content, purl = MANIFESTS[name]
    found = collect(str(grow({f"sub/dir/{name}": content, "sub/dir/src/x.py": ""})))
    assert ids(found) == {"sub/dir": purl}
    assert found.items[0].kind is Kind.PACKAGE
    assert roles(found)["sub/dir/src/x.py"] == (Role.OTHER, "sub/dir", False)


def test_poetry(grow: Grow) -> None:
    root = grow({"pyproject.toml": '[tool.poetry]\nname = "pkg"\nversion = "1.0"\nlicense = "MIT"\n'})
    assert ids(collect(str(root))) == {".": "pkg:pypi/pkg@1.0"}


def test_the_manifests_of_one_directory(grow: Grow) -> None:
    root = grow(
        {
            "pyproject.toml": '[project]\nname = "py"\ndynamic = ["version"]\n',
            "setup.cfg": "[metadata]\nname = py\nversion = 3\n",
            "package.json": PACKAGE_JSON,
        }
    )
    (item,) = collect(str(root)).items
    assert (item.id, item.name, item.version) == ("pkg:pypi/py@3", "py", "3")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 100\n"),
        ("setup.cfg", "[flake8]\nmax-line-length = 100\n"),
        ("package.json", '{"type": "module"}'),
        ("Cargo.toml", '[workspace]\nmembers = ["a"]\n'),
    ],
)
def test_a_manifest_of_no_package_is_no_item(grow: Grow, name: str, content: str) -> None:
    found = collect(str(grow({f"sub/{name}": content})))
    assert ids(found) == {".": "pkg:generic/tree"}
    assert roles(found) == {f"sub/{name}": (Role.MANIFEST, ".", False)}


@pytest.mark.parametrize("name", ["package.json", "pyproject.toml", "pom.xml", "setup.py", "pkg.nuspec"])
def test_a_manifest_that_cannot_be_read_is_an_item_all_the_same(grow: Grow, name: str) -> None:
    root = grow({f"sub/{name}": "{<\x01 ]=" * 20})
    assert ids(collect(str(root))) == {"sub": "pkg:generic/tree#sub"}
    skipped = parse_manifest(root / "sub" / name, f"sub/{name}")
    assert isinstance(skipped, Skipped) or name == "setup.py"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", "[" * 100_000),
        ("package.json", '{"name": ' * 100_000),
        ("package.json", '["not", "a", "mapping"]'),
        ("package.json", '{"name": ["a"], "version": {"b": 1}, "homepage": 3}'),
        ("pyproject.toml", "[project]\nname = 3\nversion = [1]\nlicense = 4\n"),
        ("pyproject.toml", "a = " + "[" * 50_000),
        ("setup.py", "(" * 50_000),
        ("setup.py", "-" * 100_000 + "1"),
        ("pom.xml", "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
            f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(12)
        ) + "]><project><artifactId>&m;</artifactId></project>"),
        ("pom.xml", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><project>&f;</project>'),
        ("x.nuspec", "<a>" * 50_000),
        ("pubspec.yaml", "a: &a [x, x]\n" + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(12)
        )),
        ("pubspec.yaml", "a: " + "[" * 20_000),
        ("x.gemspec", "Gem::Specification.new do |s|\n" + "s.name = " * 5_000),
        ("go.mod", "module " + "a/" * 10_000 + "\n" + "require (" * 1_000),
        ("PKG-INFO", "Name: " + "x" * 100_000 + "\n" + " y\n" * 1_000),
    ],
)  # fmt: skip
def test_hostile_manifests(grow: Grow, name: str, content: str) -> None:
    root = grow({name: content})
    answer = parse_manifest(root / name, name)
    assert answer is None or isinstance(answer, Manifest | Skipped)
    if isinstance(answer, Skipped):
        assert (answer.path, answer.code, answer.expected) == (name, SkipCode.MALFORMED, False)
        assert len(answer.reason) < 250
    assert len(collect(str(root)).items) == 1


def test_a_manifest_is_never_run(grow: Grow, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    root = grow(
        {"setup.py": f"open({str(witness)!r}, 'w')\nfrom setuptools import setup\nsetup(name='pkg')\n"}
    )
    assert ids(collect(str(root))) == {".": "pkg:pypi/pkg"}
    assert not witness.exists()


def test_a_manifest_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_bytes(b" " * (1024 * 1024 + 1))
    answer = parse_manifest(path, "package.json")
    assert isinstance(answer, Skipped)
    assert (answer.code, answer.expected) == (SkipCode.TOO_LARGE, False)


def test_what_a_manifest_says_of_its_licence(tmp_path: Path) -> None:
    blob = tmp_path / "0123abcd"
    blob.write_text(PACKAGE_JSON)
    assert parse_manifest(blob, "sub/package.json") == Manifest(
        "npm", "@scope", "pkg", "1.0.0", "pkg:npm/%40scope/pkg@1.0.0", ["MIT"]
    )
    assert parse_manifest(blob, "sub/other.json") is None


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("s.license = 'MIT'", ["MIT"]),
        ('spec.licenses = ["MIT", "Apache-2.0"].freeze', ["MIT", "Apache-2.0"]),
        ("s.licenses    = %w[MIT Ruby]", ["MIT", "Ruby"]),
        ("# s.license = 'MIT'", None),
    ],
)
def test_the_licences_of_a_gem(tmp_path: Path, line: str, statement: object) -> None:
    path = tmp_path / "x.gemspec"
    path.write_text(
        f"Gem::Specification.new do |s|\n  s.name = 'x'\n  s.version = X::VERSION\n  {line}\nend\n"
    )
    assert parse_manifest(path, "x.gemspec") == Manifest("gem", None, "x", None, "pkg:gem/x", statement)


def test_core_metadata_knows_license_expressions(tmp_path: Path) -> None:
    path = tmp_path / "PKG-INFO"
    path.write_text(METADATA)
    manifest = parse_manifest(path, "PKG-INFO")
    assert isinstance(manifest, Manifest)
    assert manifest.license_statement == {"license": "BUSL-1.1"}


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, openscope.collect, openscope.manifest, openscope.frontmatter\n"
        "heavy = {'packagedcode', 'commoncode', 'huggingface_hub'}\n"
        "print([name for name in sys.modules if name.partition('.')[0] in heavy])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_licence_makes_a_directory_a_package(grow: Grow) -> None:
    found = collect(str(grow({"LICENSE": "", "a b/x/LICENSE.md": "", "a b/x/y/z.py": "", "a b/c.py": ""})))
    assert found.items == (
        Item("pkg:generic/tree", Kind.PROJECT, "tree", None, "."),
        Item("pkg:generic/tree#a%20b/x", Kind.PACKAGE, "x", None, "a b/x"),
    )
    assert roles(found) == {
        "LICENSE": (Role.LICENSE, ".", True),
        "a b/x/LICENSE.md": (Role.LICENSE, "a b/x", True),
        "a b/x/y/z.py": (Role.OTHER, "a b/x", False),
        "a b/c.py": (Role.OTHER, ".", False),
    }


@pytest.mark.parametrize(
    "name", ["license.py", "license.go", "LicenseHeader.java", "license.js", "LICENSE.json"]
)
def test_source_code_is_no_licence(grow: Grow, name: str) -> None:
    found = collect(str(grow({f"sub/{name}": ""})))
    assert roles(found) == {f"sub/{name}": (Role.OTHER, ".", False)}
    assert len(found.items) == 1


@pytest.mark.parametrize("directory", ["licenses", "LICENSES", "licence", "legal", "docs/legal/third"])
def test_directories_of_licences_are_no_items(grow: Grow, directory: str) -> None:
    names = ["Apache-2.0.txt", "LICENSE", "tool.py", "README.md", "ChangeLog"]
    found = collect(str(grow({f"{directory}/{name}": "" for name in names})))
    assert len(found.items) == 1
    assert roles(found) == {
        f"{directory}/Apache-2.0.txt": (Role.LICENSE, ".", False),
        f"{directory}/LICENSE": (Role.LICENSE, ".", False),
        f"{directory}/tool.py": (Role.OTHER, ".", False),
        f"{directory}/ChangeLog": (Role.OTHER, ".", False),
        f"{directory}/README.md": (Role.README, ".", False),
    }


def test_a_package_that_is_called_license(grow: Grow) -> None:
    found = collect(
        str(grow({"packages/license/package.json": PACKAGE_JSON, "packages/license/LICENSE": ""}))
    )
    assert ids(found)["packages/license"] == "pkg:npm/%40scope/pkg@1.0.0"
    assert roles(found)["packages/license/LICENSE"] == (Role.LICENSE, "packages/license", True)


def test_the_licence_of_one_other_file_is_not_that_of_the_directory(grow: Grow) -> None:
    found = collect(
        str(grow({"a/logo.svg": "", "a/logo.svg.license": "", "b/app.js": "", "b/app.js.LICENSE.txt": ""}))
    )
    assert len(found.items) == 1
    assert {role for role, _, _ in roles(found).values()} == {Role.OTHER}


def test_roles_by_name(grow: Grow) -> None:
    names = {
        "NOTICE": Role.NOTICE, "PATENTS": Role.NOTICE, "USE_POLICY.md": Role.NOTICE,
        "AUTHORS": Role.NOTICE,
        "ACCEPTABLE_USE_POLICY.md": Role.NOTICE, "THIRD-PARTY-LICENSES.txt": Role.NOTICE,
        "COPYRIGHT": Role.NOTICE,
        "README": Role.README, "README.md": Role.README, "readme.zh.md": Role.README, "notice.py": Role.OTHER,
        "main.py": Role.OTHER, "COPYING.LESSER": Role.LICENSE, "MIT-LICENSE.txt": Role.LICENSE,
    }  # fmt: skip
    found = collect(str(grow(dict.fromkeys(names, "text"))))
    assert {each.path: each.role for each in found.documents} == names


def test_installed_packages(grow: Grow) -> None:
    root = grow(
        {
            "vendored/my_pkg-2.0.dist-info/METADATA": METADATA,
            "vendored/my_pkg-2.0.dist-info/licenses/LICENSE": "",
            "vendored/my_pkg/METADATA": METADATA,
        }
    )
    found = collect(str(root))
    item = "vendored/my_pkg-2.0.dist-info"
    assert ids(found) == {".": "pkg:generic/tree", item: "pkg:pypi/my.pkg@2.0"}
    assert roles(found) == {
        f"{item}/METADATA": (Role.MANIFEST, item, True),
        f"{item}/licenses/LICENSE": (Role.LICENSE, item, False),
        "vendored/my_pkg/METADATA": (Role.OTHER, ".", False),
    }


@pytest.mark.parametrize(("name", "folded"), [("My_pkg", True), ("my.PKG", True), ("other", False)])
def test_the_egg_info_of_the_package_itself_is_no_second_item(grow: Grow, name: str, folded: bool) -> None:
    root = grow({"PKG-INFO": METADATA, "src/x.egg-info/PKG-INFO": f"Name: {name}\nVersion: 2.0\n"})
    found = collect(str(root))
    assert len(found.items) == (1 if folded else 2)
    item = "." if folded else "src/x.egg-info"
    assert roles(found)["src/x.egg-info/PKG-INFO"] == (Role.MANIFEST, item, not folded)


def test_a_root_that_only_holds_others_is_no_item(grow: Grow) -> None:
    """A directory of models asks no question of its own; a file of its own makes it a project."""
    root = grow({"a/LICENSE": "", "b/LICENSE": ""})
    assert list(ids(collect(str(root)))) == ["a", "b"]
    (root / "notes.txt").write_text("")
    assert list(ids(collect(str(root)))) == [".", "a", "b"]
