"""What a report may do to a terminal: nothing."""

import pytest

from openscope.model import Limit
from openscope.render.item import limit_words
from openscope.render.style import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Größe 大", "Größe 大"),
        ("a\nb", "a\\nb"),
        ("a\tb", "a b"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("abc\u202edef", "abc\\u202edef"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("a\udcffb", "a\\udcffb"),
    ],
)
def test_control_characters_are_made_visible(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (
            Limit("monthly-active-users", ">", 700_000_000, "users", "month", "license-required"),
            "monthly-active-users > 700,000,000 users: license-required",
        ),
        (
            Limit("date", ">=", "2030-01-01", None, None, "converts-to-change-license", becomes="MIT"),
            "opens 2030-01-01 as MIT",
        ),
        (
            Limit("date", ">=", None, None, "4 years after the release", "converts-to-change-license"),
            "opens 4 years after the release",
        ),
    ],
)
def test_a_limit_in_words(limit: Limit, words: str) -> None:
    assert limit_words(limit) == words
