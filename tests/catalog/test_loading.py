"""The loader is strict: each kind of mistake is reported with its file and key, and all of them at once."""

import shutil
from pathlib import Path

import pytest

from openscope.catalog import Catalog, CatalogError, read_catalog, rules_directory
from openscope.model import Limit

LICENSE = """
id = "LicenseRef-openscope-sample"
name = "Sample"
applies_to = "code"
category = "source-available"
text = "external"
"""
RESTRICTION = """
[[restriction]]
kind = "non-commercial"
summary = "No commerce"
quote = "not for sale"
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rules to break."""
    return Path(shutil.copytree(rules_directory(), tmp_path / "rules"))


def problems(rules: Path) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read_catalog(rules)
    return [str(problem) for problem in caught.value.problems]


def write(rules: Path, text: str) -> None:
    (rules / "licenses" / "sample.toml").write_text(text, encoding="utf-8")


def test_a_sound_addition_loads(rules: Path) -> None:
    write(
        rules,
        LICENSE + RESTRICTION + 'limit = { metric = "users", op = ">", value = 5, effect = "no-rights" }',
    )
    rule = read_catalog(rules).license("licenseref-openscope-SAMPLE")
    assert rule is not None
    assert rule.restrictions[0].limit == Limit("users", ">", 5, None, None, "no-rights")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (LICENSE + 'colour = "red"', "licenses/sample.toml: colour: unknown key"),
        (LICENSE.replace('name = "Sample"', "name = 7"), "name: must be a string that is not empty"),
        (LICENSE.replace('"code"', '"cheese"'), "applies_to: unknown word 'cheese'"),
        (LICENSE.replace('"external"', '"scancode:no-such-key"'), "text: 'no-such-key' is no key"),
        (
            LICENSE.replace('"external"', '"scancode:bsl-1.1"'),
            "text: 'bsl-1.1' is the text of licenses/bsl-1.1",
        ),
        (LICENSE.replace("source-available", "copyleft"), "copyleft: belongs to the category copyleft"),
        (LICENSE + 'families = ["smith"]', "families: unknown family 'smith'"),
        (LICENSE + 'hub = ["llama2"]', "duplicate alias: 'llama2' means"),
        (LICENSE + 'aliases = ["BSD"]', "duplicate alias: 'bsd' is ambiguous"),
        (LICENSE + 'marks = "one"', "marks: must be a list of strings"),
        (
            LICENSE.replace("LicenseRef-openscope-sample", "Sample-1.0"),
            "id: 'Sample-1.0' is not on the SPDX list",
        ),
        (LICENSE.replace("LicenseRef-openscope-sample", "MIT"), "name: is on the SPDX list"),
        (LICENSE + RESTRICTION.replace('quote = "not for sale"', ""), "restriction[1].quote: is missing"),
        (
            LICENSE + RESTRICTION.replace("non-commercial", "no-fun"),
            "restriction[1].kind: unknown word 'no-fun'",
        ),
        (
            LICENSE + RESTRICTION + 'limit = { metric = "users", op = "~", value = 5, effect = "none" }',
            "restriction[1].limit.effect: unknown word 'none'",
        ),
        (
            LICENSE
            + RESTRICTION
            + 'limit = { metric = "beards", op = ">", value = 5, effect = "no-rights" }',
            "restriction[1].limit.metric: unknown word 'beards'",
        ),
        (
            LICENSE
            + RESTRICTION
            + 'limit = { metric = "users", op = ">", value = true, effect = "no-rights" }',
            "restriction[1].limit.value: must be a number or a string",
        ),
        (LICENSE + RESTRICTION + 'of = "LicenseRef-none"', "of: no file describes 'LicenseRef-none'"),
        ("id = ", "licenses/sample.toml: cannot be read"),
    ],
)
def test_each_mistake_is_named(rules: Path, text: str, problem: str) -> None:
    write(rules, text)
    assert any(problem in found for found in problems(rules)), problems(rules)


def test_all_mistakes_are_reported_at_once(rules: Path) -> None:
    write(rules, LICENSE.replace('name = "Sample"', "") + 'colour = "red"')
    (rules / "corrections.toml").write_text('[rules]\n"a.RULE" = "No-Such-Licence"\n', encoding="utf-8")
    (rules / "families" / "orphan.toml").write_text(RESTRICTION, encoding="utf-8")
    (rules / "terms.toml").unlink()
    found = "\n".join(problems(rules))
    for file in (
        "corrections.toml: rules.a.RULE",
        "families/orphan.toml",
        "licenses/sample.toml: colour",
        "terms.toml",
    ):
        assert file in found


def test_overrides_must_name_known_ids_once(rules: Path) -> None:
    path = rules / "categories.toml"
    addition = (
        '\n[[override]]\nreason = "r"\ncategory = "permissive"\nids = ["Nope-1.0", "SOFA", "BUSL-1.1"]\n'
    )
    path.write_text(path.read_text(encoding="utf-8") + addition, encoding="utf-8")
    found = "\n".join(problems(rules))
    assert "'Nope-1.0' is neither" in found
    assert "'SOFA' is overridden twice" in found
    assert "busl-1.1 has a file of its own" in found


def test_a_missing_rules_directory_is_said(tmp_path: Path) -> None:
    assert "there is no rules directory" in problems(tmp_path / "none")[0]


def test_the_digest_follows_the_rules(rules: Path, catalog: Catalog) -> None:
    assert read_catalog(rules).digest == catalog.digest
    write(rules, LICENSE)
    assert read_catalog(rules).digest != catalog.digest


def test_the_catalog_is_frozen(catalog: Catalog) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        catalog.digest = "other"  # type: ignore[misc]


def test_every_term_is_complete(catalog: Catalog) -> None:
    assert len(catalog.terms) == 25
    restricting = {kind for kind, term in catalog.terms.items() if term.restricts_use}
    assert {"non-commercial", "usage-threshold", "acceptable-use", "no-output-training"} <= restricting
    assert restricting.isdisjoint(
        {"share-alike", "delayed-open", "indemnity", "patent-retaliation", "flow-down"}
    )
