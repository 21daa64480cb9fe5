"""What people ask of licence tools, and where others fail: each ask end to end."""

import json
from collections.abc import Callable

import pytest

from openscope.engine import Options, scan
from openscope.model import Assessment, Category, Report
from tests.collect.registry.conftest import QUICK
from tests.conftest import Grow, text_of
from tests.registries import Site

Dependencies = Callable[[dict[str, str]], dict[str, Assessment]]


@pytest.fixture
def dependencies(site: Site, grow: Grow) -> Dependencies:
    """Writes files, scans them with the registries' help, and gives the dependencies by their names."""

    def found(files: dict[str, str]) -> dict[str, Assessment]:
        report: Report = scan([str(grow(files))], Options(registries=True, network=QUICK))
        return {each.item.name: each for each in report.items if each.item.dependency}

    return found


def npm_lock(licenses: dict[str, str]) -> str:
    """A package-lock.json in which each package has these licence words."""
    packages: dict[str, object] = {"": {"name": "app", "dependencies": dict.fromkeys(licenses, "1")}}
    for name, license in licenses.items():
        packages[f"node_modules/{name}"] = {"version": "1.0.0", "license": license}
    return json.dumps({"name": "app", "lockfileVersion": 3, "packages": packages})


def test_or_and_dual_licences_are_judged_right(dependencies: Dependencies) -> None:
    """Ask 3: `OR` and dual licences (dependency-review-action 692, grant 205, pip-licenses 102)."""
    lock = npm_lock(
        {
            "either": "(MIT OR GPL-3.0-only)",
            "both": "(MIT AND GPL-3.0-only)",
            "mixed": "MIT AND (GPL-2.0 OR ISC)",
        }
    )
    found = dependencies({"package-lock.json": lock})
    assert (found["either"].category, found["either"].chosen) == (Category.PERMISSIVE, "MIT")
    assert found["both"].category is Category.COPYLEFT
    assert (found["mixed"].category, found["mixed"].chosen) == (Category.PERMISSIVE, "MIT AND ISC")


def test_a_rider_is_not_read_as_the_licence_it_rides_on(dependencies: Dependencies) -> None:
    """Ask 8: riders on MIT and Apache (scancode 4747, 4299, 1112), in installed copies."""
    rider = "The software may not be used for any commercial purpose without our written permission.\n"
    place = ".venv/lib/python3.11/site-packages/{0}-1.0.dist-info"
    files = {".venv/pyvenv.cfg": "home = /usr/bin\n", "requirements.txt": "plain==1.0\nridden==1.0\n"}
    for name, text in (("plain", text_of("MIT")), ("ridden", f"{text_of('MIT')}\n\n{rider}")):
        files[f"{place.format(name)}/METADATA"] = (
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nLicense: MIT\n"
        )
        files[f"{place.format(name)}/LICENSE"] = text
    found = dependencies(files)
    assert found["plain"].category is Category.PERMISSIVE
    ridden = found["ridden"]
    assert ridden.category is Category.SOURCE_AVAILABLE
    assert "non-commercial" in {each.kind for each in ridden.restrictions}
    assert "license-rider" in {each.slug for each in ridden.findings}


@pytest.mark.parametrize("words", ["MIT OR Apache-2.0", "mit or apache-2.0"])
def test_license_expression_of_pep_639_is_understood(dependencies: Dependencies, words: str) -> None:
    """Ask 9: `License-Expression` (pip-licenses 213 and 234, liccheck PR 108), beside an older classifier."""
    place = ".venv/lib/python3.11/site-packages/a-1.0.dist-info"
    metadata = (
        f"Metadata-Version: 2.4\nName: a\nVersion: 1.0\nLicense-Expression: {words}\nLicense-File: LICENSE\n"
    )
    files = {
        ".venv/pyvenv.cfg": "home = /usr/bin\n",
        "requirements.txt": "a==1.0\n",
        f"{place}/METADATA": metadata,
        f"{place}/licenses/LICENSE": text_of("MIT"),
    }
    found = dependencies(files)["a"]
    assert found.license.declared == found.license.concluded == "MIT OR Apache-2.0"
    assert found.license.detected == "MIT"
    assert found.findings == ()


def test_dirty_names_become_spdx_or_stay_ambiguous(dependencies: Dependencies) -> None:
    """Ask 10: dirty names (trivy 7132, 6915, 9491), as lockfiles hold them."""
    meant = {
        "GPL2 w/ CPE": "GPL-2.0-only WITH Classpath-exception-2.0",
        "Apache License, Version 2.0": "Apache-2.0",
        "The MIT License": "MIT",
        "https://opensource.org/licenses/MIT": "MIT",
        "BSD": None,
        "SEE LICENSE IN LICENSE.md": None,
    }
    found = dependencies({"package-lock.json": npm_lock({f"p{n}": word for n, word in enumerate(meant)})})
    assert [found[f"p{n}"].license.concluded for n in range(len(meant))] == list(meant.values())
    bsd = found["p4"]
    assert (bsd.category, bsd.license.declared) == (Category.PERMISSIVE, "BSD")
    unlicensed = dependencies({"package-lock.json": npm_lock({"ours": "UNLICENSED", "theirs": "Unlicense"})})
    assert unlicensed["ours"].category is Category.PROPRIETARY
    assert unlicensed["theirs"].license.concluded == "Unlicense"


def test_lockfiles_alone_have_licences(site: Site, dependencies: Dependencies) -> None:
    """Ask 11: licences where there is a lockfile and nothing else (trivy 6703, 4362, 3577; scancode 4501)."""
    site.release("a", "1.0", "Metadata-Version: 2.4\nName: a\nVersion: 1.0\nLicense-Expression: ISC\n")
    site.module("b", "2.0.0", {}, license="BUSL-1.1")
    lock = (
        'version = 1\n[[package]]\nname = "app"\nversion = "0"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "a" }]\n[[package]]\nname = "a"\nversion = "1.0"\n'
        'source = { registry = "https://pypi.org/simple" }\n'
    )
    yarn = '# yarn lockfile v1\n\nb@^2.0.0:\n  version "2.0.0"\n'
    files = {"uv.lock": lock, "web/yarn.lock": yarn, "web/package.json": '{"dependencies": {"b": "^2.0.0"}}'}
    found = dependencies(files)
    assert found["a"].license.concluded == "ISC"
    assert (found["b"].license.concluded, found["b"].category) == ("BUSL-1.1", Category.SOURCE_AVAILABLE)
