"""Sets of word positions: mostly one run without gaps, else a bit for each position."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


class Span:
    """The positions from `start` to before `end` that belong to a match; `size` is their number.

    `bits` has a bit for each of them, and is 0 where none in between is missing.
    """

    __slots__ = ("bits", "end", "size", "start")

    def __init__(self, start: int, end: int, bits: int = 0) -> None:
        self.start, self.end = start, end
        self.size = bits.bit_count() if bits else end - start
        self.bits = 0 if self.size == end - start else bits

    @classmethod
    def of(cls, runs: Iterable[tuple[int, int]]) -> "Span":
        """The positions of runs, (start, end), in their order."""
        runs = list(runs)
        bits = 0
        if len(runs) > 1:
            for start, end in runs:
                bits |= _run(start, end)
        return cls(runs[0][0], runs[-1][1], bits)

    @property
    def mask(self) -> int:
        """A bit for each position."""
        return self.bits or _run(self.start, self.end)

    def positions(self) -> NDArray[np.int64]:
        """Every position, in order."""
        if not self.bits:
            return np.arange(self.start, self.end)
        shifted = self.bits >> self.start
        raw = np.frombuffer(shifted.to_bytes((self.end - self.start + 7) // 8, "little"), np.uint8)
        return np.flatnonzero(np.unpackbits(raw, bitorder="little")) + self.start

    @property
    def width(self) -> int:
        """The number of positions from first to last, gaps included."""
        return self.end - self.start

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Span)
            and (self.start, self.end, self.bits) == (other.start, other.end, other.bits)
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.bits))

    def overlap(self, other: "Span") -> int:
        """The number of positions in both."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        if start >= end:
            return 0
        if not self.bits and not other.bits:
            return end - start
        return (self.mask & other.mask).bit_count()

    def contains(self, other: "Span") -> bool:
        """Whether every position of `other` is in this one."""
        if other.start < self.start or other.end > self.end:
            return False
        return not self.bits or self.mask & other.mask == other.mask

    def surrounds(self, other: "Span") -> bool:
        """Whether `other` lies between the first and the last position of this one."""
        return self.start <= other.start and self.end >= other.end

    def union(self, other: "Span") -> "Span":
        """The positions in either."""
        return Span(min(self.start, other.start), max(self.end, other.end), self.mask | other.mask)

    def distance(self, other: "Span") -> int:
        """How far apart they are: 0 where they overlap, 1 where they touch."""
        if self.overlap_of_range(other):
            return 0
        return other.start - self.end + 1 if other.start >= self.end else self.start - other.end + 1

    def overlap_of_range(self, other: "Span") -> bool:
        """Whether the stretches from first to last position meet."""
        return max(self.start, other.start) < min(self.end, other.end)


def _run(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << start


def covered(spans: Iterable[Span], size: int) -> NDArray[np.bool_]:
    """For each position before `size` whether one of the spans has it."""
    result = np.zeros(size, np.bool_)
    for span in spans:
        result[span.positions() if span.bits else slice(span.start, span.end)] = True
    return result
