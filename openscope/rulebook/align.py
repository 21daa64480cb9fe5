"""Alignment: which words of a rule stand in a stretch of text, in the rule's order.

The longest common runs come first, and divide the rest; short gaps between them are filled word by
word. So a text is never matched by words scattered over it, however many it shares with a rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openscope.rulebook.grams import SIZE, Own
from openscope.rulebook.vocabulary import Numbers
from openscope.rulebook.words import Flags, Hashes

Run = tuple[int, int, int]
"""A common run: where it starts here and there, and its number of words."""

# A gap with more words than this on either side is not filled.
_LARGEST_GAP = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of a text from `start` to before `end`, but for those that are `settled`.

    `numbers`, `fours`, `heavy` and `settled` are those of the whole text.
    """

    numbers: Numbers
    fours: Hashes
    heavy: Flags
    settled: Flags
    start: int
    end: int


def align(piece: Piece, own: Own) -> list[Run]:
    """The common runs of a piece of text and a rule, in their order; each has a word of the law."""
    start, end = piece.start, piece.end
    settled = piece.settled[start:end]
    here = np.where(settled, np.uint16(0xFFFF), piece.numbers[start:end]) if settled.any() else None
    here = piece.numbers[start:end] if here is None else here
    rows = _maximal_runs(piece.fours[start : end - SIZE + 1], own)
    if settled.any():
        before = np.concatenate(([0], np.cumsum(settled)))
        rows = rows[before[rows[:, 0] + rows[:, 2]] == before[rows[:, 0]]]
    chosen = list(_divide(rows, (0, len(here)), (0, len(own.words))))
    if not chosen:
        return []
    runs: list[Run] = []
    last = (0, 0)
    for begin, other, size in [*chosen, (len(here), len(own.words), 0)]:
        runs += _fill(here, own.words, last, (begin, other))
        if size:
            runs.append((begin, other, size))
        last = (begin + size, other + size)
    weight = np.concatenate(([0], np.cumsum(piece.heavy[start:end]))).tolist()
    joined = _joined(runs)
    return [(a + start, b, size) for a, b, size in joined if weight[a + size] > weight[a]]


def _maximal_runs(mine: Hashes, own: Own) -> NDArray[np.int64]:
    """Every common run of at least `SIZE` words that cannot be extended: rows of here, there, size."""
    first = np.searchsorted(own.hashes, mine, "left")
    count = np.searchsorted(own.hashes, mine, "right") - first
    # A stretch that the rule repeats very often says nothing about where it stands.
    count[count > 64] = 0
    start = np.repeat(np.arange(len(mine)), count)
    offset = np.arange(len(start)) - np.repeat(np.cumsum(count) - count, count)
    other = own.places[np.repeat(first, count) + offset]
    by_diagonal = np.lexsort((start, start - other))
    start, other = start[by_diagonal], other[by_diagonal]
    if not len(start):
        return np.zeros((0, 3), np.int64)
    fresh = np.flatnonzero(np.diff(start - other) != 0) + 1
    fresh = np.union1d(fresh, np.flatnonzero(np.diff(start) != 1) + 1)
    begin = np.concatenate(([0], fresh))
    end = np.concatenate((fresh, [len(start)]))
    return np.stack((start[begin], other[begin], end - begin + SIZE - 1), 1)


def _divide(runs: NDArray[np.int64], here: tuple[int, int], there: tuple[int, int]) -> Iterator[Run]:
    """The longest run within both ranges, and the same again before and behind it, in order."""
    stack: list[tuple[NDArray[np.int64], tuple[int, int], tuple[int, int]] | Run] = [(runs, here, there)]
    while stack:
        task = stack.pop()
        if isinstance(task[0], int):
            yield task
            continue
        rows, (a, b), (c, d) = task
        rows = _clip(rows, a, b, c, d)
        if not len(rows):
            continue
        start, other, size = map(int, rows[np.argmax(rows[:, 2])])
        stack.append((rows, (start + size, b), (other + size, d)))
        stack.append((start, other, size))
        stack.append((rows, (a, start), (c, other)))


def _clip(rows: NDArray[np.int64], a: int, b: int, c: int, d: int) -> NDArray[np.int64]:
    """What of each run lies within the ranges; runs of which too little is left are dropped."""
    start, other, size = rows[:, 0], rows[:, 1], rows[:, 2]
    cut = np.maximum(np.maximum(a - start, c - other), 0)
    size = np.minimum(np.minimum(b - start, d - other), size) - cut
    keep = size >= 2
    return np.stack((start + cut, other + cut, size), 1)[keep]


def _fill(here: Numbers, there: Numbers, begin: tuple[int, int], end: tuple[int, int]) -> list[Run]:
    """The runs, however short, in a gap."""
    wide, long = end[0] - begin[0], end[1] - begin[1]
    if not wide or not long or max(wide, long) > _LARGEST_GAP:
        return []
    from rapidfuzz.distance import LCSseq  # most runs of openscope never need it

    blocks = LCSseq.opcodes(_string(here[begin[0] : end[0]]), _string(there[begin[1] : end[1]]))
    return [
        (block.src_start + begin[0], block.dest_start + begin[1], block.src_end - block.src_start)
        for block in blocks
        if block.tag == "equal"
    ]


def _joined(runs: list[Run]) -> list[Run]:
    """Runs that touch on both sides as one."""
    joined: list[Run] = []
    for start, other, size in runs:
        if joined and joined[-1][0] + joined[-1][2] == start and joined[-1][1] + joined[-1][2] == other:
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + size)
        else:
            joined.append((start, other, size))
    return joined


def _string(numbers: Numbers) -> str:
    """One character for each word, for a library that compares strings fast."""
    return (numbers.astype("<u4") + 0x10000).tobytes().decode("utf-32-le")
