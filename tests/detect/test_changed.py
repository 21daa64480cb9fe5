"""An open licence into which words were written that forbid something is not that licence."""

import pytest

from openscope.model import Category
from tests.conftest import Look, only, text_of

COPYRIGHT = "Copyright (c) 2024 The Makers\n\n"

ADDED = (
    "\nThe tensors that this software provides shall not be conjoined with other tensors unless the holder"
    " of the licence gives its explicit permission in writing, and every utility that is made for joining"
    " tensors is forbidden from use with this software.\n\n"
)
HARMLESS = (
    "\nThe tensors that this software provides are stored as safetensors files beside this one, each with a"
    " sum of its bytes, and every utility that reads such files can be used with them at once, on any"
    " machine that has enough memory for all of them together.\n\n"
)


def mit(added: str, grant: str = "merge") -> str:
    head, mark, rest = text_of("MIT").partition("THE SOFTWARE IS PROVIDED")
    return COPYRIGHT + head.replace("modify, merge", f"modify, {grant}") + added + mark + rest


def test_a_licence_file_with_such_words_is_a_custom_licence(look: Look) -> None:
    item = only(look({"LICENSE": mit(ADDED, "NOT merge"), "package.json": '{"name": "a", "license": "MIT"}'}))
    assert item.license.concluded != "MIT"
    assert item.category is Category.UNKNOWN
    (finding,) = (each for each in item.findings if each.slug == "unrecognised-license")
    assert finding.message.startswith("reads like MIT")
    assert "NOT merge" in finding.message
    assert finding.line is not None
    assert finding.line > 1


@pytest.mark.parametrize("beside", ["", "The code in this repository is under the Apache License 2.0.\n\n"])
def test_a_card_with_such_words_is_a_custom_licence(look: Look, beside: str) -> None:
    text = mit(ADDED, "NOT merge")
    item = only(look({"README.md": f"---\nlanguage: en\n---\n# A model\n\n{beside}```\n{text}\n```\n"}))
    assert "LicenseRef-openscope-custom-" in (item.license.concluded or "")
    assert "MIT" not in (item.license.concluded or "").split(" AND ")
    assert item.category is Category.UNKNOWN
    assert any("reads like MIT" in each.message for each in item.findings)


@pytest.mark.parametrize("added", ["", HARMLESS])
def test_other_words_change_no_licence(look: Look, added: str) -> None:
    item = only(look({"LICENSE": mit(added)}))
    assert (item.license.concluded, item.category) == ("MIT", Category.PERMISSIVE)
