"""A regular expression that is only tried where it can match: around the words that it needs.

"… released under the …" cannot match where there is no "released", and looking for a plain word is a
hundred times as fast as trying the expression at each character. Which words an expression needs, and
how far behind its beginning, is read off its own syntax tree, so that no list of words has to be kept
in step with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openscope.detect.needles import NEAR, Folded, Needles, needles_of, parsed, rarity, within


@dataclass(frozen=True, slots=True)
class Seeker:
    """An expression and the needles of its parts, the rarest first.

    `within` says that no match goes beyond a line, and `near` are needles that tell where one begins.
    """

    pattern: re.Pattern[str]
    needles: tuple[Needles, ...]
    near: Needles | None
    within: bool

    def finditer(self, text: str, folded: Folded) -> Iterator[re.Match[str]]:
        """The matches of the expression in `text`, of which `folded` is the folded form."""
        for start, end in self.lines(folded):
            if self.near is None:
                yield from self.pattern.finditer(text, start, end)
            else:
                yield from self._beginning(self.near, text, folded, start, end)

    def _beginning(
        self, near: Needles, text: str, folded: Folded, start: int, end: int
    ) -> Iterator[re.Match[str]]:
        """The matches that begin near words that stand between two places."""
        places: set[int] = set()
        for word in near.among(folded):
            at = folded.text.find(word, start, end)
            while at >= 0:
                places.update(range(max(at - near.most, start), at - near.least + 1))
                at = folded.text.find(word, at + 1, end)
        behind = start
        for place in sorted(places):
            if place >= behind and (found := self.pattern.match(text, place, end)):
                behind = found.end()
                yield found

    def lines(self, folded: Folded) -> Sequence[tuple[int, int]]:
        """The bounds of the lines that hold what a match needs; of the whole text, where that may be more."""
        text = folded.text
        there = [needles.among(folded) for needles in self.needles]
        if not all(there):
            return ()
        if not self.within or not there:
            return ((0, len(text)),)
        found: dict[int, int] = {}
        for word in there[0]:
            at = text.find(word)
            while at >= 0:
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                found[text.rfind("\n", 0, at) + 1] = end
                at = text.find(word, end)
        lines = sorted(found.items())
        for words in there[1:]:
            lines = [
                (start, end)
                for start, end in lines
                if any(text.find(word, start, end) >= 0 for word in words)
            ]
        return lines


def seeker(pattern: re.Pattern[str], also: re.Pattern[str] | None = None) -> Seeker:
    """The seeker of an expression; only of its matches on lines that `also` matches, where it is given."""
    tree = parsed(pattern)
    own = needles_of(tree)
    more = needles_of(parsed(also)) if also else []
    near = min((each for each in own if each.most <= NEAR), key=rarity, default=None)
    needles = tuple(sorted({*own, *more}, key=rarity))
    return Seeker(pattern, needles, near, within(tree, pattern.flags))
