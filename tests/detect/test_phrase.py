"""Phrases: atoms in their order, with gaps, inside one sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.detect.phrase import phrase


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("not … sell", "you may not, ever, sell it", [(8, 23)]),
        ("not … sell", "sell it, but not now", []),
        ("not …5 sell", "not ever sell", []),
        ("not …6 sell", "not ever sell", [(0, 13)]),
        ("not … sell", "not a, not b, sell", [(7, 18)]),
        ("not", "nothing, notes", []),
        ("<no> … sell", "never sell", [(0, 10)]),
        ("商业", "不得用于商业用途", [(4, 6)]),
        ("policy$", "the policy", [(4, 10)]),
    ],
)
def test_where_a_phrase_stands(written: str, text: str, found: list[tuple[int, int]]) -> None:
    assert [*phrase(written, {"no": "(?:not|never)"}).find(text)] == found


def test_a_name_without_words_is_refused() -> None:
    with pytest.raises(KeyError):
        phrase("<unknown> … sell", {})


@given(st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=12), st.integers(0, 8))
def test_a_phrase_is_found_where_one_expression_finds_it(words: list[str], gap: int) -> None:
    text = " ".join(words)
    naive = re.search(rf"\ba\b.{{0,{gap}}}?\bb\b.*?\bc\b", text)
    assert phrase(f"a …{gap} b … c", {}).stands_in(text) == bool(naive)


@given(
    st.sampled_from(["a", "a … b", "(?:a|x)$", "a(?! b)", "(?<!a )b", "b …2 c"]),
    st.lists(st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=6).map(" ".join), max_size=4),
)
def test_a_phrase_that_stands_in_a_text_may_stand_among_all(written: str, texts: list[str]) -> None:
    each = phrase(written, {})
    if any(each.stands_in(text) for text in texts):
        assert each.may_stand_among("\n".join(texts))
