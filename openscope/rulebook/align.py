"""Alignment: which words of a rule stand in a stretch of text, in the rule's order.

The longest common runs come first, and divide the rest; short gaps between them are filled word by
word. So a text is never matched by words scattered over it, however many it shares with a rule.
"""

from bisect import bisect
from heapq import heapify, heappop, heappush

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from openscope.rulebook.common import common
from openscope.rulebook.grams import SIZE, Own
from openscope.rulebook.vocabulary import Numbers
from openscope.rulebook.words import Flags, Hashes

Run = tuple[int, int, int]
"""A common run: where it starts here and there, and its number of words."""

# What is left of a run beside longer ones counts from this many words on.
_SHORTEST = 2
# A gap with more words than this on either side is not filled.
_LARGEST_GAP = 400
_OFTEN = 64


class Piece(Struct, frozen=True):
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
    chosen = _longest_first([(a, b, size) for a, b, size in rows.tolist()])
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
    start, index = own.find(mine)
    first = own.first[index]
    count = own.first[index + 1] - first
    if len(count) and count.max() > 1:
        # A stretch that the rule repeats very often says nothing about where it stands.
        count[count > _OFTEN] = 0
        start = np.repeat(start, count)
        offset = np.arange(len(start)) - np.repeat(np.cumsum(count) - count, count)
        first = np.repeat(first, count) + offset
    if not len(start):
        return np.zeros((0, 3), np.int64)
    other = own.places[first]
    diagonal = start - other
    order = diagonal.argsort(kind="stable")  # each diagonal in the order of the text
    start, other, diagonal = start[order], other[order], diagonal[order]
    breaks = (diagonal[1:] != diagonal[:-1]) | (start[1:] != start[:-1] + 1)
    fresh = breaks.nonzero()[0] + 1
    begin = np.concatenate(([0], fresh))
    end = np.concatenate((fresh, [len(start)]))
    return np.stack((start[begin], other[begin], end - begin + SIZE - 1), 1)


def _longest_first(runs: list[Run]) -> list[Run]:
    """The longest run, the longest of what it leaves on either side, and so on, in their order."""
    chosen: list[Run] = []
    waiting = [(-size, start, other) for start, other, size in runs]
    heapify(waiting)
    while waiting:
        size, start, other = heappop(waiting)
        size = -size
        place = bisect(chosen, (start, 0, 0))
        cut, end = 0, size
        if place:
            before = chosen[place - 1]
            cut = max(before[0] + before[2] - start, before[1] + before[2] - other, 0)
        if place < len(chosen):
            after = chosen[place]
            end = min(after[0] - start, after[1] - other, size)
            behind = max(after[0] + after[2] - start, after[1] + after[2] - other)
            if size - behind >= _SHORTEST:
                heappush(waiting, (behind - size, start + behind, other + behind))
        if end - cut < _SHORTEST:
            continue
        if end - cut < size:
            heappush(waiting, (cut - end, start + cut, other + cut))
        else:
            chosen.insert(place, (start, other, size))
    return chosen


def _fill(here: Numbers, there: Numbers, begin: tuple[int, int], end: tuple[int, int]) -> list[Run]:
    """The words of a gap that stand on both sides."""
    wide, long = end[0] - begin[0], end[1] - begin[1]
    if not wide or not long or max(wide, long) > _LARGEST_GAP:
        return []
    pairs = common(here[begin[0] : end[0]].tolist(), there[begin[1] : end[1]].tolist())
    return [(a + begin[0], b + begin[1], 1) for a, b in pairs]


def _joined(runs: list[Run]) -> list[Run]:
    """Runs that touch on both sides as one."""
    joined: list[Run] = []
    for start, other, size in runs:
        if joined and joined[-1][0] + joined[-1][2] == start and joined[-1][1] + joined[-1][2] == other:
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + size)
        else:
            joined.append((start, other, size))
    return joined
