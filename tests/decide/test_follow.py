"""A file that refers to another for its licence is under what stands there."""

import pytest

from openscope import scan
from openscope.catalog import Catalog, license_text
from tests.conftest import Grow

MIT = "The MIT License\n\nPermission is granted by the MIT License.\n"
SEE = "/* See LICENSE for license information. */\nint x;\n"


def expressions(grow: Grow, files: dict[str, str]) -> dict[str, str | None]:
    return {file.path: file.expression for file in scan([str(grow(files))]).files}


@pytest.mark.parametrize("place", ["LICENSE", "src/LICENSE", "src/deep/License"])
def test_the_nearest_file_of_that_name_is_taken(grow: Grow, place: str) -> None:
    found = expressions(grow, {place: MIT, "src/deep/a.c": SEE, "other/LICENSE": "BSD-3-Clause license"})
    assert found["src/deep/a.c"] == "MIT"


def test_a_name_that_leads_nowhere_stays_a_reference(grow: Grow) -> None:
    found = expressions(grow, {"src/a.c": SEE, "other/LICENSE": MIT})
    assert found["src/a.c"] == "LicenseRef-scancode-unknown-license-reference"


def test_another_item_is_not_asked(grow: Grow) -> None:
    package = '{"name": "inner", "version": "1.0.0"}'
    found = expressions(grow, {"LICENSE": MIT, "inner/package.json": package, "inner/src/a.c": SEE})
    assert found["inner/src/a.c"] == "LicenseRef-scancode-unknown-license-reference"


def test_a_file_that_names_itself_or_a_ring_says_nothing(grow: Grow) -> None:
    files = {"LICENSE": SEE, "src/COPYING": "See LICENSE for license information.\n"}
    assert set(expressions(grow, files).values()) == {"LicenseRef-scancode-unknown-license-reference"}


def test_the_reference_is_in_the_evidence_with_its_line(grow: Grow) -> None:
    report = scan([str(grow({"LICENSE": MIT, "a.c": "\n\n" + SEE}))])
    (file,) = [file for file in report.files if file.path == "a.c"]
    assert [(m.detector, m.start_line, m.quote) for m in file.matches if m.detector == "reference"] == [
        ("reference", 3, "see LICENSE")
    ]


@pytest.mark.parametrize("id", ["BSD-2-Clause", "BSD-3-Clause"])
def test_a_choice_of_two_files_is_of_what_they_are(grow: Grow, catalog: Catalog, id: str) -> None:
    """The words name no BSD licence, and ScanCode's rule takes them for the one of three clauses."""
    rules = [rule for name in ("Apache-2.0", id) if (rule := catalog.license(name))]
    apache, bsd = [license_text(rule) or "" for rule in rules]
    choice = (
        "This software is made available under the terms of *either* of the licenses\n"
        "found in LICENSE.APACHE or LICENSE.BSD."
    )
    root = grow(
        {
            "LICENSE": f"{choice}\n",
            "LICENSE.APACHE": apache,
            "LICENSE.BSD": bsd,
            "package.json": f'{{"name": "x", "version": "1", "license": "Apache-2.0 OR {id}"}}',
        }
    )
    (item,) = scan([str(root)]).items

    assert item.license.concluded == f"Apache-2.0 OR {id}"
    assert item.license.detected is not None
    assert item.license.detected.count("BSD-2-Clause" if id == "BSD-3-Clause" else "BSD-3-Clause") == 0
