"""What a report may do to a terminal: nothing."""

import pytest

from openscope.model import Limit
from openscope.render.item import limit_words
from openscope.render.style import Style, printable, wrapped


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


FIX = (
    'replace it, or write an [[exception]] with item = "pkg:npm/a b", allow = ["A", "B"] into x.toml; `a b c`'
)


@pytest.mark.parametrize("width", [20, 40, 60, 200])
def test_prose_is_wrapped_and_what_is_copied_stays_in_one_piece(width: int) -> None:
    assert wrapped(FIX, Style(width=width), 4, 2) == [FIX], "without an edge nothing is wrapped"
    lines = wrapped(FIX, Style(width=width, wrap=True), 4, 2)
    assert " ".join(lines).strip() == FIX
    for piece in ('item = "pkg:npm/a b",', 'allow = ["A", "B"]', "`a b c`"):
        assert any(piece in line for line in lines)
    for number, line in enumerate(lines):
        assert len(line) + (2 if number else 4) <= max(width, len('item = "pkg:npm/a b",') + 2)
    assert (len(lines) == 1) is (width == 200)


def test_a_word_that_does_not_fit_behind_a_head_goes_below_it() -> None:
    style = Style(width=20, wrap=True)
    assert wrapped("0123456789 x", style, 12, 2) == ["", "0123456789 x"]
    assert wrapped("0" * 30, style, 2, 2) == ["0" * 30]
