"""Finds every rule that stands word for word in a text, all rules at once.

A rule is anchored by its first words. Where an anchor stands, the rules that begin with it are
compared whole, by one hash each.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from openscope.rulebook.rolling import Rolling, roll
from openscope.rulebook.vocabulary import Arrays, Numbers
from openscope.rulebook.words import Hashes, Ints

# A rule is anchored by the greatest of these numbers of words that it has.
_SIZES = (1, 2, 3, 4, 6, 8, 16)
_MORE = np.array(_SIZES[1:])
_BITS = 20
_BLOCK = 1 << 21


class Anchors(Struct, frozen=True):
    """The anchors of all rules: `seen` is a table of hashes that may be one, `hashes` is sorted.

    The rules of an anchor are `rules[first[i]:first[i + 1]]`.
    """

    alone: NDArray[np.int32]
    pairs: NDArray[np.bool_]
    seen: NDArray[np.bool_]
    hashes: Hashes
    first: NDArray[np.uint32]
    rules: NDArray[np.uint16]
    rule_hashes: Hashes
    lengths: Ints

    @classmethod
    def load(cls, arrays: Arrays) -> "Anchors":
        """The anchors out of compiled arrays."""
        starts = arrays["starts"].astype(np.int64)
        return cls(
            arrays["anchor_alone"].view(np.int32),
            arrays["anchor_pairs"].view(np.bool_),
            arrays["anchor_seen"].view(np.bool_),
            arrays["anchor_hashes"].view(np.uint64),
            arrays["anchor_first"].view(np.uint32),
            arrays["anchor_rules"].view(np.uint16),
            arrays["hashes"].view(np.uint64),
            np.diff(starts),
        )

    def find(self, numbers: Numbers, rolling: Rolling) -> tuple[Ints, Ints]:
        """The rules that stand in a text, and at which of its words each begins."""
        single = self.alone[numbers]
        at = (single >= 0).nonzero()[0]
        alone = single[at].astype(np.int64)
        starts = self.pairs[_slots(rolling.windows(2))].nonzero()[0]
        if not len(starts):
            return alone, at
        # All sizes at once: one row a place, one column a size. What runs past the end is no anchor.
        ends = starts[:, None] + _MORE
        inside = ends <= len(numbers)
        sums, undo = rolling.sums, rolling.undo
        hashes = (sums[np.minimum(ends, len(numbers))] - sums[starts][:, None]) * undo[starts][:, None]
        place, size = (self.seen[_slots(hashes)] & inside).nonzero()
        if not len(place):
            return alone, at
        rules, where = self._compare(starts[place], hashes[place, size], rolling)
        return np.concatenate((alone, rules)), np.concatenate((at, where))

    def _compare(self, at: Ints, hashes: Hashes, rolling: Rolling) -> tuple[Ints, Ints]:
        """The rules with these anchors that stand whole where the anchors stand."""
        index = self.hashes.searchsorted(hashes)
        index[index == len(self.hashes)] = 0
        real = self.hashes[index] == hashes
        at, index = at[real], index[real]
        begin = self.first[index].astype(np.int64)
        count = self.first[index + 1] - begin
        total = np.cumsum(count)
        found: list[Ints] = []
        where: list[Ints] = []
        # Thousands of rules share some anchors: bounded blocks keep a text of nothing else in memory.
        done = 0
        while done < len(at):
            until = max(int(np.searchsorted(total, (total[done - 1] if done else 0) + _BLOCK)), done + 1)
            place = np.repeat(at[done:until], count[done:until])
            offset = np.arange(len(place)) - np.repeat(
                np.cumsum(count[done:until]) - count[done:until], count[done:until]
            )
            rules = self.rules[np.repeat(begin[done:until], count[done:until]) + offset].astype(np.int64)
            ends = place + self.lengths[rules]
            fits = (ends < len(rolling.sums)).nonzero()[0]
            place, rules, ends = place[fits], rules[fits], ends[fits]
            same = rolling.stretch(place, ends) == self.rule_hashes[rules]
            found.append(rules[same])
            where.append(place[same])
            done = until
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate(found), np.concatenate(where)


def build(words: NDArray[np.generic], starts: NDArray[np.generic]) -> dict[str, NDArray[np.generic]]:
    """The arrays of the anchors of these rules."""
    numbers, begin = words.view(np.uint16), starts.astype(np.int64)
    lengths = np.diff(begin)
    begin = begin[:-1]
    rolling = roll(numbers)
    sizes = np.array(_SIZES)[np.searchsorted(_SIZES, lengths, "right") - 1]
    used = np.flatnonzero(lengths > 1)
    alone = np.full(1 << 16, -1, np.int32)
    single = np.flatnonzero(lengths == 1)
    alone[numbers[begin[single]]] = single
    hashes = rolling.stretch(begin[used], begin[used] + sizes[used])
    order = np.argsort(hashes, kind="stable")
    distinct, first = np.unique(hashes[order], return_index=True)
    pairs = np.zeros(1 << _BITS, np.bool_)
    pairs[_slots(rolling.stretch(begin[used], begin[used] + 2))] = True
    seen = np.zeros(1 << _BITS, np.bool_)
    seen[_slots(distinct)] = True
    return {
        "anchor_alone": alone,
        "anchor_pairs": pairs,
        "anchor_seen": seen,
        "anchor_hashes": distinct,
        "anchor_first": np.append(first, len(used)).astype(np.uint32),
        "anchor_rules": used[order].astype(np.uint16),
    }


def _slots(hashes: Hashes) -> Ints:
    return (hashes >> np.uint64(64 - _BITS)).astype(np.int64)
