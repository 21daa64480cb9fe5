"""Categories of expressions, and the traps of the field."""

import pytest

from openscope.catalog import Catalog
from openscope.decide.classify import classify
from openscope.model import Category, Clause, Copyleft


@pytest.mark.parametrize(
    ("expression", "category", "copyleft"),
    [
        ("MIT", Category.PERMISSIVE, None),
        ("MIT OR GPL-3.0-only", Category.PERMISSIVE, None),
        ("MIT AND GPL-3.0-only", Category.COPYLEFT, Copyleft.STRONG),
        ("LGPL-2.1-only AND AGPL-3.0-only", Category.COPYLEFT, Copyleft.NETWORK),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Category.COPYLEFT, Copyleft.WEAK),
        ("Apache-2.0 WITH LLVM-exception", Category.PERMISSIVE, None),
        ("BUSL-1.1", Category.SOURCE_AVAILABLE, None),
        ("BSL-1.0", Category.PERMISSIVE, None),
        ("SSPL-1.0 OR Elastic-2.0", Category.SOURCE_AVAILABLE, None),
        ("CC-BY-NC-ND-4.0", Category.SOURCE_AVAILABLE, None),
        ("LicenseRef-scancode-moonshot-ai-modified-mit-2025", Category.SOURCE_AVAILABLE, None),
        ("ODC-By-1.0", Category.PERMISSIVE, None),
        ("MPL-2.0+", Category.COPYLEFT, Copyleft.WEAK),
        ("LicenseRef-nobody-knows", Category.UNKNOWN, None),
        ("MIT AND LicenseRef-nobody-knows", Category.UNKNOWN, None),
        ("MIT OR LicenseRef-nobody-knows", Category.PERMISSIVE, None),
        ("LicenseRef-scancode-google-cla", Category.UNKNOWN, None),
        (None, Category.UNKNOWN, None),
    ],
)
def test_category(
    catalog: Catalog, expression: str | None, category: Category, copyleft: Copyleft | None
) -> None:
    assert classify(expression, catalog).pair == (category, copyleft)


def test_the_chosen_branch_is_recorded(catalog: Catalog) -> None:
    assert classify("(GPL-2.0-only OR MIT) AND Zlib", catalog).chosen == "MIT AND Zlib"


@pytest.mark.parametrize(
    ("kind", "category"),
    [("non-commercial", Category.SOURCE_AVAILABLE), ("indemnity", Category.UNKNOWN)],
)
def test_a_text_nobody_knows_is_source_available_only_where_it_restricts_use(
    catalog: Catalog, kind: str, category: Category
) -> None:
    clause = Clause(kind, "LICENSE", 1, 1, "words")
    assert classify("LicenseRef-x", catalog, {"LicenseRef-x": (clause,)}).category is category


def test_what_all_candidates_share_is_known(catalog: Catalog) -> None:
    assert (
        classify(None, catalog, candidates=["BSD-2-Clause", "BSD-3-Clause"]).category is Category.PERMISSIVE
    )
    assert classify(None, catalog, candidates=["MIT", "GPL-2.0-only"]).category is Category.UNKNOWN
