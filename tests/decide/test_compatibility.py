"""Which licences cannot be combined: the laws of the comparison, real cases, and the finding."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.catalog import Catalog, CatalogError, load_catalog, read_catalog, rules_directory
from openscope.catalog.compatibility import FILE
from openscope.decide.compatibility import incompatibility
from openscope.engine import Options, scan
from openscope.model import Finding, Report
from tests.conftest import Grow

CASES = [
    # (the work, what it needs, whether the two are in conflict)
    ("MIT", "GPL-3.0-or-later", True),
    ("Apache-2.0", "AGPL-3.0-only", True),
    ("BUSL-1.1", "GPL-2.0-only", True),
    ("LicenseRef-scancode-proprietary-license", "AGPL-3.0-or-later", True),
    ("MIT", "LGPL-2.1-or-later", False),
    ("MIT", "MPL-2.0", False),
    ("GPL-2.0-only", "Apache-2.0", True),
    ("GPL-2.0-or-later", "Apache-2.0", False),
    ("GPL-3.0-only", "Apache-2.0", False),
    ("GPL-2.0-only", "GPL-3.0-only", True),
    ("GPL-3.0-or-later", "GPL-2.0-only", True),
    ("GPL-3.0-only", "GPL-2.0-or-later", False),
    ("GPL-2.0-only", "LGPL-3.0-or-later", True),
    ("GPL-2.0-or-later", "LGPL-3.0-or-later", False),
    ("GPL-3.0-only", "LGPL-2.1-only", False),
    ("GPL-3.0-only", "AGPL-3.0-only", False),
    ("GPL-2.0-only", "AGPL-3.0-only", True),
    ("AGPL-3.0-only", "GPL-3.0-only", False),
    ("GPL-3.0-only", "CDDL-1.0", True),
    ("GPL-2.0-or-later", "EPL-1.0", True),
    ("GPL-3.0-only", "MPL-1.1", True),
    ("GPL-3.0-only", "MPL-2.0", False),
    ("GPL-3.0-only", "BSD-4-Clause", True),
    ("GPL-3.0-only", "BSD-3-Clause", False),
    ("GPL-2.0-or-later", "OpenSSL", True),
    ("EPL-1.0", "GPL-2.0-only", True),
    ("LGPL-2.1-only", "GPL-2.0-only", True),
    ("GPL-3.0-only", "SSPL-1.0", True),
    ("AGPL-3.0-only", "Elastic-2.0", True),
    # The best branch of a choice, on both sides.
    ("MIT", "MIT OR GPL-2.0-only", False),
    ("GPL-2.0-only", "Apache-2.0 OR MIT", False),
    ("MIT OR GPL-3.0-only", "GPL-3.0-only", False),
    ("MIT OR Apache-2.0", "GPL-3.0-only", True),
    ("MIT", "GPL-2.0-only OR AGPL-3.0-only", True),
    ("MPL-1.1 OR GPL-2.0-only", "GPL-2.0-only", False),
    # Every part of a whole.
    ("MIT", "MIT AND GPL-2.0-only", True),
    ("MIT AND GPL-2.0-only", "Apache-2.0", True),
    ("MIT", "(MIT OR GPL-2.0-only) AND Zlib", False),
    # Exceptions are there to permit the combination.
    ("MIT", "GPL-2.0-only WITH Classpath-exception-2.0", False),
    ("Apache-2.0", "GPL-3.0-or-later WITH GCC-exception-3.1", False),
    ("GPL-2.0-only", "Apache-2.0 WITH LLVM-exception", False),
    ("GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception", "OpenSSL", False),
    ("MIT", "GPL-2.0-only WITH GPL-CC-1.0", True),
    # Nothing is said of what the table does not know.
    ("MIT", "LicenseRef-nobody-knows", False),
    ("LicenseRef-nobody-knows", "GPL-3.0-only", False),
    ("EUPL-1.2", "GPL-3.0-only", False),
    ("MIT", "BUSL-1.1", False),
]


@pytest.mark.parametrize(("of", "needs", "conflict"), CASES)
def test_pairs(catalog: Catalog, of: str, needs: str, conflict: bool) -> None:
    row = incompatibility(of, needs, catalog)
    assert (row is not None) is conflict
    assert row is None or (row.why and row.source.startswith("https://"))


_FREE = ("MIT", "Apache-2.0", "LGPL-2.1-only", "MPL-2.0", "CDDL-1.0")
_STRICT = ("GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "AGPL-3.0-only", "BUSL-1.1")
_IDS = st.sampled_from((*_FREE, *_STRICT, "LicenseRef-nobody"))


@given(of=_IDS, needs=_IDS, other=_IDS)
def test_a_choice_never_hurts_and_a_further_part_never_helps(of: str, needs: str, other: str) -> None:
    catalog = load_catalog()

    def hurts(left: str, right: str) -> bool:
        return incompatibility(left, right, catalog) is not None

    either, both = f"{needs} OR {other}", f"{needs} AND {other}"
    assert hurts(of, either) == (hurts(of, needs) and hurts(of, other))
    assert hurts(of, both) == (hurts(of, needs) or hurts(of, other))
    assert hurts(f"{of} OR {other}", needs) == (hurts(of, needs) and hurts(other, needs))
    assert hurts(f"{of} AND {other}", needs) == (hurts(of, needs) or hurts(other, needs))


@given(id=_IDS)
def test_nothing_is_in_conflict_with_itself(id: str) -> None:
    assert incompatibility(id, id, load_catalog()) is None


@pytest.mark.parametrize(
    "id", ["GPL-1.0", "GPL-2.0", "GPL-3.0", "LGPL-2.0", "LGPL-2.1", "LGPL-3.0", "AGPL-3.0"]
)
@pytest.mark.parametrize("other", ["MIT", "Apache-2.0", "GPL-2.0-only", "GPL-3.0-only", "CDDL-1.0"])
def test_or_later_is_never_in_a_conflict_that_the_version_alone_is_not_in(
    catalog: Catalog, id: str, other: str
) -> None:
    later, alone = f"{id}-or-later", f"{id}-only"
    if alone != other:
        assert not incompatibility(later, other, catalog) or incompatibility(alone, other, catalog)
        assert not incompatibility(other, later, catalog) or incompatibility(other, alone, catalog)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('of = ["MTI"]\nsource = "osadl"\nchecked = 2026-11-25', "MTI"),
        ('of = ["MIT"]\nsource = "rumour"\nchecked = 2026-11-25', "rumour"),
        ('of = ["MIT"]\nsource = "osadl"', "checked"),
    ],
)
def test_a_row_without_known_words_source_and_day_is_refused(tmp_path: Path, row: str, says: str) -> None:
    root = tmp_path / "rules"
    shutil.copytree(rules_directory(), root)
    with (root / FILE).open("a", encoding="utf-8") as file:
        file.write(f'\n[[row]]\nneeds = ["gpl"]\nwhy = "words"\n{row}\n')
    with pytest.raises(CatalogError, match=says):
        read_catalog(root)


# ── the finding ──────────────────────────────────────────────────────────────────────────────


def lock(*packages: str, licenses: dict[str, str], dev: tuple[str, ...] = ()) -> str:
    """A package-lock.json whose root needs these packages."""
    entries: dict[str, object] = {
        "": {
            "name": "app",
            "dependencies": {name: "1.0.0" for name in packages if name not in dev},
            "devDependencies": dict.fromkeys(dev, "1.0.0"),
        }
    }
    for name in packages:
        entry = {"version": "1.0.0", "license": licenses.get(name)}
        entries[f"node_modules/{name}"] = entry | ({"dev": True} if name in dev else {})
    return json.dumps({"name": "app", "lockfileVersion": 3, "packages": entries}, indent=1)


def found(report: Report) -> list[tuple[str, Finding]]:
    return [
        (item.item.name, finding)
        for item in report.items
        for finding in item.findings
        if finding.slug == "incompatible-license"
    ]


def test_a_project_is_told_which_dependency_and_where(grow: Grow) -> None:
    root = grow(
        {
            "package.json": '{"name": "app", "version": "2.0.0", "license": "MIT"}',
            "package-lock.json": lock(
                "copyleft", "free", "nobody", "tool",
                licenses={"copyleft": "GPL-3.0-or-later", "free": "ISC", "tool": "GPL-3.0-or-later"},
                dev=("tool",),
            ),
        }
    )  # fmt: skip
    report = scan([str(root)], Options(offline=True))
    [(name, finding)] = found(report)
    assert name == "app"
    assert "copyleft 1.0.0 under GPL-3.0-or-later" in finding.message
    assert finding.path == "package-lock.json"
    lines = (root / "package-lock.json").read_text().splitlines()
    assert finding.line is not None
    assert '"node_modules/copyleft"' in lines[finding.line - 1]


def test_a_project_without_a_licence_is_told_nothing(grow: Grow) -> None:
    listed = lock("copyleft", licenses={"copyleft": "GPL-3.0-only"})
    root = grow({"package.json": '{"name": "app"}', "package-lock.json": listed})
    assert found(scan([str(root)], Options(offline=True))) == []


def test_each_member_of_a_workspace_is_measured_by_its_own_licence(grow: Grow) -> None:
    members = {"free": ("MIT", "alpha"), "strict": ("GPL-2.0-only", "beta")}
    packages: dict[str, object] = {"": {"name": "root", "workspaces": ["free", "strict"]}}
    files: dict[str, str | bytes] = {"package.json": '{"name": "root", "workspaces": ["free", "strict"]}'}
    for name, (license, needs) in members.items():
        manifest = {"name": name, "version": "1.0.0", "license": license, "dependencies": {needs: "1"}}
        files[f"{name}/package.json"] = json.dumps(manifest)
        packages |= {name: manifest, f"node_modules/{name}": {"resolved": name, "link": True}}
    for name, license in (("alpha", "GPL-3.0-only"), ("beta", "Apache-2.0")):
        packages[f"node_modules/{name}"] = {"version": "1.0.0", "license": license}
    files["package-lock.json"] = json.dumps({"name": "root", "lockfileVersion": 3, "packages": packages})
    report = scan([str(grow(files))], Options(offline=True))
    told = {name: finding.message for name, finding in found(report)}
    assert set(told) == {"free", "strict"}
    assert "needs alpha 1.0.0 under GPL-3.0-only" in told["free"]
    assert "needs beta 1.0.0 under Apache-2.0" in told["strict"]
