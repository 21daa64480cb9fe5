"""What is declared: tags in files, words in manifests, front matter in all its dirt."""

from pathlib import Path

import pytest

from openscope.catalog import Catalog
from openscope.detect import card, tag
from openscope.detect.page import Page
from openscope.detect.words import declared_expression
from openscope.model import Document, Reading, Role

Found = list[tuple[str | None, int | None]]


def page(text: str, role: Role = Role.OTHER) -> Page:
    return Page(Document("file", Path("file"), role, ".", True, len(text)), text)


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("Apache 2", "Apache-2.0"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("GPL-2.0", "GPL-2.0-only"),
        ("(MIT OR Apache-2.0)", "MIT OR Apache-2.0"),
        ("License :: OSI Approved :: MIT License", "MIT"),
        ("bsl-1.0", "BSL-1.0"),
        ("LicenseRef-our-own", "LicenseRef-our-own"),
        ("BSD", None),
        ("GPL", None),
        ("SEE LICENSE IN LICENSE.md", None),
        ("something of our own", None),
        ("", None),
        ("((((", None),
    ],
)
def test_words_of_a_manifest(catalog: Catalog, words: str, expression: str | None) -> None:
    assert declared_expression(words, catalog) == expression


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("# SPDX-License-Identifier: MIT", "MIT"),
        ("/* SPDX-License-Identifier: GPL-2.0-only OR MIT */", "GPL-2.0-only OR MIT"),
        ("<!-- SPDX-License-Identifier: CC-BY-4.0 -->", "CC-BY-4.0"),
        ('"""SPDX-License-Identifier: MIT"""', "MIT"),
        (
            "// SPDX-License-Identifier: GPL-2.0+ WITH Classpath-exception-2.0",
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
        ),
        ("# SPDX-License-Identifier: {license}", None),
        ("# SPDX-License-Identifier: <id>", None),
        ("# SPDX-License-Identifier:", None),
    ],
)
def test_a_tag(catalog: Catalog, line: str, expression: str | None) -> None:
    found = tag.detect(page(f"first\n{line}\nlast"), Reading("file"), catalog).evidence
    assert [(e.expression, e.start_line) for e in found] == ([(expression, 2)] if expression else [])


def test_a_tag_is_read_once_and_by_one_detector_only() -> None:
    text = "a\n# SPDX-License-Identifier: MIT\nb"
    assert "SPDX" not in tag.blank(text)
    assert tag.blank(text).count("\n") == text.count("\n")


def front(block: str, catalog: Catalog) -> Found:
    reading = card.detect(page(f"---\n{block}\n---\n# Card\n", Role.CARD), Reading("file"), catalog)
    return [(e.expression, e.start_line) for e in reading.evidence]


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("license: mit", [("MIT", 2)]),
        ("license: MIT", [("MIT", 2)]),
        ("tags: [a]\nlicense: apache-2.0", [("Apache-2.0", 3)]),
        ("license:\n- apache-2.0\n- bsd-3-clause", [("Apache-2.0", 2), ("BSD-3-Clause", 2)]),
        ("license: [llama2, other]", [("LicenseRef-scancode-llama-2-license-2023", 2), (None, 2)]),
        ("license: other\nlicense_name: deepseek", [(None, 2), ("LicenseRef-scancode-deepseek-la-1.0", 3)]),
        ("license: bsl-1.0", [("BSL-1.0", 2)]),
        ("licence: license", [(None, 2)]),
        ("license:", []),
        ("license: {a: b}", [(None, 2)]),
        ("license: [[mit]]", [(None, 2)]),
        ("license: cc-by-nc-4.0", [("CC-BY-NC-4.0", 2)]),
    ],
)
def test_front_matter(catalog: Catalog, block: str, found: Found) -> None:
    assert front(block, catalog) == found


def test_a_contradiction_inside_a_card_is_two_declarations(catalog: Catalog) -> None:
    found = front("license: mit\nlicense_name: microsoft-research-license", catalog)
    assert found[0][0] == "MIT"
    assert found[1][0] not in (None, "MIT")
