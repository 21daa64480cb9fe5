"""Dependencies as items of a report: their evidence, their JSON, and what the terminal makes of many."""

import json

import jsonschema
import pytest

from openscope.assess import NO_COPY
from openscope.model import Assessment, Category, Report
from openscope.render import Style, render
from openscope.schema import json_schema
from tests.conftest import Look, text_of

LOCK = {
    "packages": {
        "": {
            "name": "shop",
            "license": "MIT",
            "dependencies": {"a": "1", "b": "1", "c": "1", "d": "1"},
            "devDependencies": {"e": "1"},
        },
        "node_modules/a": {"version": "1.0.0", "license": "MIT"},
        "node_modules/b": {"version": "1.0.0"},
        "node_modules/c": {"version": "1.0.0", "license": "UNLICENSED"},
        "node_modules/d": {"version": "1.0.0", "license": "GPL-3.0-only", "dependencies": {"f": "1"}},
        "node_modules/e": {"version": "1.0.0", "license": "MPL-2.0", "dev": True},
        "node_modules/f": {"version": "1.0.0", "license": "BUSL-1.1"},
    }
}
FILES = {
    "package-lock.json": json.dumps(LOCK, indent=1),
    "package.json": json.dumps({"name": "shop", "version": "1.0.0", "license": "MIT"}),
}


def by_name(report: Report) -> dict[str, Assessment]:
    return {each.item.name: each for each in report.items}


def test_the_words_of_the_lockfile(look: Look) -> None:
    found = by_name(look(FILES))
    assert {name: (each.license.concluded, each.category) for name, each in found.items()} == {
        "shop": ("MIT", Category.PERMISSIVE),
        "a": ("MIT", Category.PERMISSIVE),
        "b": (None, Category.UNKNOWN),
        "c": ("LicenseRef-openscope-all-rights-reserved", Category.PROPRIETARY),
        "d": ("GPL-3.0-only", Category.COPYLEFT),
        "e": ("MPL-2.0", Category.COPYLEFT),
        "f": ("BUSL-1.1", Category.SOURCE_AVAILABLE),
    }
    evidence = found["a"].evidence[0]
    assert (evidence.source, evidence.detector, evidence.path) == (
        "declared",
        "lockfile",
        "package-lock.json",
    )
    assert '"node_modules/a"' in FILES["package-lock.json"].split("\n")[(evidence.start_line or 0) - 1]


def test_what_nobody_here_knows_has_one_reason_and_no_finding(look: Look) -> None:
    report = look(FILES)
    unknown = by_name(report)["b"]
    assert unknown.because == NO_COPY
    assert unknown.findings == ()
    assert report.complete


def test_a_copy_whose_text_contradicts_the_words(look: Look) -> None:
    copy = {
        "node_modules/a/package.json": '{"name": "a", "version": "1.0.0", "license": "MIT"}',
        "node_modules/a/LICENSE": text_of("GPL-2.0-only"),
    }
    found = by_name(look({**FILES, **copy}))["a"]
    assert [finding.slug for finding in found.findings] == ["license-contradiction"]
    assert found.license.declared == "MIT"
    assert found.license.detected == "GPL-2.0-only"
    assert {evidence.path for evidence in found.evidence} == {
        "package-lock.json",
        "node_modules/a/package.json",
        "node_modules/a/LICENSE",
    }


def test_a_copy_that_only_has_a_text(look: Look) -> None:
    copy = {
        "node_modules/b/package.json": '{"name": "b", "version": "1.0.0"}',
        "node_modules/b/LICENSE": text_of("ISC"),
    }
    assert by_name(look({**FILES, **copy}))["b"].license.concluded == "ISC"


def test_the_report_fits_its_schema(look: Look) -> None:
    data = json.loads(render(look(FILES), "json"))
    jsonschema.Draft202012Validator(json_schema()).validate(data)
    items = {item["name"]: item for item in data["items"]}
    assert {key: items["f"][key] for key in ("id", "path", "scope", "direct", "via", "requirement")} == {
        "id": "pkg:npm/f@1.0.0",
        "path": "package-lock.json",
        "scope": "runtime",
        "direct": False,
        "via": ["shop", "d"],
        "requirement": None,
    }
    assert items["e"]["scope"] == "development"
    assert (items["shop"]["direct"], items["shop"]["via"], items["shop"]["line"]) == (None, [], None)


def test_a_lockfile_is_no_document_of_the_project(look: Look) -> None:
    report = look({"package-lock.json": FILES["package-lock.json"]})
    assert [file.path for file in report.files] == []
    assert all(each.item.dependency for each in report.items)


@pytest.mark.parametrize("count", [3, 400])
def test_the_terminal_sums_up_what_nobody_needs_to_look_at(look: Look, count: int) -> None:
    packages = {
        "": {"name": "shop", "dependencies": {f"p{n}": "1" for n in range(count)}},
        **{f"node_modules/p{n}": {"version": "1.0.0", "license": "MIT"} for n in range(count)},
        **{f"node_modules/u{n}": {"version": "1.0.0"} for n in range(count)},
        **{f"node_modules/g{n}": {"version": "1.0.0", "license": "GPL-3.0-only"} for n in range(count)},
    }
    report = look({"package-lock.json": json.dumps({"packages": packages})})
    shown = render(report, "terminal", Style())
    assert f"{count} dependencies  MIT {count}" in shown
    assert f"{count} dependencies  {NO_COPY}" in shown
    assert len(shown.splitlines()) < 60
    everything = render(report, "terminal", Style(verbosity=1))
    assert all(f"p{n} 1.0.0" in everything for n in range(count))


def test_the_terminal_names_those_that_matter(look: Look) -> None:
    shown = render(look(FILES), "terminal", Style())
    assert "d 1.0.0  GPL-3.0-only (strong)  runtime direct" in shown
    assert "f 1.0.0  dependency runtime via shop › d  BUSL-1.1" in shown
    assert "e 1.0.0  MPL-2.0 (weak)  development direct" in shown
    assert shown.index("d 1.0.0") < shown.index("e 1.0.0")
    assert "7 items, 6 of them dependencies" in shown
