"""Which documents speak for an item: its own words first, and never what somebody else wrote."""

import json

import pytest

from openscope.catalog import Catalog, license_text
from openscope.model import Assessment, Category
from tests.conftest import Look

HEADER = "/*\n * Licensed under the MIT license.\n * SPDX-License-Identifier: MIT\n */\nexport default 1\n"


def package(**fields: object) -> str:
    return json.dumps({"name": "a", "version": "1.0.0", **fields})


def only(look: Look, files: dict[str, str | bytes]) -> Assessment:
    [item] = look(files).items
    return item


def codes(item: Assessment) -> list[str]:
    return sorted({finding.code for finding in item.findings})


def text(id: str, catalog: Catalog) -> str:
    rule = catalog.license(id)
    assert rule is not None
    return license_text(rule) or ""


def test_where_nothing_else_speaks_the_files_do(look: Look) -> None:
    item = only(look, {"package.json": package(), "src/a.js": HEADER})
    assert item.license.concluded == "MIT"


@pytest.mark.parametrize("place", ["vendor/a.js", "src/third_party/a.js", "dist/a.js", "lib/a.min.js"])
def test_what_somebody_else_wrote_does_not(look: Look, place: str) -> None:
    item = only(look, {"package.json": package(), place: HEADER})
    assert item.license.concluded is None
    assert codes(item) == ["OS102"]


@pytest.mark.parametrize("name", ["ACME-EULA-2.0", "Acme Software License 3"])
def test_a_header_is_not_what_a_manifest_declares_by_a_name_of_its_own(look: Look, name: str) -> None:
    item = only(look, {"package.json": package(license=name), "src/a.js": HEADER})
    assert (item.license.concluded, item.category) == (None, Category.UNKNOWN)
    assert codes(item) == ["OS105"]


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ("https://acme.example/buy", ["OS105"]),
        ("SEE LICENSE IN LICENSE", []),
        ("LICENSE.txt", []),
        ("BSD", ["OS101"]),
    ],
)
def test_a_text_does_not_settle_a_name_that_nobody_knows(
    look: Look, catalog: Catalog, declared: str, found: list[str]
) -> None:
    files: dict[str, str | bytes] = {
        "package.json": package(license=declared),
        "LICENSE": text("MIT", catalog),
    }
    assert codes(only(look, files)) == found


@pytest.mark.parametrize("declared", ["MIT AND", "MIT OR", "WITH MIT"])
def test_half_an_expression_is_not_understood(look: Look, declared: str) -> None:
    item = only(look, {"package.json": package(license=declared)})
    assert item.license.concluded is None
    assert codes(item) == ["OS105"]


@pytest.mark.parametrize(
    ("declared", "texts", "expression"),
    [
        # The third version of the LGPL is read together with the GPL.
        (None, ["LGPL-3.0-only", "GPL-3.0-only"], "LGPL-3.0-only"),
        ("LGPL-2.1-or-later", ["LGPL-2.1-only", "GPL-2.0-only"], "LGPL-2.1-or-later"),
        (None, ["LGPL-2.1-only", "GPL-2.0-only"], "GPL-2.0-only AND LGPL-2.1-only"),
        ("GPL-2.0-or-later", ["LGPL-2.1-only", "GPL-2.0-only"], "GPL-2.0-only AND LGPL-2.1-only"),
    ],
)
def test_the_gpl_beside_the_lgpl(
    look: Look, catalog: Catalog, declared: str | None, texts: list[str], expression: str
) -> None:
    names = dict(zip(("COPYING.LESSER", "COPYING"), texts, strict=True))
    files: dict[str, str | bytes] = {name: text(id, catalog) for name, id in names.items()}
    if declared:
        files["package.json"] = package(license=declared)
    assert only(look, files).license.concluded == expression
