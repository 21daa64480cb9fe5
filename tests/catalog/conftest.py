"""The catalog of this checkout, and its licence texts in the form in which quotes are compared."""

import pytest

from openscope.catalog import Catalog, LicenseRule, license_text, load_catalog, normal_text
from openscope.catalog.sources import read_license_data


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def active_rules(catalog: Catalog) -> dict[str, LicenseRule]:
    """Every licence of the installed licence data that is not deprecated there, by its key."""
    rules = {}
    for entry in read_license_data().entries:
        if not entry.deprecated:
            rule = catalog.license(catalog.from_key(entry.key))
            assert rule is not None, entry.key
            rules[entry.key] = rule
    return rules


@pytest.fixture(scope="session")
def texts(active_rules: dict[str, LicenseRule]) -> dict[str, str]:
    """The normalised texts of the installed licence data, by licence id."""
    found = {rule.id: license_text(rule) for rule in active_rules.values()}
    return {id: normal_text(text) for id, text in found.items() if text is not None}
