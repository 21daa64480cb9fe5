"""A licence file that offers a choice binds nobody to each of the licences whose texts it holds."""

import json

import pytest

from openscope.catalog import Catalog, license_text
from tests.conftest import Look


def text(id: str, catalog: Catalog) -> str:
    rule = catalog.license(id)
    assert rule is not None
    words = license_text(rule)
    assert words is not None
    return words


def concluded(look: Look, catalog: Catalog, said: str, *ids: str, declared: str | None = None) -> str | None:
    """The licence of a tree with one licence file: words, and the texts of licences below them."""
    files: dict[str, str | bytes] = {"LICENSE": "\n\n".join([said, *(text(id, catalog) for id in ids)])}
    if declared is not None:
        files["package.json"] = json.dumps({"name": "a", "version": "1.0.0", "license": declared})
    [item] = look(files).items
    return item.license.concluded


EITHER = "Licensed under either of the Apache License, Version 2.0 or the MIT license at your option."


@pytest.mark.parametrize(
    ("said", "texts", "expression"),
    [
        (EITHER, ["MIT", "Apache-2.0"], "Apache-2.0 OR MIT"),
        (EITHER, ["MIT"], "Apache-2.0 OR MIT"),
        (EITHER, ["MIT", "Apache-2.0", "CC-BY-4.0"], "(Apache-2.0 OR MIT) AND CC-BY-4.0"),
        # The text says which version, where the words do not.
        (
            "This is dual licensed under the MIT and GPL licenses.",
            ["MIT", "GPL-2.0-only"],
            "MIT OR GPL-2.0-only",
        ),
        ("Dual licensed under MIT or GPL-2.0-only.", ["MIT", "GPL-2.0-only"], "MIT OR GPL-2.0-only"),
        (
            "x is a free software; you can redistribute\nit and/or modify it under the terms of either:\n\n"
            "* GPL or GPLv2+ (see https://www.gnu.org/licenses/license-list.html#GNUGPL), or\n"
            "* Artistic License - see below:\n",
            ["Artistic-1.0-Perl"],
            "GPL-2.0-or-later OR Artistic-1.0-Perl",
        ),
    ],
)
def test_the_texts_are_those_of_the_choice(
    look: Look, catalog: Catalog, said: str, texts: list[str], expression: str
) -> None:
    assert concluded(look, catalog, said, *texts) == expression


def test_in_a_collection_a_text_is_that_of_another_work(look: Look, catalog: Catalog) -> None:
    own = text("BSD-3-Clause", catalog)
    parts = [own, "The parser in lib/parser:", EITHER, "The printer in lib/printer:"]
    found = concluded(look, catalog, "\n\n".join(parts), "MIT")
    assert found == "BSD-3-Clause AND (Apache-2.0 OR MIT) AND MIT"


@pytest.mark.parametrize(
    ("declared", "texts", "expression"),
    [
        ("MIT OR Apache-2.0", ["Apache-2.0"], "MIT OR Apache-2.0"),
        ("MIT OR Apache-2.0", ["Apache-2.0", "CC-BY-3.0"], "(MIT OR Apache-2.0) AND CC-BY-3.0"),
        ("MIT OR GPL-2.0-or-later", ["GPL-2.0-only"], "MIT OR GPL-2.0-or-later"),
        # A variant may say more than what it varies.
        (
            "MIT OR BSD-3-Clause",
            ["BSD-3-Clause-No-Nuclear-License"],
            "MIT OR BSD-3-Clause-No-Nuclear-License",
        ),
    ],
)
def test_a_declared_choice_stands_with_the_texts_of_its_licences(
    look: Look, catalog: Catalog, declared: str, texts: list[str], expression: str
) -> None:
    assert concluded(look, catalog, "", *texts, declared=declared) == expression


def test_a_text_of_another_licence_speaks_against_a_declared_choice(look: Look, catalog: Catalog) -> None:
    found = concluded(look, catalog, "", "GPL-3.0-only", declared="MIT OR Apache-2.0")
    assert found == "(MIT OR Apache-2.0) AND GPL-3.0-only"


def test_a_readme_says_that_two_licence_files_are_a_choice(look: Look, catalog: Catalog) -> None:
    files: dict[str, str | bytes] = {
        "README.md": "# X\n\n## License\nLicensed under either of MIT or GPL-2.0 at your option.\n",
        "LICENSE-MIT": text("MIT", catalog),
        "LICENSE-GPL": text("GPL-2.0-only", catalog),
    }
    [item] = look(files).items
    assert item.license.concluded == "MIT OR GPL-2.0-only"
    [item] = look({**files, "README.md": "# X\n"}).items
    assert item.license.concluded == "GPL-2.0-only AND MIT"


def test_a_licence_file_offers_the_texts_of_the_others(look: Look, catalog: Catalog) -> None:
    files: dict[str, str | bytes] = {
        "LICENSE": EITHER,
        "LICENSE.MIT": text("MIT", catalog),
        "COPYING.apache": text("Apache-2.0", catalog),
        "COPYING.docs": text("CC-BY-4.0", catalog),
    }
    [item] = look(files).items
    assert sorted(str(item.license.concluded).split(" AND ")) == ["(Apache-2.0 OR MIT)", "CC-BY-4.0"]


def test_the_classifiers_of_what_may_be_chosen_are_no_list_of_duties(look: Look, catalog: Catalog) -> None:
    classifiers = [
        f"License :: OSI Approved :: {name}" for name in ("MIT License", "Apache Software License")
    ]
    files: dict[str, str | bytes] = {
        "pyproject.toml": f'[project]\nname = "x"\nversion = "1"\nclassifiers = {json.dumps(classifiers)}\n',
        "LICENSE": "\n\n".join([EITHER, text("MIT", catalog), text("Apache-2.0", catalog)]),
    }
    [item] = look(files).items
    assert item.license.concluded == "Apache-2.0 OR MIT"
