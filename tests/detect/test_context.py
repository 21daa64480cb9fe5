"""Licence words that a program works with are not its licence."""

import pytest

from openscope import scan
from openscope.detect.context import is_code, is_data, is_test
from tests.conftest import Grow


@pytest.mark.parametrize(
    ("line", "in_code", "in_test"),
    [
        ("# Licensed under the MIT License.", False, False),
        (' * Licensed under the GPL, version 2 ("the License")', False, False),
        ('__license__ = "MIT"', False, False),
        ("    license='GPL-3.0-or-later',", False, False),
        ('LICENSE_URL = "https://www.gnu.org/licenses/gpl-3.0.html"', False, False),
        ('MODULE_LICENSE("GPL");', False, False),
        ('print("This program is free software under the GPL version 3")', False, True),
        ('assert read("x") == "Licensed under the MIT License"', False, True),
        ('ids = ["MIT", "Apache-2.0"]', False, True),
        ('fetch("https://www.gnu.org/licenses/gpl-3.0.html")', True, True),
        ("home = 'https://www.apache.org/licenses/LICENSE-2.0'  # see there", True, True),
        ("x = 1  // SPDX-like: 'MIT'", False, False),
    ],
)
def test_words_are_data_where_the_line_says_so(line: str, in_code: bool, in_test: bool) -> None:
    assert (is_data(line, test=False), is_data(line, test=True)) == (in_code, in_test)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/unit/a.py", True),
        ("src/test_a.py", True),
        ("pkg/a_test.go", True),
        ("web/a.spec.ts", True),
        ("src/testing.py", False),
        ("latest/a.py", False),
        ("src/contest.py", False),
    ],
)
def test_tests_are_known_by_place_or_name(path: str, expected: bool) -> None:
    assert is_test(path) is expected


def test_german_words_are_no_mit_licence(grow: Grow) -> None:
    texts = {
        "a.txt": "Sie steht unter einer Lizenz mit denselben Elementen.\n",
        "b.txt": "Lizenz: MIT\n",
    }
    assert [file.path for file in scan([str(grow(texts))]).files] == ["b.txt"]


def test_a_test_that_names_licences_has_none(grow: Grow) -> None:
    code = "def test_it():\n    assert find('x') == 'Licensed under the GPL version 3'\n"
    root = grow({"tests/test_it.py": code, "tool.py": code, "LICENSE.txt": "MIT License\n"})
    assert [file.path for file in scan([str(root)]).files] == ["LICENSE.txt", "tool.py"]
    assert is_code("tool.py")
