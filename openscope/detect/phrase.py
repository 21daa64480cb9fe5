"""A phrase: words that follow one another in a sentence, with anything between them.

"not … hosted service" is written as two atoms and a gap. An atom is a short regular expression of
whole words; ` … ` lets any words of the sentence stand between two of them, ` …60 ` at most 60
characters. Matching takes time linear in the text, whatever stands in it, which nested bounded
repetitions in one regular expression do not.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from openscope.detect.needles import Needles, needles_of, parsed
from openscope.regex import regex

_GAP = regex(r" …(\d*) ")
_WORD = regex(r"(?<!\(\?)<(\w+)>")
_FAR = 10_000
_ASKS_FOR_EDGES = regex(r"[$^]|\(\?<?!")
_CJK = regex(r"[\u3000-\u9fff]")


class Atom(Struct, frozen=True, dict=True):
    """A short regular expression of whole words. It is compiled when it is first looked for: most are
    never reached, and compiling all of them takes longer than reading a small repository.
    """

    written: str

    def may_stand_among(self, texts: str) -> bool:
        """Whether the atom may stand in one of several texts that are given as one, a line break between
        each two. One that asks for what is not there, or for an end, may find other neighbours here.
        """
        return _ASKS_FOR_EDGES.search(self.written) is not None or self.pattern.search(texts) is not None

    @property
    def needles(self) -> list[Needles]:
        """The words of which any text with the atom holds one each."""
        return needles_of(parsed(self.written, re.I))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whole words, except where an atom itself begins or ends with something else (`$`, a quotation
        mark) or is Chinese, which has no spaces. Raises `re.error` where it is not well formed.
        """
        if _CJK.search(self.written):
            return re.compile(self.written, re.I)
        before = r"(?<!\w)" if re.match(r"[\w(\[]", self.written) else ""
        after = r"(?!\w)" if re.search(r"[\w)\]?*}]$", self.written) else ""
        return re.compile(f"{before}(?:{self.written}){after}", re.I)


class Phrase(Struct, frozen=True):
    """The first atom, and each further one with the most characters before it."""

    first: Atom
    rest: tuple[tuple[int, Atom], ...] = ()

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of `text` that hold the phrase, each as short as it can be."""
        reached = [found.span() for found in self.first.pattern.finditer(text)]
        for gap, atom in self.rest:
            if not reached:
                return
            ends = [end for _, end in reached]
            further = []
            for found in atom.pattern.finditer(text):
                nearest = bisect_right(ends, found.start()) - 1
                if nearest >= 0 and found.start() - ends[nearest] <= gap:
                    further.append((reached[nearest][0], found.end()))
            reached = further
        yield from reached

    def may_stand_among(self, texts: str) -> bool:
        """Whether the phrase may stand in one of several texts; see `Atom.may_stand_among`."""
        return self.first.may_stand_among(texts) and all(atom.may_stand_among(texts) for _, atom in self.rest)

    @property
    def needles(self) -> list[Needles]:
        """The words of which any text with the phrase holds one each."""
        atoms = (self.first, *(atom for _, atom in self.rest))
        return [needles for atom in atoms for needles in atom.needles]

    def stands_in(self, text: str) -> bool:
        """Whether `text` holds the phrase."""
        return next(self.find(text), None) is not None


def phrase(written: str, words: Mapping[str, str]) -> Phrase:
    """A phrase as `rules/clauses.toml` writes it, with its names for common `words` replaced.

    Raises `KeyError` for a name that `words` has not.
    """
    parts = _GAP.split(_WORD.sub(lambda named: words[named[1]], written))
    atoms = [Atom(part) for part in parts[::2]]
    gaps = [int(gap) if gap else _FAR for gap in parts[1::2]]
    return Phrase(atoms[0], tuple(zip(gaps, atoms[1:], strict=True)))
