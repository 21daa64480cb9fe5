"""Clause detection without the curated rows, through the same scan: what `make clauses` measures."""

import json
from pathlib import Path
from unittest.mock import patch

import pytest

from openscope.catalog import Catalog, license_text
from openscope.engine import Options, scan
from openscope.model import Report
from tests.clauses import main, of_a_tree, of_the_catalog, without_rows

KNOWN = "Elastic-2.0"
OWN = """Example Model Licence

You may use and change the Model. You may not use it for any commercial purposes.
If your annual revenue exceeds $5 million, you must ask for another licence.
"""


@pytest.fixture
def tree(tmp_path: Path, catalog: Catalog) -> Path:
    rule = catalog.license(KNOWN)
    assert rule
    known = license_text(rule)
    assert known
    for name, text in (("known", known), ("own", OWN)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "LICENSE").write_text(text)
        (tmp_path / name / "package.json").write_text(json.dumps({"name": name, "version": "1.0.0"}))
    return tmp_path


def without(tree: Path, catalog: Catalog) -> Report:
    with patch("openscope.engine.load_catalog", return_value=without_rows(catalog)):
        return scan((str(tree),), Options())


def test_a_known_licence_without_rows_is_read_clause_by_clause(tree: Path, catalog: Catalog) -> None:
    curated = {row.kind for row in catalog.license(KNOWN).restrictions}  # type: ignore[union-attr]
    items = {each.item.name: each for each in without(tree, catalog).items}
    rows = items["known"].restrictions
    assert {"no-hosted-service", "license-key"} <= {row.kind for row in rows} & curated
    assert {row.license for row in rows} == {KNOWN}
    assert items["known"].category == "source-available"
    lines = (tree / "known" / "LICENSE").read_text().splitlines()
    for row in rows:
        assert row.line
        assert row.quote.split()[0] in lines[row.line - 1]
        assert " ".join(row.quote.split()) in " ".join(" ".join(lines).split())


def test_with_rows_they_are_served_instead(tree: Path) -> None:
    rows = {each.item.name: each for each in scan((str(tree),), Options()).items}["known"].restrictions
    assert any(row.clause for row in rows)


def test_the_figures_of_a_tree(tree: Path, catalog: Catalog) -> None:
    label = {
        "case": "own",
        "kinds": ["non-commercial", "indemnity"],
        "limits": [{"metric": "annual-revenue", "value": 5_000_000}],
    }
    [case] = of_a_tree(without(tree, catalog), [json.dumps(label), json.dumps({"case": "known"})])
    assert case.found == {"non-commercial", "revenue-threshold"}
    assert case.kinds - case.found == {"indemnity"}
    assert case.limits == case.found_limits


def test_the_command_prints_them(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text('{"case": "own", "kinds": ["non-commercial", "revenue-threshold"]}\n')
    report = tmp_path / "report.json"
    arguments = ["clauses", str(tree), str(labels), "--report", str(report)]
    monkeypatch.setattr("sys.argv", arguments)
    main()
    assert "precision 1.000, recall 1.000" in capsys.readouterr().out
    assert json.loads(report.read_text())["schema"] == "openscope-report/1"


@pytest.mark.slow
def test_what_the_texts_of_the_licence_data_show(catalog: Catalog) -> None:
    """Floors a little under the figures of the day; `python -m tests.clauses -v` lists what is wrong."""
    cases = [*of_the_catalog(catalog, free=False)]
    hits = sum(len(case.found & case.kinds) for case in cases)
    assert hits >= 0.75 * sum(len(case.kinds) for case in cases)
    assert hits >= 0.8 * sum(len(case.found) for case in cases)
    stated = sum(len(case.limits) for case in cases)
    assert sum(len(case.limits & case.found_limits) for case in cases) >= 0.95 * stated
    restricting = [
        (case.name, kind)
        for case in of_the_catalog(catalog, free=True)
        for kind in case.found
        if catalog.terms[kind].restricts_use
    ]
    assert len(restricting) <= 8, restricting
