"""The formats that other tools take in: each judged by its own validator, each with hostile words in it."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from openscope.engine import scan
from openscope.render import DOCUMENTS
from openscope.render.bom import expression
from openscope.render.table import cell
from openscope.schema import report_to_dict
from tests.render.reports import HOSTILE, NAMES, everything, hostile, report

REPORTS = (*NAMES, "all", "hostile words")


def facts_of(name: str) -> dict[str, Any]:
    return everything() if name == "all" else hostile() if name == "hostile words" else report(name)


def concluded(facts: dict[str, Any]) -> list[str]:
    said = (expression(item["license"]["concluded"]) for item in facts["items"])
    return sorted(each for each in said if each)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", ["spdx", "spdx-tv"])
def test_spdx_2_is_valid_and_loses_no_licence(name: str, format: str, tmp_path: Path) -> None:
    from spdx_tools.spdx.model import SpdxNoAssertion
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    facts = facts_of(name)
    path = tmp_path / ("report.spdx.json" if format == "spdx" else "report.spdx")
    path.write_text(DOCUMENTS[format](facts), encoding="utf-8")
    document = parse_file(str(path))
    assert [each.validation_message for each in validate_full_spdx_document(document)] == []
    packages = [each for each in document.packages if each.spdx_id.startswith("SPDXRef-item-")]
    assert len(packages) == len(facts["items"])
    said = [each.license_concluded for each in packages]
    kept = sorted(expression(str(each)) or "" for each in said if not isinstance(each, SpdxNoAssertion))
    assert kept == concluded(facts)
    for package, item in zip(packages, facts["items"], strict=True):
        if format == "spdx":
            remarks = (package.comment or "").split("\n")
            assert sum(each.startswith("restriction: ") for each in remarks) == len(item["restrictions"])


@pytest.mark.parametrize("name", REPORTS)
def test_cyclonedx_is_valid_and_loses_no_licence(name: str) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    facts = facts_of(name)
    text = DOCUMENTS["cyclonedx"](facts)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    components = json.loads(text)["components"]
    said = [license for each in components for license in each.get("licenses", [])]
    assert sorted(
        each["expression"] for each in said if each.get("acknowledgement") == "concluded"
    ) == concluded(facts)
    for component, item in zip(components, facts["items"], strict=True):
        carried = [
            each["value"] for each in component["properties"] if each["name"] == "openscope:restriction"
        ]
        assert [json.loads(each)["kind"] for each in carried] == [
            each["kind"] for each in item["restrictions"]
        ]
        assert (component["type"] == "machine-learning-model") == ("modelCard" in component)
        assert len(component.get("pedigree", {}).get("ancestors", [])) == len(item["bases"])


@pytest.mark.parametrize("name", REPORTS)
def test_spdx_3_follows_the_model_of_the_specification(name: str) -> None:
    from spdx_python_model import v3_0_1 as model

    facts = facts_of(name)
    objects: Any = model.SHACLObjectSet()
    model.JSONLDDeserializer().read(BytesIO(DOCUMENTS["spdx3"](facts).encode()), objects)
    assert objects.missing_ids <= {"https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertion"}
    models = [each for each in objects.foreach_type("ai_AIPackage") if "#item-" in each._id]
    assert len(models) == sum(item["kind"] == "model" for item in facts["items"])
    datasets = list(objects.foreach_type("dataset_DatasetPackage"))
    assert len(datasets) == sum(item["kind"] == "dataset" for item in facts["items"])
    said = {
        each.simplelicensing_licenseExpression
        for each in objects.foreach_type("simplelicensing_LicenseExpression")
    }
    assert set(concluded(facts)) <= said


def test_the_table_has_a_row_for_each_item_and_no_formula() -> None:
    for name in REPORTS:
        facts = facts_of(name)
        rows = list(csv.DictReader(StringIO(DOCUMENTS["csv"](facts), newline="")))
        assert len(rows) == len(facts["items"])
        assert [row["category"] for row in rows] == [item["category"] for item in facts["items"]]
        for row in rows:
            assert not [
                value
                for value in row.values()
                if value.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
            ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\n=1"])
def test_no_cell_starts_a_formula(text: str) -> None:
    assert not cell(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_nothing_in_markdown_acts() -> None:
    text = DOCUMENTS["markdown"](hostile())
    assert "<" not in text.replace("\\<", "")
    assert "](" not in text.replace("\\]", "")
    assert "@someone" not in text
    assert "www." not in text
    assert "http:" not in text
    assert not [char for char in text if char in "\u202e\x00\x07\x1b"]
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    heads = [line for line in rows if line.startswith("| item ")]
    assert len(heads) == 1
    assert {line.replace("\\|", "").count("|") for line in rows} <= {3, 4, 6, 8, 9}  # of the five tables


@pytest.mark.parametrize("format", DOCUMENTS)
def test_hidden_characters_reach_no_format(format: str) -> None:
    text = DOCUMENTS[format](hostile())
    if format != "json":  # the report itself says what was found, escaped as JSON escapes it
        assert not [char for char in text if char in "\u202e\x00\x07\x1b"]
    text.encode("utf-8", "replace").decode()


def test_notices_name_what_is_distributed_and_each_text_once() -> None:
    facts = report("demo")
    text = DOCUMENTS["notice"](facts)
    for item in facts["items"]:
        assert (f"({item['id']})" in text) == (not (item["kind"] == "project" and item["path"] == "."))
    assert text.count("Text of Apache-2.0") == 1
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in text
    assert "Built with Llama" in text.partition("Checklist")[2]


def test_notices_leave_out_what_only_builds_the_product() -> None:
    facts = report("demo")
    widget = next(item for item in facts["items"] if item["name"] == "@demo/widget")
    text = DOCUMENTS["notice"]({**facts, "items": [{**widget, "scope": "development"}]})
    assert "@demo/widget" not in text


def test_notices_carry_the_copyright_lines_of_licence_and_notice_files(tmp_path: Path) -> None:
    third = tmp_path / "third"
    third.mkdir()
    (third / "package.json").write_text('{"name": "w", "version": "1.0.0", "license": "GPL-3.0-only"}')
    law = "Copyright (C) 2007 Free Software Foundation, Inc. <https://fsf.org/>"
    (third / "COPYING").write_text(f"Copyright (c) 2024 The Widget Authors\n\n {law}\n")
    (third / "NOTICE").write_text("Widget\nCopyright 2023 Widget GmbH\n")
    facts = json.loads(json.dumps(report_to_dict(scan([str(tmp_path)]))))
    [item] = [each for each in facts["items"] if each["name"] == "w"]
    facts = {**facts, "items": [item]}
    said = ["Copyright (c) 2024 The Widget Authors", "Copyright 2023 Widget GmbH"]
    assert [each["text"] for each in item["copyrights"]] == [said[0], law, said[1]]
    text = DOCUMENTS["notice"](facts)
    shown, _, texts = text.partition("Text of GPL-3.0-only")
    assert [line.strip() for line in shown.split("\n") if "Copyright" in line] == said
    assert law in texts  # the licence's own stands in its text, and names nobody of the item
    assert "[ ] Pass on the notice file third/NOTICE of w" in text
    assert json.loads(DOCUMENTS["spdx"](facts))["packages"][0]["copyrightText"] == "\n".join(said)
    assert json.loads(DOCUMENTS["cyclonedx"](facts))["components"][0]["copyright"] == "\n".join(said)


def test_a_text_that_the_licence_data_lacks_is_looked_for_where_it_stands() -> None:
    facts = report("demo")
    item = dict(facts["items"][-1])
    id = "LicenseRef-openscope-llama-3"
    found = {
        "source": "detected", "detector": "text", "expression": id, "path": "model/LICENSE", "start_line": 1,
        "end_line": 9, "score": 1.0, "quote": None, "rule": None,
    }  # fmt: skip
    license = {**item["license"], "concluded": id, "chosen": id}
    text = DOCUMENTS["notice"]({**facts, "items": [{**item, "license": license, "evidence": [found]}]})
    assert f"take it from model/LICENSE of {item['name']}." in text


def test_the_time_is_that_of_the_reproducible_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(DOCUMENTS["spdx"](report("demo")))["creationInfo"]["created"] == "2023-11-14T22:13:20Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert json.loads(DOCUMENTS["spdx"](report("demo")))["creationInfo"]["created"] == "1970-01-01T00:00:00Z"


def test_the_hostile_words_are_in_every_format() -> None:
    for format, render in DOCUMENTS.items():
        assert "gpj.exe" in render(hostile()), format
    assert len(HOSTILE[-1]) == 10_000
