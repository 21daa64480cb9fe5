"""Hashes of any stretch of a sequence of word numbers, each in constant time."""

from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct

from openscope.rulebook.vocabulary import Numbers
from openscope.rulebook.words import Hashes

_BASE = 0xD1342543DE82EF95
_MASK = (1 << 64) - 1


class Rolling(Struct, frozen=True):
    """`sums` are the weighted sums of all values before a position, `undo` takes a weight back."""

    sums: Hashes
    undo: Hashes

    def stretch(self, starts: Any, ends: Any) -> Hashes:
        """The hash of each stretch: equal for equal sequences, wherever they stand."""
        return np.asarray((self.sums[ends] - self.sums[starts]) * self.undo[starts])

    def windows(self, size: int) -> Hashes:
        """The hash of the stretch of `size` words at every position that has one."""
        sums = self.sums
        count = max(len(sums) - size, 0)
        return np.asarray((sums[size:] - sums[:count]) * self.undo[:count])


def roll(numbers: Numbers) -> Rolling:
    """Prepare a sequence for hashing."""
    size = len(numbers)
    powers, undo = _powers(1 << max(size, 1 << 14).bit_length())
    sums = np.zeros(size + 1, np.uint64)
    np.cumsum(_values()[numbers] * powers[:size], out=sums[1:])
    return Rolling(sums, undo)


@lru_cache(maxsize=1)
def _values() -> Hashes:
    """A number for each word's number, all bits of which are random."""
    # SplitMix64 (Steele, Lea, Flood 2014), since numpy.random takes longer to load than a rulebook.
    values = np.arange(1, (1 << 16) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(values ^ (values >> np.uint64(31)))


@lru_cache(maxsize=4)
def _powers(size: int) -> tuple[Hashes, Hashes]:
    base, inverse = np.uint64(_BASE), np.uint64(pow(_BASE, -1, 1 << 64))
    powers = np.full(size + 1, base, np.uint64)
    undo = np.full(size + 1, inverse, np.uint64)
    powers[0] = undo[0] = 1
    return np.cumprod(powers), np.cumprod(undo)
