"""What each kind of manifest says of its package and its licence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from openscope.manifest import Manifest, parse_manifest

CLASSIFIER = "License :: OSI Approved :: MIT License"

CASES = {
    "setup.py: constants": (
        "setup.py",
        "import setuptools\nsetuptools.setup(name='pkg', version='1', license='MIT')",
        ("pkg:pypi/pkg@1", {"license": "MIT"}),
    ),
    "setup.py: names": (
        "setup.py",
        f"NAME = 'pkg'\nterms = NAME2 = 'MIT'\nkinds = ['{CLASSIFIER}', f(1)]\n"
        "if True:\n    setup(name=NAME, version=read(), license=terms, classifiers=kinds)",
        ("pkg:pypi/pkg", {"license": "MIT", "classifiers": [CLASSIFIER]}),
    ),
    "setup.py: a mapping": (
        "setup.py",
        "args = {'name': 'pkg', 'license': 'MIT', **other}\nsetup(**args)",
        ("pkg:pypi/pkg", {"license": "MIT"}),
    ),
    "setup.py: dict()": (
        "setup.py",
        "args = dict(name='pkg', license='MIT')\nsetup(**args)",
        ("pkg:pypi/pkg", {"license": "MIT"}),
    ),
    "setup.py: a name that is itself": ("setup.py", "name = name\nsetup(name=name, license=name)", None),
    "setup.cfg": (
        "setup.cfg",
        f"[metadata]\nname = pkg\nversion = attr: v\nlicense = MIT\nclassifiers =\n {CLASSIFIER}\n A :: B\n",
        ("pkg:pypi/pkg", {"license": "MIT", "classifiers": [CLASSIFIER]}),
    ),
    "setup.cfg: 100 %": (
        "setup.cfg",
        "[metadata]\nname = pkg\ndescription = 100 %(x)s\n",
        ("pkg:pypi/pkg", None),
    ),
    "setup.cfg: no package": ("setup.cfg", "[flake8]\nmax-line-length = 100\n", None),
    "pyproject: an expression": (
        "pyproject.toml",
        '[project]\nname = "pkg"\nversion = "1"\nlicense = "MIT OR Apache-2.0"\n',
        ("pkg:pypi/pkg@1", {"license": "MIT OR Apache-2.0"}),
    ),
    "pyproject: a file": (
        "pyproject.toml",
        f'[project]\nname = "pkg"\nlicense = {{file = "LICENSE"}}\nclassifiers = ["{CLASSIFIER}"]\n',
        ("pkg:pypi/pkg", {"classifiers": [CLASSIFIER]}),
    ),
    "pyproject: Poetry": (
        "pyproject.toml",
        '[tool.poetry]\nname = "pkg"\nlicense = "MIT"\n',
        ("pkg:pypi/pkg", {"license": "MIT"}),
    ),
    "core metadata": (
        "PKG-INFO",
        f"Metadata-Version: 2.4\nName: pkg\nVersion: 1\nLicense-Expression: MIT\nClassifier: {CLASSIFIER}\n",
        ("pkg:pypi/pkg@1", {"license": "MIT", "classifiers": [CLASSIFIER]}),
    ),
    "package.json": (
        "package.json",
        '{"name": "@org/pkg", "version": "1.0.0", "license": "MIT"}',
        ("pkg:npm/%40org/pkg@1.0.0", ["MIT"]),
    ),
    "package.json: licenses": (
        "package.json",
        '{"name": "pkg", "licenses": [{"type": "MIT", "url": "x"}, {"type": "ISC"}]}',
        ("pkg:npm/pkg", [[{"type": "MIT", "url": "x"}, {"type": "ISC"}]]),
    ),
    "composer.json": (
        "composer.json",
        '{"name": "org/pkg", "license": ["MIT", "GPL-3.0-or-later"]}',
        ("pkg:composer/org/pkg", ["MIT", "GPL-3.0-or-later"]),
    ),
    "Cargo.toml": (
        "Cargo.toml",
        '[package]\nname = "pkg"\nversion.workspace = true\nlicense = "MIT/Apache-2.0"\n',
        ("pkg:cargo/pkg", "MIT/Apache-2.0"),
    ),
    "Cargo.toml: inherited": (
        "Cargo.toml",
        '[package]\nname = "pkg"\nversion = "1.0.0"\nlicense.workspace = true\n',
        ("pkg:cargo/pkg@1.0.0", None),
    ),
    "go.mod": (
        "go.mod",
        "// a module\nmodule example.com/org/pkg/v2\n\ngo 1.22\n",
        ("pkg:golang/example.com/org/pkg/v2", None),
    ),
    "go.mod: none": ("go.mod", "require example.com/module x\n", None),
    "pkg.gemspec": (
        "pkg.gemspec",
        "Gem::Specification.new do |s|\n  s.name = 'pkg'\n  s.licenses = %w[MIT Ruby]\nend\n",
        ("pkg:gem/pkg", ["MIT", "Ruby"]),
    ),
}


@pytest.mark.parametrize(("name", "text", "said"), CASES.values(), ids=CASES)
def test_reader(tmp_path: Path, name: str, text: str, said: tuple[str, object] | None) -> None:
    (tmp_path / name).write_text(text)
    found = parse_manifest(tmp_path / name, name)
    assert found is None or isinstance(found, Manifest)
    assert (found and (found.purl, found.license_statement)) == said


def test_a_scan_leaves_nothing_in_the_directory_for_temporary_files(tmp_path: Path) -> None:
    """packagedcode makes a directory there when it is loaded; the parser's warnings are not ours."""
    pom = "<project><dependencies><dependency><groupId>g</groupId></dependency></dependencies></project>"
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/pom.xml").write_text(pom)
    (tmp_path / "tmp").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "from openscope.cli import main; main()", "scan", "tree", "--no-cache", "-q"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == "openscope: 1 thing could not be examined (exit code 3)\n"
    assert os.listdir(tmp_path / "tmp") == []
