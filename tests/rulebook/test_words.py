import re

from hypothesis import given
from hypothesis import strategies as st

from openscope.rulebook.words import find_words

WORD = re.compile(r"[^_\W]+\+?[^_\W]*")


@given(st.text(st.one_of(st.sampled_from("aB1+_. \n-"), st.characters())))
def test_words_are_those_of_the_pattern(text: str) -> None:
    words = find_words(text)
    assert [words.text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == WORD.findall(
        text.lower()
    )


@given(st.lists(st.text("abc", min_size=1, max_size=30), min_size=1))
def test_equal_words_and_no_others_have_equal_hashes(words: list[str]) -> None:
    hashes = find_words(" ".join(words)).hashes.tolist()
    assert len(set(hashes)) == len({(w[:16], w[-8:], len(w)) for w in words})
    assert dict(zip(words, hashes, strict=True)).keys() == set(words)
