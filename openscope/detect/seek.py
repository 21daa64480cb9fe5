"""A regular expression that is only tried where it can match: around the words that it needs.

"… released under the …" cannot match where there is no "released", and looking for a plain word is a
hundred times as fast as trying the expression at each character. Which words an expression needs, and
how far behind its beginning, is read off its own syntax tree, so that no list of words has to be kept
in step with it.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

from msgspec import Struct

from openscope.detect.made import made
from openscope.detect.needles import (
    NEAR,
    Folded,
    Needles,
    alternatives,
    begins_line,
    needles_of,
    parsed,
    rarity,
    within,
)


class Alternative(Struct, frozen=True):
    """What one of the alternatives of an expression needs: the needles of its parts, the rarest first.

    `near` are needles that tell where a match begins; `first` says that it begins with its line.
    """

    needles: tuple[Needles, ...]
    near: Needles | None
    first: bool

    def lines(self, folded: Folded, within: bool) -> dict[int, int]:
        """Where the lines that hold all parts begin and end, or the whole text does."""
        there = []
        for needles in self.needles:
            if not (words := needles.among(folded)):
                return {}
            there.append(words)
        text = folded.text
        if not within or not there:
            return {0: len(text)}
        rarest, *others = there
        found = folded.lines(rarest[0])
        for word in rarest[1:]:
            found = found | folded.lines(word)
        for words in others:
            found = {
                start: end
                for start, end in found.items()
                if any(text.find(word, start, end) >= 0 for word in words)
            }
        return found

    def places(self, folded: Folded, within: bool) -> dict[int, int]:
        """Where a match may begin, and where its line ends."""
        lines = self.lines(folded, within)
        if self.first or not lines:
            return lines
        near = cast(Needles, self.near)
        words, text = near.among(folded), folded.text
        found: dict[int, int] = {}
        for start, end in lines.items():
            for word in words:
                at = text.find(word, start, end)
                while at >= 0:
                    for place in range(max(at - near.most, start), at - near.least + 1):
                        found[place] = end
                    at = text.find(word, at + 1, end)
        return found


class Needed(Struct, frozen=True):
    """What an expression needs. `within` says that no match goes beyond a line, `placed` that each
    alternative tells where on a line it may begin.
    """

    alternatives: tuple[Alternative, ...]
    within: bool
    placed: bool


class Seeker(Struct, frozen=True, dict=True):
    """An expression, as `re` writes it, and its flags. Only its matches on lines that hold one of `also` are
    looked for, where that is given.
    """

    written: str
    flags: int = 0
    also: str | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return re.compile(self.written, self.flags)

    @cached_property
    def _needed(self) -> Needed:
        return made((self.written, int(self.flags), self.also), lambda: _read(self), Needed)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The alternatives of the expression."""
        return self._needed.alternatives

    @property
    def within(self) -> bool:
        """Whether no match goes beyond a line."""
        return self._needed.within

    def finditer(self, text: str, folded: Folded) -> Iterator[re.Match[str]]:
        """The matches of the expression in `text`, of which `folded` is the folded form."""
        if not self._needed.placed:
            for start, end in self.lines(folded):
                yield from self.pattern.finditer(text, start, end)
            return
        places: dict[int, int] = {}
        for each in self.alternatives:
            places |= each.places(folded, self.within)
        behind = 0
        for place, end in sorted(places.items()):
            if place >= behind and (found := self.pattern.match(text, place, end)):
                behind = found.end()
                yield found

    def lines(self, folded: Folded) -> list[tuple[int, int]]:
        """The lines that hold what a match needs; the whole text, where that may be more."""
        found: dict[int, int] = {}
        for each in self.alternatives:
            found |= each.lines(folded, self.within)
        return sorted(found.items())


def _read(seeker: Seeker) -> Needed:
    tree = parsed(seeker.written, seeker.flags)
    more = needles_of(parsed(seeker.also, seeker.flags)) if seeker.also else []
    each = tuple(_alternative(one, more) for one in alternatives(tree))
    return Needed(each, within(tree, tree.state.flags), all(one.near or one.first for one in each))


def _alternative(tree: Any, more: list[Needles]) -> Alternative:
    own = needles_of(tree)
    near = min((each for each in own if each.most <= NEAR), key=rarity, default=None)
    return Alternative(tuple(sorted({*own, *more}, key=rarity)), near, begins_line(tree))
