"""Sentences and the words that lead the items of a list."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.detect.flow import flow
from openscope.detect.sentence import LONGEST_SENTENCE, MOST_ITEMS, sentences


def read(text: str) -> list[tuple[str, ...]]:
    """Each sentence behind its leads."""
    running = flow(enumerate(text.splitlines(), 1))
    return [
        (*(running.text[start:end] for start, end in part.leads), running.text[part.start : part.end])
        for part in sentences(running)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two? Three!", [("One.",), ("Two?",), ("Three!",)]),
        ("Acme Inc. grants it, e.g. to you.", [("Acme Inc. grants it, e.g. to you.",)]),
        ("3. Terms apply. 4. More.", [("3. Terms apply.",), ("4. More.",)]),
        (
            "You may not: (a) sell it; or (b) lend it. We may.",
            [("You may not:",), ("You may not:", "(a) sell it;"),
             ("You may not:", "or (b) lend it."), ("We may.",)],
        ),
        ("You may:\n- use it\n- share it\n\nThanks.", [
            ("You may:",), ("You may:", "use it"), ("You may:", "share it"), ("Thanks.",)]),
        ("Do not: (a) use it: 1. here; 2. there; (b) sell it.", [
            ("Do not:",), ("Do not:", "(a) use it:"), ("Do not:", "(a) use it:", "1. here;"),
            ("Do not:", "(a) use it:", "2. there;"), ("Do not:", "(a) use it:", "(b) sell it.")]),
        ("不得：出售。其他。", [("不得：",), ("不得：", "出售。"), ("其他。",)]),
    ],
)  # fmt: skip
def test_sentences_with_their_leads(text: str, found: list[tuple[str, ...]]) -> None:
    assert read(text) == found


def test_a_list_lends_its_lead_to_so_many_items_only() -> None:
    items = "\n".join(["- one more;"] * (MOST_ITEMS + 10))
    assert sum(len(each) == 2 for each in read(f"You may not:\n{items}")) == MOST_ITEMS


@given(st.text(alphabet="ab .;:,(1)\n-*", max_size=300))
def test_every_word_is_in_one_sentence(text: str) -> None:
    running = flow(enumerate(text.splitlines(), 1))
    parts = [*sentences(running)]
    assert all(first.end <= second.start for first, second in pairwise(parts))
    covered = sum(len("".join(running.text[p.start : p.end].split())) for p in parts)
    assert covered == len("".join(running.text.split()))


def test_words_without_an_end_are_cut() -> None:
    assert all(len(each[-1]) <= LONGEST_SENTENCE for each in read("word " * 5_000))
