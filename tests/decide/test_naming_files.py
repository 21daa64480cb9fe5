"""Licence files of their own words, which merely name what the manifest declares."""

import pytest

from openscope.model import Category
from tests.conftest import Look, only, slugs, text_of

CHOICE = """\
This software is licensed under the MIT license. It was begun by two people in a garage, who asked
their friends for help with the documentation and with the tests, and who thank all of them for the
many evenings that they spent on it together over the years, most of them rainy and some of them long.
"""
MANIFEST = '{"name": "pkg", "version": "1.0.0", "license": "MIT"}'


def test_prose_that_names_the_declared_licence_is_no_custom_licence(look: Look) -> None:
    item = only(look({"package.json": MANIFEST, "COPYING": CHOICE}))
    assert (item.license.concluded, item.category) == ("MIT", Category.PERMISSIVE)
    assert slugs(item) == []


@pytest.mark.parametrize(
    "text",
    [
        CHOICE.replace("MIT", "GPL-3.0"),
        CHOICE + "You may not use the software for any commercial purpose.\n",
    ],
)
def test_prose_that_says_more_stays_a_custom_licence(look: Look, text: str) -> None:
    item = only(look({"package.json": MANIFEST, "COPYING": text}))
    assert item.license.concluded != "MIT"
    assert item.category is not Category.PERMISSIVE
    assert slugs(item) != []


def test_without_a_declaration_it_stays_one_too(look: Look) -> None:
    item = only(look({"COPYING": CHOICE}))
    assert "unrecognised-license" in slugs(item)


def test_a_link_that_was_packed_as_a_file_is_no_licence(look: Look) -> None:
    item = only(look({"package.json": MANIFEST, "LICENSE": "../../LICENSE"}))
    assert (item.license.concluded, item.license.detected) == ("MIT", None)
    item = only(look({"package.json": MANIFEST, "LICENSE": text_of("MIT")}))
    assert item.license.detected == "MIT"
