"""The longest common subsequence of two short stretches of words.

By bits, a row of the table a number: Hyyrö, Bit-parallel LCS-length computation revisited (2004). Of several
that are equally long, the one is taken that has the same words at both ends, and that the table leads to
first, read from its end.
"""

from collections import defaultdict
from collections.abc import Sequence


def common(here: Sequence[int], there: Sequence[int]) -> list[tuple[int, int]]:
    """The places, here and there, of the words that stand in both in the same order."""
    shorter = min(len(here), len(there))
    first = next((at for at in range(shorter) if here[at] != there[at]), shorter)
    left = shorter - first
    last = next((at for at in range(left) if here[-1 - at] != there[-1 - at]), left)
    before = [(at, at) for at in range(first)]
    after = [(len(here) - at, len(there) - at) for at in range(last, 0, -1)]
    inner = _inner(here[first : len(here) - last], there[first : len(there) - last])
    return before + [(a + first, b + first) for a, b in inner] + after


def _inner(here: Sequence[int], there: Sequence[int]) -> list[tuple[int, int]]:
    holds: defaultdict[int, int] = defaultdict(int)
    for place, word in enumerate(here):
        holds[word] |= 1 << place
    # A bit is 0 where the row's subsequence is longer by one word with that place than without it.
    row = every = (1 << len(here)) - 1
    rows = []
    for word in there:
        met = row & holds[word] if word in holds else 0
        row = ((row + met) | (row - met)) & every
        rows.append(row)
    pairs = []
    a, b = len(here), len(there)
    while a and b:
        if rows[b - 1] >> (a - 1) & 1:
            a -= 1
            continue
        b -= 1
        if not b or rows[b - 1] >> (a - 1) & 1:
            a -= 1
            pairs.append((a, b))
    return pairs[::-1]
