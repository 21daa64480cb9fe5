"""The words that licence texts use, each with its number; inflections of one word share a number.

Numbers below `Vocabulary.legal` belong to words of the law ("license", "warranty"), which weigh
more than the others when texts are compared.
"""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from openscope.rulebook.words import Hashes

Numbers = NDArray[np.uint16]
Arrays = Mapping[str, NDArray[np.generic]]

UNKNOWN = 0xFFFF
STOP = 0xFFFE
"""The numbers of a word that no rule uses, and of one that is left out wherever it stands (`div`, `br`)."""

# A word lies in the first table whose slot it has for itself; the number of bits of each table.
_TABLES = (17, 15, 12)


class Vocabulary(Struct, frozen=True):
    """Looks up the hashes of words."""

    keys: tuple[Hashes, ...]
    numbers: tuple[Numbers, ...]
    seed: np.uint64

    def look_up(self, hashes: Hashes) -> Numbers:
        """The number of each word."""
        mixed = hashes * self.seed
        slots = (mixed >> np.uint64(64 - _TABLES[0])).astype(np.int64)
        found = self.keys[0][slots]
        result = self.numbers[0][slots]
        missed = found != hashes
        result[missed] = UNKNOWN
        # A taken slot may have displaced the word into the next table; an empty one has not.
        rest = (missed & (found != 0)).nonzero()[0]
        used = _TABLES[0]
        for level in (1, 2):
            if not len(rest):
                break
            slots = _slots(mixed[rest], used, _TABLES[level])
            used += _TABLES[level]
            found = self.keys[level][slots]
            hit = found == hashes[rest]
            result[rest[hit]] = self.numbers[level][slots[hit]]
            rest = rest[~hit & (found != 0)]
        return result

    @classmethod
    def load(cls, arrays: Arrays) -> "Vocabulary":
        """The vocabulary out of compiled arrays."""
        keys = tuple(arrays[f"vocabulary_keys_{level}"].view(np.uint64) for level in range(3))
        numbers = tuple(arrays[f"vocabulary_numbers_{level}"].view(np.uint16) for level in range(3))
        return cls(keys, numbers, np.uint64(arrays["vocabulary_seed"][0]))


def build(hashes: Hashes, numbers: Numbers) -> dict[str, NDArray[np.generic]]:
    """The arrays of a vocabulary of these words, whose hashes are distinct and not 0."""
    for attempt in range(1, 1000):
        seed = np.uint64(attempt * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF | 1)
        arrays: dict[str, NDArray[np.generic]] = {"vocabulary_seed": np.array([seed])}
        rest = np.arange(len(hashes))
        used = 0
        for level, bits in enumerate(_TABLES):
            slots = _slots(hashes[rest] * seed, used, bits)
            used += bits
            taken, first = np.unique(slots, return_index=True)
            keys = np.zeros(1 << bits, np.uint64)
            values = np.zeros(1 << bits, np.uint16)
            keys[taken], values[taken] = hashes[rest[first]], numbers[rest[first]]
            arrays[f"vocabulary_keys_{level}"], arrays[f"vocabulary_numbers_{level}"] = keys, values
            rest = np.delete(rest, first)
        if not len(rest):
            return arrays
    raise RuntimeError("no seed gives every word a slot: enlarge the tables")


def _slots(mixed: Hashes, used: int, bits: int) -> NDArray[np.int64]:
    return ((mixed << np.uint64(used)) >> np.uint64(64 - bits)).astype(np.int64)
