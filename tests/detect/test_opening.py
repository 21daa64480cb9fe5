"""A licence file whose own terms stand above the licences of works within is not under those licences."""

import pytest

from openscope.catalog import Catalog, license_text
from openscope.model import Category
from tests.conftest import Look

TERMS = (
    "Acme SDK. Copyright 2024 Acme Inc.\n\nThe SDK is licensed under the Acme Terms of Service, for use only"
    " with an active Acme account. This license terminates when the account is closed.\n"
)
WITHIN = "Contains code from Leftpad, which is licensed as follows:"


@pytest.mark.parametrize(
    ("above", "custom"),
    [
        (f"{TERMS}\n---\n{WITHIN}", True),
        (f"{TERMS}\nThird-party software:", True),
        ("Acme SDK. Copyright 2024 Acme Inc.\n", False),
        # A list of works within says nothing of the whole.
        (f"Acme SDK. Copyright 2024 Acme Inc.\n\n{WITHIN}", False),
        # Nothing says that the licence below is another work's.
        (
            "By using it you accept the Acme subscription agreement, licensed only once.\n\nThe MIT License",
            False,
        ),
    ],
)
def test_its_own_terms_are_a_custom_licence(look: Look, catalog: Catalog, above: str, custom: bool) -> None:
    mit = catalog.license("MIT")
    assert mit is not None
    [item] = look({"LICENSE": f"{above}\n\n{license_text(mit)}"}).items
    found = item.license.concluded or ""
    assert found.startswith("LicenseRef-openscope-custom-") == custom
    assert found.endswith("MIT")
    assert (item.category is Category.UNKNOWN) == custom
    assert ("OS103" in {finding.code for finding in item.findings}) == custom


APART = (
    "Portions of this software are licensed as follows:\n\n"
    '* All content that resides under the "enterprise/" directory of this repository, if that directory'
    ' exists, is licensed under the license defined in "enterprise/LICENSE".\n'
    "* Content outside of the above mentioned directories or restrictions above is available under the MIT"
    " license as defined below.\n---\n"
)


def test_a_directory_with_a_licence_of_its_own_is_an_item_of_its_own(look: Look, catalog: Catalog) -> None:
    mit = catalog.license("MIT")
    assert mit is not None
    files: dict[str, str | bytes] = {"LICENSE": f"{APART}{license_text(mit)}", "a.py": "a = 1\n"}
    [item] = look(files).items
    assert item.license.concluded == "MIT"
    own = "The Acme Enterprise License. This software may only be used in production with a subscription.\n"
    whole, part = look({**files, "enterprise/LICENSE": own * 12}).items
    assert whole.license.concluded == "MIT"
    assert (part.item.path, part.category) == ("enterprise", Category.SOURCE_AVAILABLE)
