"""What is written as a bill of materials, read back by `scan`: no licence is lost, nor what restricts it."""

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.output.xml import XmlV1Dot6

from openscope.engine import Options, scan
from openscope.render import DOCUMENTS
from openscope.schema import report_to_dict
from tests.render.reports import NAMES, report

Json = dict[str, Any]
FORMATS = {"cyclonedx": "bom.json", "spdx": "bom.spdx.json", "spdx-tv": "bom.spdx", "spdx3": "bom.spdx3.json"}


def facts_of(item: Json) -> Json:
    """What must survive."""
    openness = item["openness"]
    return {
        "kind": item["kind"],
        "version": item["version"],
        "category": item["category"],
        "copyleft": item["copyleft"],
        "developer": item["developer"],
        "declared": item["license"]["declared"],
        "concluded": item["license"]["concluded"],
        "class": openness and openness["class"],
        "pillars": openness and {name: each["state"] for name, each in openness["pillars"].items()},
        "restrictions": sorted(
            (each["kind"], each["license"], each["quote"], json.dumps(each["limit"], sort_keys=True))
            for each in item["restrictions"]
        ),
        "bases": sorted((each["name"], each["relation"] or "") for each in item["bases"]),
    }


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost(name: str, format: str, tmp_path: Path) -> None:
    before = report(name)
    path = tmp_path / FORMATS[format]
    path.write_text(DOCUMENTS[format](before), encoding="utf-8")
    after = json.loads(json.dumps(report_to_dict(scan([str(path)], Options(offline=True)))))
    assert not [skip for skip in after["skipped"] if not skip["expected"]]
    back = {item["id"]: facts_of(item) for item in after["items"]}
    for item in before["items"]:
        assert back[item["id"]] == facts_of(item), item["id"]


@pytest.mark.parametrize("name", NAMES)
def test_cyclonedx_that_a_library_turned_into_xml_says_the_same(name: str, tmp_path: Path) -> None:
    before = report(name)
    bom = Bom.from_json(json.loads(DOCUMENTS["cyclonedx"](before)))  # type: ignore[attr-defined]
    path = tmp_path / "bom.xml"
    path.write_text(XmlV1Dot6(bom).output_as_string(), encoding="utf-8")
    after = json.loads(json.dumps(report_to_dict(scan([str(path)], Options(offline=True)))))
    assert not [skip for skip in after["skipped"] if not skip["expected"]]
    back = {item["id"]: facts_of(item) for item in after["items"]}
    for item in before["items"]:
        # The library knows no model cards, in which the pillars stand.
        without = {"class": None, "pillars": None}
        assert {**back[item["id"]], **without} == {**facts_of(item), **without}, item["id"]
