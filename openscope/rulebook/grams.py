"""Finds the rules that share short stretches of words with a text: candidates for a closer look."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from openscope.rulebook.rolling import roll
from openscope.rulebook.vocabulary import Arrays
from openscope.rulebook.words import Hashes, Ints

SIZE = 4
_BITS = 26
_FIRST_BITS = 22
_NO_RULES = np.zeros(0, np.uint16)


class Grams(Struct, frozen=True):
    """The stretches of four words of every rule that may be matched approximately.

    `first_look`, a small one, and `seen` are tables of their hashes; `hashes` is sorted, and the rules
    that hold the one at `i` are `rules[first[i]:first[i + 1]]`; `counts` has the number of distinct
    stretches of each rule.
    """

    first_look: NDArray[np.bool_]
    seen: NDArray[np.uint8]
    hashes: Hashes
    first: NDArray[np.uint32]
    rules: NDArray[np.uint16]
    counts: Ints

    @classmethod
    def load(cls, arrays: Arrays) -> "Grams":
        """The stretches out of compiled arrays."""
        return cls(
            arrays["gram_first_look"].view(np.bool_),
            arrays["gram_seen"].view(np.uint8),
            arrays["gram_hashes"].view(np.uint64),
            arrays["gram_first"].view(np.uint32),
            arrays["gram_rules"].view(np.uint16),
            arrays["gram_counts"].astype(np.int64),
        )

    def likely(self, hashes: Hashes) -> Ints:
        """Which of the stretches of a text, given by their hashes, may be such: a few are not."""
        some = self.first_look[(hashes >> np.uint64(64 - _FIRST_BITS)).astype(np.int64)].nonzero()[0]
        slots = (hashes[some] >> np.uint64(64 - _BITS)).astype(np.int64)
        more = self.seen[slots >> 3] >> (slots & 7).astype(np.uint8) & 1
        return np.asarray(some[more.nonzero()[0]])

    def find(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Which of these stretches are really such, and the index of each of those."""
        index = self.hashes.searchsorted(hashes)
        index[index == len(self.hashes)] = 0
        real = (self.hashes[index] == hashes).nonzero()[0]
        return real, index[real]

    def shared(self, index: Ints) -> NDArray[np.int64]:
        """How many of these distinct stretches each rule holds."""
        begin, end = self.first[index].tolist(), self.first[index + 1].tolist()
        rules = [self.rules[a:b] for a, b in zip(begin, end, strict=True)]
        return np.bincount(np.concatenate([_NO_RULES, *rules]), minlength=len(self.counts))


def distinct(values: Ints) -> Ints:
    """The different values in order. `numpy.unique` would load masked arrays, longer than a file takes."""
    values = np.sort(values)
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return np.asarray(values[first])


def build(
    words: NDArray[np.generic], starts: NDArray[np.generic], rules: Ints
) -> dict[str, NDArray[np.generic]]:
    """The arrays of the stretches of these rules, out of the words of all rules in a row."""
    begin = starts.astype(np.int64)
    windows = roll(words.view(np.uint16)).windows(SIZE)
    parts: list[Hashes] = []
    owners: list[NDArray[np.uint16]] = []
    counts = np.zeros(len(begin) - 1, np.uint16)
    for rule in rules.tolist():
        own = np.unique(windows[begin[rule] : max(begin[rule + 1] - SIZE + 1, begin[rule])])
        counts[rule] = min(len(own), 0xFFFF)
        parts.append(own)
        owners.append(np.full(len(own), rule, np.uint16))
    hashes = np.concatenate(parts)
    order = np.argsort(hashes, kind="stable")
    distinct, first = np.unique(hashes[order], return_index=True)
    slots = (distinct >> np.uint64(64 - _BITS)).astype(np.int64)
    seen = np.zeros(1 << (_BITS - 3), np.uint8)
    np.bitwise_or.at(seen, slots >> 3, (1 << (slots & 7)).astype(np.uint8))
    first_look = np.zeros(1 << _FIRST_BITS, np.bool_)
    first_look[slots >> (_BITS - _FIRST_BITS)] = True
    return {
        "gram_first_look": first_look,
        "gram_seen": seen,
        "gram_hashes": distinct,
        "gram_first": np.append(first, len(hashes)).astype(np.uint32),
        "gram_rules": np.concatenate(owners)[order],
        "gram_counts": counts,
    }


class Own(Struct, frozen=True):
    """The stretches of one rule: `hashes` are the distinct ones, sorted, and the one at `i` stands at the
    words `places[first[i]:first[i + 1]]`.
    """

    words: NDArray[np.uint16]
    hashes: Hashes
    first: Ints
    places: Ints

    @classmethod
    def of(cls, words: NDArray[np.uint16]) -> "Own":
        """The stretches of a rule with these words."""
        windows = roll(words).windows(SIZE)
        places = np.argsort(windows, kind="stable")
        windows = windows[places]
        fresh = np.ones(len(windows), np.bool_)
        np.not_equal(windows[1:], windows[:-1], out=fresh[1:])
        first = fresh.nonzero()[0]
        return cls(words, windows[first], np.append(first, len(windows)), places)

    def find(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Which of these stretches are the rule's, and the index of each of those."""
        index = self.hashes.searchsorted(hashes)
        index[index == len(self.hashes)] = 0
        here = (self.hashes[index] == hashes).nonzero()[0]
        return here, index[here]
