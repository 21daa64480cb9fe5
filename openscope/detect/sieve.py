"""Which of many expressions may match a text: all are asked for at once, by the words that each needs."""

from collections.abc import Callable, Sequence, Sized
from itertools import accumulate
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import astuple

from openscope.detect.made import made
from openscope.detect.needles import GRAMS, Folded, Needles

# What asks for nothing.
_ANYTHING = Needles(("",), 0, 0)


class Sieve:
    """Keeps what may match a text out of many, each given by its alternatives, and each of these by the
    needles of its parts.
    """

    def __init__(self, of: object, many: Callable[[], Sequence[Sequence[Sequence[Needles]]]]) -> None:
        """Lay the numbers of all words in a row; `of` says what `many` gives, see `made`."""
        import numpy as np

        rows = made(("sieve", of), lambda: _rows(many()), _Rows)
        self._grams, self._parts, self._ways, self._each = (np.array(row, np.intp) for row in astuple(rows))

    def keep(self, folded: Folded) -> list[int]:
        """The indices of those of which all parts may stand in a text."""
        import numpy as np

        there = np.frombuffer(folded.grams, np.uint8)[self._grams].min(axis=0)
        parts = np.maximum.reduceat(there, self._parts)
        ways = np.minimum.reduceat(parts, self._ways)
        return np.maximum.reduceat(ways, self._each).nonzero()[0].tolist()


class _Rows(Struct, frozen=True):
    """The numbers of the grams of all words, each in a row of its own, and where each part, each alternative
    and each of the many begins among the words, the parts and the alternatives.
    """

    grams: Annotated[list[list[int]], Meta(min_length=GRAMS, max_length=GRAMS)]
    parts: list[int]
    ways: list[int]
    each: list[int]


def _rows(many: Sequence[Sequence[Sequence[Needles]]]) -> _Rows:
    ways = [way or [_ANYTHING] for each in many for way in (each or [[]])]
    parts = [needles.grams for way in ways for needles in way]
    grams = zip(*(grams for part in parts for grams in part), strict=True)
    return _Rows(
        list(map(list, grams)), _begins(parts), _begins(ways), _begins([each or [[]] for each in many])
    )


def _begins(groups: Sequence[Sized]) -> list[int]:
    return [0, *accumulate(map(len, groups[:-1]))]
