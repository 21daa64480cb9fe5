"""50,000 items: `make slow`. Validators that compare each part with each other one get it in slices."""

import json
import re
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from openscope.render import DOCUMENTS
from tests.render.reports import everything
from tests.render.test_browser import CHROMIUM, browser, opened

__all__ = ["browser"]

pytestmark = pytest.mark.slow
ITEMS = 50_000
SLICE = 500
Json = dict[str, Any]


@pytest.fixture(scope="module")
def many() -> Json:
    """All fixtures, over and over, each item under a name and an id of its own."""
    facts = everything()
    items = facts["items"]

    def copy(number: int) -> Json:
        item = items[number % len(items)]
        id, mark, path = item["id"].partition("#")
        return {**item, "id": f"{id}{mark}{path}{number}", "name": f"{item['name']}-{number}"}

    return {**facts, "items": [copy(number) for number in range(ITEMS)]}


def slices(parts: list[Any]) -> Iterator[list[Any]]:
    yield from (parts[start : start + SLICE] for start in range(0, len(parts), SLICE))


def test_the_page_takes_less_than_ten_seconds_and_holds_every_item(many: Json) -> None:
    start = time.process_time()
    text = DOCUMENTS["html"](many)
    assert time.process_time() - start < 10
    assert text.count("<tr data-c=") == ITEMS


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_opens_scrolls_and_filters(browser: Any, many: Json, tmp_path: Path, width: int) -> None:
    path = tmp_path / "audit.html"
    path.write_text(DOCUMENTS["html"](many), encoding="utf-8")
    page, wrong = opened(browser, path, width, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    assert page.locator("#method").evaluate("each => each.getBoundingClientRect().bottom") > 0
    assert page.evaluate("window.scrollY") > 1000
    page.fill("#filter-text", "-49999")
    page.locator("#filter-count", has_text="1 of 50,000").wait_for()
    assert page.locator("table.items tbody tr:visible").count() == 1
    assert wrong == []
    page.context.close()


def test_cyclonedx_is_valid(many: Json) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    document = json.loads(DOCUMENTS["cyclonedx"](many))
    components, dependencies = document.pop("components"), document.pop("dependencies")
    assert len({each["bom-ref"] for each in components}) == len(components) == ITEMS
    assert {each["ref"] for each in dependencies} <= {each["bom-ref"] for each in components}
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    for some, needs in zip(slices(components), slices(dependencies), strict=True):
        assert (
            validator.validate_str(json.dumps({**document, "components": some, "dependencies": needs}))
            is None
        )


def test_spdx_2_is_valid(many: Json, tmp_path: Path) -> None:
    from spdx_tools.spdx.model import Document
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    path = tmp_path / "report.spdx.json"
    path.write_text(DOCUMENTS["spdx"](many), encoding="utf-8")
    document = parse_file(str(path))
    ids = {each.spdx_id for each in document.packages}
    assert len(ids) == len(document.packages) >= ITEMS
    ends = {(each.spdx_element_id, str(each.related_spdx_element_id)) for each in document.relationships}
    assert {end for pair in ends for end in pair} <= ids | {"SPDXRef-DOCUMENT"}
    for some in slices(document.packages):
        inside = {"SPDXRef-DOCUMENT", *(each.spdx_id for each in some)}
        described = [
            each
            for each in document.relationships
            if each.spdx_element_id in inside and str(each.related_spdx_element_id) in inside
        ]
        part = Document(
            document.creation_info,
            packages=some,
            relationships=described,
            extracted_licensing_info=document.extracted_licensing_info,
        )
        if any(each.spdx_id.startswith("SPDXRef-item-") for each in some):
            assert validate_full_spdx_document(part) == []


def test_tag_value_is_valid(many: Json, tmp_path: Path) -> None:
    """The library's parser takes a twentieth of a second for a package, which would be an hour. The packages
    are told apart in the text, and it reads the first of each shape: all lines but name, id and package URL.
    """
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    head, *sections = re.split(r"^(?=## )", DOCUMENTS["spdx-tv"](many), flags=re.M)
    shapes: dict[str, str] = {}
    names: list[str] = []
    relationships, others = "", head
    for section in sections:
        if section.startswith("## Package Information"):
            names += re.findall(r"^SPDXID: (\S+)$", section, re.M)
            shape = re.sub(r"^(?:PackageName|SPDXID|ExternalRef): .*$", "", section, flags=re.M)
            shapes.setdefault(shape, section)
        elif section.startswith("## Relationships"):
            relationships = section
        elif section.startswith(("## Document", "## Creation")):
            others += section
    extracted = "".join(each for each in sections if each.startswith("## License"))
    assert len(set(names)) == len(names) >= ITEMS
    kept = {name for each in shapes.values() for name in re.findall(r"^SPDXID: (\S+)$", each, re.M)}
    pairs = re.findall(r"^Relationship: (\S+) (\S+) (\S+)$", relationships, re.M)
    assert {end for start, _, other in pairs for end in (start, other)} <= {*names, "SPDXRef-DOCUMENT"}
    lines = [
        f"Relationship: {' '.join(each)}"
        for each in pairs
        if {each[0], each[2]} <= {*kept, "SPDXRef-DOCUMENT"}
    ]
    path = tmp_path / "report.spdx"
    text = "\n".join([others, *shapes.values(), "## Relationships", *lines, "", extracted])
    path.write_text(text, encoding="utf-8")
    document = parse_file(str(path))
    assert len(document.packages) == len(shapes) > 50
    assert validate_full_spdx_document(document) == []


def test_spdx_3_follows_the_model_of_the_specification(many: Json) -> None:
    from spdx_python_model import v3_0_1 as model

    objects: Any = model.SHACLObjectSet()
    model.JSONLDDeserializer().read(BytesIO(DOCUMENTS["spdx3"](many).encode()), objects)
    assert objects.missing_ids <= {"https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertion"}
    packages = [each for each in objects.foreach_type("software_Package") if "#item-" in each._id]
    assert len(packages) == ITEMS
