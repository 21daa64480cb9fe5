from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from openscope.rulebook.align import Piece, align
from openscope.rulebook.common import common
from openscope.rulebook.grams import SIZE, Own
from openscope.rulebook.rolling import roll

words = st.lists(st.integers(0, 12), min_size=SIZE, max_size=80)


def piece(numbers: list[int]) -> Piece:
    array = np.array(numbers, np.uint16)
    nothing = np.zeros(len(array), np.bool_)
    return Piece(array, roll(array).windows(SIZE), ~nothing, nothing, 0, len(array))


@given(words, words)
def test_runs_are_common_and_in_order(here: list[int], there: list[int]) -> None:
    before = (0, 0)
    for start, other, size in align(piece(here), Own.of(np.array(there, np.uint16))):
        assert size > 0
        assert here[start : start + size] == there[other : other + size]
        assert (start, other) >= before
        assert start >= before[0]
        assert other >= before[1]
        before = (start + size, other + size)


@given(words, words, words)
def test_a_text_is_found_whole_in_a_greater_one(before: list[int], text: list[int], after: list[int]) -> None:
    runs = align(piece([*before, *text, *after]), Own.of(np.array(text, np.uint16)))
    assert sum(size for _, _, size in runs) == len(text)


@given(words)
def test_rolling_hashes_tell_stretches_apart(numbers: list[int]) -> None:
    rolling = roll(np.array(numbers, np.uint16))
    windows = rolling.windows(SIZE).tolist()
    texts = [tuple(numbers[i : i + SIZE]) for i in range(len(numbers) - SIZE + 1)]
    assert len(set(windows)) == len(set(texts)) == len(set(zip(windows, texts, strict=True)))


def longest(here: list[int], there: list[int]) -> int:
    """How long a common subsequence can be, by the textbook's table."""
    above = [0] * (len(there) + 1)
    for word in here:
        row = [0]
        for place, other in enumerate(there):
            row.append(above[place] + 1 if word == other else max(row[-1], above[place + 1]))
        above = row
    return above[-1]


few_words = st.lists(st.integers(0, 4), max_size=90)


@given(few_words, few_words)
def test_no_longer_common_subsequence_is_there(here: list[int], there: list[int]) -> None:
    pairs = common(here, there)
    assert all(here[a] == there[b] for a, b in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert len(pairs) == longest(here, there)


@given(few_words, few_words, few_words)
def test_the_same_beginning_and_end_are_taken_whole(
    head: list[int], here: list[int], tail: list[int]
) -> None:
    pairs = common(head + here + tail, head + tail)
    assert [pair for pair in pairs if pair[0] < len(head)] == [(at, at) for at in range(len(head))]
    assert len(pairs) == len(head) + len(tail)


def test_of_equally_long_ones_one_is_always_taken() -> None:
    assert common([1, 2, 9, 2, 3], [8, 2, 7]) == [(1, 1)]
    assert common([], [1]) == common([1], []) == common([1], [2]) == []
