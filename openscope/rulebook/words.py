"""Words of a text: where they stand and what each one hashes to, without a Python loop per word.

A word is a run of letters and digits with at most one `+` in it or behind it ("gpl2+"). Case does
not count. One character is one byte here, whatever it was: what is beyond ASCII is folded into the
upper half, which no ASCII word can be mistaken for.
"""

from functools import cached_property
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_PAD = bytes(32)
_PLUS = ord("+")
_ASCII_WORD = bytes(chr(code).isalnum() and code < 128 for code in range(256))
_IS_ASCII_WORD = np.frombuffer(_ASCII_WORD[:128], np.bool_)
# The first bytes of a word, up to eight of them, as a number.
_HEAD = np.array([(1 << (8 * min(size, 8))) - 1 for size in range(9)], np.uint64)
_MIX = [
    np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
]
_HALF = np.uint64(32)


class Words(Struct, frozen=True, dict=True):
    """The words of a text in their order: `hashes`, and where each starts and ends in `text`.

    `text` is the text in lower case, and `codes` one byte for each of its characters.
    """

    text: str
    codes: Bytes
    starts: Ints
    ends: Ints
    hashes: Hashes

    @cached_property
    def breaks(self) -> Ints:
        """Where the line breaks are."""
        return np.flatnonzero(self.codes == 10)

    def lines(self, words: Any) -> Ints:
        """The line number, from 1, of each of these words."""
        return np.asarray(np.searchsorted(self.breaks, self.starts[words]) + 1)


def find_words(text: str) -> Words:
    """The words of a text."""
    text = text.lower()
    if text.isascii():
        raw = text.encode("ascii")
        inside = np.frombuffer(raw.translate(_ASCII_WORD), np.bool_)
    else:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        inside = _inside(points)
        folded = points.astype(np.uint8)
        folded |= (points > 127).view(np.uint8) << 7
        raw = folded.tobytes()
    edges = (inside[1:] != inside[:-1]).nonzero()[0] + 1
    if len(inside) and inside[0]:
        edges = np.concatenate(([0], edges))
    if len(edges) % 2:
        edges = np.concatenate((edges, [len(inside)]))
    starts, ends = edges[0::2], edges[1::2]
    codes = np.frombuffer(raw, np.uint8)
    if b"+" in raw:
        starts, ends = _with_plus(codes, inside, starts, ends)
    return Words(text, codes, starts, ends, _hash(raw, starts, ends))


def _with_plus(codes: Bytes, inside: Flags, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Let the first `+` behind letters or digits belong to their word, and what follows it at once."""
    places = (codes == _PLUS).nonzero()[0]
    places = places[places > 0]
    places = places[inside[places - 1]]
    if not len(places):
        return starts, ends
    before = np.searchsorted(ends, places)
    # In "a+b+c" every second one of a chain joins: a word has one `+` at most.
    chained = np.zeros(len(places), np.bool_)
    chained[1:] = starts[before[1:]] == places[:-1] + 1
    order = np.arange(len(places))
    first = np.maximum.accumulate(np.where(chained, 0, order))
    joins = (order - first) % 2 == 0
    places, before = places[joins], before[joins]
    ends = ends.copy()
    ends[before] = places + 1
    after = before + 1
    inner = np.zeros(len(places), np.bool_)
    has = after < len(starts)
    inner[has] = starts[after[has]] == places[has] + 1
    ends[before[inner]] = ends[after[inner]]
    keep = np.ones(len(starts), np.bool_)
    keep[after[inner]] = False
    return starts[keep], ends[keep]


def _hash(raw: bytes, starts: Ints, ends: Ints) -> Hashes:
    """A number for each word, out of its first sixteen and last eight bytes and its length."""
    padded = raw + _PAD
    eights: Hashes = np.ndarray((len(raw) + 24,), "<u8", padded, 0, (1,))
    sizes = ends - starts
    hashes: Hashes = (eights[starts] & _HEAD[np.minimum(sizes, 8)]) * _MIX[0]
    long = (sizes > 8).nonzero()[0]
    if len(long):
        begin, size = starts[long], sizes[long]
        hashes[long] += (eights[begin + 8] & _HEAD[np.minimum(size - 8, 8)]) * _MIX[1]
        longer = (size > 16).nonzero()[0]
        if len(longer):
            hashes[long[longer]] += eights[begin[longer] + size[longer] - 8] * _MIX[2]
    hashes += sizes.astype(np.uint64) * _MIX[3]
    hashes ^= hashes >> _HALF
    hashes *= _MIX[1]
    hashes ^= hashes >> _HALF
    return hashes


def _inside(points: NDArray[np.uint32]) -> Flags:
    """For each character whether it belongs to a word: letters and digits of any script do."""
    seen = np.zeros(max(int(points.max()) + 1, 128), np.bool_)
    seen[points] = True
    seen[:128] = _IS_ASCII_WORD
    for point in (seen[128:].nonzero()[0] + 128).tolist():
        seen[point] = chr(point).isalnum()
    return seen[points]
