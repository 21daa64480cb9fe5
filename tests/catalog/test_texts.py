"""Every quote stands in its licence's text, and marks tell one licence from all others.

A quote stands in a text if `normal_text(quote)` is a part of `normal_text(text)`: white space made
one space, quotation marks made straight, case folded, nothing else changed.
"""

import tomllib

import pytest

from openscope.catalog import Catalog, LicenseRule, license_text, normal_text, rules_directory


def curated(catalog: Catalog) -> list[LicenseRule]:
    """The licences that have a file of their own."""
    rules = []
    for path in sorted((rules_directory() / "licenses").glob("*.toml")):
        rule = catalog.license(tomllib.loads(path.read_text(encoding="utf-8"))["id"])
        assert rule is not None, path.name
        rules.append(rule)
    return rules


def test_every_quote_stands_in_its_text(catalog: Catalog) -> None:
    missing, unchecked = [], set()
    for rule in curated(catalog):
        text = license_text(rule)
        if text is None:
            unchecked.add(rule.id)
            continue
        for item in rule.restrictions:
            other = catalog.license(item.of) if item.of else None
            words = normal_text((license_text(other) if other else text) or "")
            if normal_text(item.quote) not in words:
                missing.append((rule.id, item.quote))
    assert missing == []
    assert unchecked == {rule.id for rule in curated(catalog) if rule.text in ("external", None)}


def test_what_has_no_text_is_quoted_from_its_name(catalog: Catalog) -> None:
    nameless = [rule for rule in curated(catalog) if rule.text is None]
    assert nameless
    for rule in nameless:
        names = " ".join(map(normal_text, rule.aliases))
        assert all(normal_text(item.quote) in names for item in rule.restrictions)


def test_other_ids_of_a_file_carry_the_same_quotes(catalog: Catalog) -> None:
    for id in ("AGPL-3.0-or-later", "AGPL-1.0-or-later"):
        rule = catalog.license(id)
        assert rule is not None
        text = license_text(rule)
        assert text is not None
        assert rule.restrictions
        assert all(normal_text(item.quote) in normal_text(text) for item in rule.restrictions)


def test_each_mark_identifies_its_own_text_and_no_other(catalog: Catalog, texts: dict[str, str]) -> None:
    for rule in catalog.marked():
        marks = [normal_text(mark) for mark in rule.marks]
        bearers = {id for id, text in texts.items() if all(mark in text for mark in marks)}
        assert bearers == ({rule.id} & texts.keys()), rule.id


def test_no_marks_contain_those_of_another_licence(catalog: Catalog) -> None:
    marked = {rule.id: " \n ".join(map(normal_text, rule.marks)) for rule in catalog.marked()}
    for rule in catalog.marked():
        marks = [normal_text(mark) for mark in rule.marks]
        assert [id for id, own in marked.items() if all(mark in own for mark in marks)] == [rule.id]


def test_restricted_licences_without_an_installed_text_have_marks(catalog: Catalog) -> None:
    """Without marks nothing could recognise them, and their restrictions would never be found."""
    external = [rule for rule in curated(catalog) if rule.text == "external" and rule.restrictions]
    assert [rule.id for rule in external if not rule.marks] == []


@pytest.mark.parametrize(
    ("title", "id"),
    [
        (
            "META LLAMA 3 COMMUNITY LICENSE AGREEMENT\n\nMeta Llama 3 Version Release Date: April 18, 2024",
            "LicenseRef-openscope-llama-3",
        ),
        (
            "LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\n Llama 3.1 Version Release Date: July 23, 2024",
            "LicenseRef-scancode-llama-3.1-license-2024",
        ),
        ("FLUX.1 [dev] Non-Commercial License v1.1.1", "LicenseRef-openscope-flux-1-dev"),
        ("FLUX [dev] Non-Commercial License v2.0", "LicenseRef-openscope-flux-2-dev"),
        ("The ChatGLM2-6B License", "LicenseRef-openscope-chatglm2-6b"),
        (
            "TENCENT HUNYUAN COMMUNITY LICENSE AGREEMENT\nTencent HunyuanVideo Release Date: December 3, 2024"
            "\nexcluding the territory of the European Union, United Kingdom and South Korea\n"
            "is greater than 100 million monthly active users in the preceding calendar month",
            "LicenseRef-openscope-tencent-hunyuan",
        ),
        (
            "FALCON 180B TII LICENSE VERSION 1.0\n9.3. Subject to Section 9.4, you are not licensed to use "
            "the Work or Derivative Work under this license for Hosting Use.",
            "LicenseRef-openscope-falcon-180b",
        ),
        (
            "K-EXAONE AI Model License Agreement\n2.2 Distribution, sublicensing, or making the Model and "
            "Derivative Work available to third parties for commercial purposes requires separate agreement "
            "with Licensor.",
            "LicenseRef-openscope-k-exaone",
        ),
    ],
)
def test_near_relatives_are_told_apart(catalog: Catalog, title: str, id: str) -> None:
    text = normal_text(title)
    found = [rule.id for rule in catalog.marked() if all(normal_text(mark) in text for mark in rule.marks)]
    assert found == [id]
