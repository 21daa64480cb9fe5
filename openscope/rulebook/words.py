"""Words of a text: where they stand and what each one hashes to, without a Python loop per word.

A word is a run of letters and digits with at most one `+` in it or behind it ("gpl2+"). Case does
not count. One character is one byte here, whatever it was: what is beyond ASCII is folded into the
upper half, which no ASCII word can be mistaken for.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_PAD = bytes(32)
_PLUS = ord("+")
_ASCII_WORD = bytes(chr(code).isalnum() and code < 128 for code in range(256))
# The first bytes of a word, up to eight of them, as a number.
_HEAD = np.array([(1 << (8 * min(size, 8))) - 1 for size in range(9)], np.uint64)
_MIX = [np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)]
_HALF = np.uint64(32)


@dataclass(frozen=True)
class Words:
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
        raw = np.where(points < 128, points, 128 | (points & 127)).astype(np.uint8).tobytes()
    if b"+" in raw:
        inside = _with_plus(raw, inside)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if len(inside) and inside[0]:
        edges = np.concatenate(([0], edges))
    if len(edges) % 2:
        edges = np.concatenate((edges, [len(inside)]))
    starts, ends = edges[0::2], edges[1::2]
    return Words(text, np.frombuffer(raw, np.uint8), starts, ends, _hash(raw, starts, ends))


def _with_plus(raw: bytes, inside: Flags) -> Flags:
    """Let the first `+` behind a letter or digit belong to its word; the next one in it ends the word."""
    places = np.array([match.start() for match in re.finditer(rb"\+", raw)])
    places = places[places > 0]
    places = places[inside[places - 1]]
    if not len(places):
        return inside
    # Joined are those with nothing but word characters in between: there every second one counts.
    outside = np.cumsum(~inside)
    joined = np.concatenate(([False], outside[places[1:] - 1] == outside[places[:-1]]))
    order = np.arange(len(places))
    first = np.maximum.accumulate(np.where(joined, 0, order))
    inside = inside.copy()
    inside[places[(order - first) % 2 == 0]] = True
    return inside


def _hash(raw: bytes, starts: Ints, ends: Ints) -> Hashes:
    """A number for each word, out of its first sixteen and last eight bytes and its length."""
    padded = raw + _PAD
    eights: Hashes = np.ndarray((len(raw) + 24,), "<u8", padded, 0, (1,))
    sizes = ends - starts
    hashes: Hashes = (eights[starts] & _HEAD[np.minimum(sizes, 8)]) * _MIX[0]
    long = np.flatnonzero(sizes > 8)
    if len(long):
        begin, size = starts[long], sizes[long]
        hashes[long] += (eights[begin + 8] & _HEAD[np.minimum(size - 8, 8)]) * _MIX[1]
        longer = np.flatnonzero(size > 16)
        if len(longer):
            hashes[long[longer]] += eights[begin[longer] + size[longer] - 8] * _MIX[2]
    hashes += sizes.astype(np.uint64) * _MIX[3]
    hashes ^= hashes >> _HALF
    hashes *= _MIX[1]
    hashes ^= hashes >> _HALF
    return hashes


def _inside(points: NDArray[np.uint32]) -> Flags:
    """For each character whether it belongs to a word: letters and digits of any script do."""
    seen = np.zeros(int(points.max()) + 1, np.bool_)
    seen[points] = True
    for point in seen.nonzero()[0].tolist():
        seen[point] = chr(point).isalnum()
    return seen[points]
