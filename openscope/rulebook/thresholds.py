"""How much of a rule must stand in a text for an approximate match to count.

Lengths are in words. A "heavy" word is one of the law's own; "distinct" words are counted once each.
"""

from msgspec import Struct

SMALL = 15
TINY = 6
_LEAST = 4
_LEAST_HEAVY = 3
_FULL_RELEVANCE_LENGTH = 18


class Thresholds(Struct, frozen=True):
    """The least coverage, and the least number of words, heavy words and distinct words of both sorts."""

    coverage: int
    matched: int
    heavy: int
    distinct: int
    distinct_heavy: int


def thresholds(stored: int, length: int, heavy: int, distinct: int, distinct_heavy: int) -> Thresholds:
    """The thresholds of a rule; `stored` is the minimum coverage that its file demands, or 0."""
    coverage, least, least_heavy = stored, length, heavy
    if stored != 100:
        if length < 3:
            coverage = 100
        elif length < 10:
            coverage = 80
        elif length < 30:
            coverage, least, least_heavy = 50, length // 2, min(heavy, _LEAST_HEAVY)
        elif length < 200:
            least, least_heavy = _LEAST, min(heavy, _LEAST_HEAVY)
        else:
            least, least_heavy = length // 10, heavy // 10
    coverage = stored or coverage
    return Thresholds(coverage, least, least_heavy, *_distinct(coverage, length, distinct, distinct_heavy))


def _distinct(coverage: int, length: int, distinct: int, heavy: int) -> tuple[int, int]:
    if coverage == 100 or length < 5:
        return distinct, heavy
    if length > 200:
        return length // 10, heavy // 10
    if length < 10:
        return (distinct - 1 if distinct > 1 else distinct), heavy
    if length < 20:
        return heavy, heavy
    return _LEAST, min(heavy // 2 or heavy, _LEAST_HEAVY)


def relevance(length: int) -> int:
    """The relevance, in percent, of a rule whose file says none."""
    return 100 if length >= _FULL_RELEVANCE_LENGTH else _RELEVANCE[length]


_RELEVANCE = (0, 5, 11, 16, 22, 27, 33, 38, 44, 50, 55, 61, 66, 72, 77, 83, 88, 94)
