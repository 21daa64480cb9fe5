"""Licences that are known by phrases which only they have."""

from pathlib import Path

import pytest

from openscope import scan
from openscope.catalog import load_catalog
from tests.conftest import Grow

INFORMATICA = (
    "Redistribution and use in source and binary forms are permitted without restriction.\n"
    "THE SOFTWARE IS PROVIDED AS IS AND INFORMATICA DISCLAIMS ALL WARRANTIES EXPRESS OR IMPLIED.\n"
)
LLAMA = "LLAMA 3.3 COMMUNITY LICENSE AGREEMENT\nLlama 3.3 Version Release Date: December 6, 2024\n"


def expressions(root: Path) -> dict[str, str | None]:
    return {file.path: file.expression for file in scan([str(root)]).files}


def test_marks_count_in_any_file_and_for_the_words_around_them_only(grow: Grow) -> None:
    apart = "\n" * 9 + "Licensed under the Apache License, Version 2.0\n"
    assert expressions(grow({"src/a.c": INFORMATICA, "src/b.c": INFORMATICA + apart})) == {
        "src/a.c": "Informatica",
        "src/b.c": "Informatica AND Apache-2.0",
    }


def test_one_of_several_marks_is_not_enough(grow: Grow) -> None:
    first, second = LLAMA.splitlines()
    found = expressions(grow({"both/LICENSE": LLAMA, "one/LICENSE": first, "other/LICENSE": second}))
    assert found["both/LICENSE"] == "LicenseRef-scancode-llama-3.3-license-2024"
    assert "llama-3.3" not in (found.get("other/LICENSE") or "")


@pytest.mark.parametrize("id", [rule.id for rule in load_catalog().marked()])
def test_the_marks_of_every_licence_name_it(grow: Grow, id: str) -> None:
    rule = load_catalog().license(id)
    assert rule is not None
    text = "\n".join(f"{mark}." for mark in rule.marks)
    assert id in (expressions(grow({"notice.txt": text}))["notice.txt"] or "")
