"""A regular expression that is only tried where it can match: around the words that it needs.

"… released under the …" cannot match where there is no "released", and looking for a plain word is a
hundred times as fast as trying the expression at each character. Which words an expression needs, and
how far behind its beginning, is read off its own syntax tree, so that no list of words has to be kept
in step with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

# The standard library's own parser. It is not public: an operation that is not known here is taken
# for one that may match anything.
from re import _parser  # type: ignore[attr-defined]
from typing import Any

# So many spellings of a part of an expression are followed; more would say little.
_MOST_SPELLINGS = 48
_MOST_CHARACTERS = 8
# Words that stand at most so many characters behind the beginning of a match show where it may begin.
_NEAR = 48

_NEWLINE = ord("\n")
_WITH_NEWLINE = {"CATEGORY_SPACE", "CATEGORY_NOT_WORD", "CATEGORY_NOT_DIGIT"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_AROUND = {"ASSERT", "ASSERT_NOT"}

# Four bytes of a text in a row, hashed to a number of so many bits. A shorter word has the last number,
# which is in every text.
_GRAM, _BITS, _MIX = 4, 16, 0x9E3779B1
_SHORTEST = 3
_ANY = 1 << _BITS


@dataclass(frozen=True)
class Folded:
    """A text as words are looked for in it: in lower case, character for character, and with the letters
    that `re.IGNORECASE` takes for others as those.
    """

    text: str

    @cached_property
    def grams(self) -> bytes:
        """At the number of each gram that stands in the text a 1."""
        import numpy as np  # what is not read again needs none

        seen = np.zeros(_ANY + 1, np.uint8)
        seen[_ANY] = 1
        data = self.text.encode("utf-8", "surrogatepass")
        if len(data) >= _GRAM:
            grams: np.ndarray[tuple[int], np.dtype[np.uint32]]
            grams = np.ndarray((len(data) - _GRAM + 1,), "<u4", data, 0, (1,))
            seen[grams * np.uint32(_MIX) >> np.uint32(32 - _BITS)] = 1
        return seen.tobytes()


def fold(text: str) -> Folded:
    """The folded form of a text."""
    return Folded(text.replace("İ", "i").lower().replace("ſ", "s").replace("ı", "i"))


@dataclass(frozen=True, slots=True)
class Needle:
    """A word in lower case, and the numbers of its first, middle and last gram."""

    word: str
    first: int
    middle: int
    last: int


@dataclass(frozen=True, slots=True)
class Needles:
    """Words of which any match holds at least one, from `least` to `most` characters behind its beginning."""

    words: tuple[Needle, ...]
    least: int
    most: int

    def among(self, folded: Folded) -> list[str]:
        """The words that may stand in a text; nearly all of them do."""
        grams = folded.grams
        return [
            each.word for each in self.words if grams[each.first] and grams[each.last] and grams[each.middle]
        ]


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
    tree = _parser.parse(pattern.pattern, pattern.flags)
    own = _needles(tree)
    more = _needles(_parser.parse(also.pattern, also.flags)) if also else []
    near = min((each for each in own if each.most <= _NEAR), key=_rarity, default=None)
    needles = tuple(sorted({*own, *more}, key=_rarity))
    return Seeker(pattern, needles, near, _within(tree, pattern.flags))


def _rarity(needles: Needles) -> tuple[int, int, tuple[str, ...]]:
    """What to sort by: long words are rarer than short ones, few rarer than many."""
    words = tuple(each.word for each in needles.words)
    return -min(map(len, words)), len(words), words


# ── reading an expression ────────────────────────────────────────────────────────────────────


def _needles(tree: Any) -> list[Needles]:
    """The needles of each part of the expression."""
    found: list[Needles] = []
    spelled, begin = {""}, 0
    for index, node in enumerate((*tree, None)):
        own = _spellings(node) if node is not None else None
        if own is not None and len(own) * len(spelled) <= _MOST_SPELLINGS:
            spelled = {before + after for before, after in product(spelled, own)}
            continue
        found += _made(spelled, tree[:begin].getwidth())
        if own is None and node is not None:
            found += [_further(each, tree[:index].getwidth()) for each in _inside(node)]
        spelled, begin = ({""}, index + 1) if own is None else (own, index)
    return found


def _inside(node: Any) -> list[Needles]:
    """The needles of what stands in a node that has too many spellings."""
    name, value = str(node[0]), node[1]
    if name == "BRANCH":
        each = [_needles(branch) for branch in value[1]]
        near = [[needles for needles in one if needles.most <= _NEAR] for one in each]
        return [_either(one) for one in (each, near) if all(one)]
    if name == "SUBPATTERN":
        return _needles(value[3])
    if name in _REPEATS and value[0] > 0:
        return _needles(value[2])
    return []


def _either(each: Sequence[Sequence[Needles]]) -> Needles:
    """The rarest needles of each alternative as one."""
    best = [min(one, key=_rarity) for one in each]
    words = dict.fromkeys(word for needles in best for word in needles.words)
    return Needles(
        tuple(words), min(needles.least for needles in best), max(needles.most for needles in best)
    )


def _further(needles: Needles, width: tuple[int, int]) -> Needles:
    return Needles(needles.words, needles.least + width[0], needles.most + width[1])


def _made(spelled: set[str], width: tuple[int, int]) -> list[Needles]:
    """The needles of a part with these spellings. One that holds another says nothing more, unless it
    is longer before the other one.
    """
    if any(len(word.encode()) < _SHORTEST for word in spelled):
        return []
    short = {
        word for word in spelled if not any(word.startswith(other) for other in spelled if other != word)
    }
    return [Needles(tuple(_needle(word) for word in sorted(short)), *width)]


def _needle(word: str) -> Needle:
    data = word.encode()
    if len(data) < _GRAM:
        return Needle(word, _ANY, _ANY, _ANY)
    places = 0, (len(data) - _GRAM) // 2, len(data) - _GRAM
    return Needle(word, *(_number(data[place : place + _GRAM]) for place in places))


def _number(gram: bytes) -> int:
    return (int.from_bytes(gram, "little") * _MIX & 0xFFFFFFFF) >> (32 - _BITS)


def _spellings(node: Any) -> set[str] | None:
    """Everything that a node can match, in lower case, where that is little."""
    name, value = str(node[0]), node[1]
    if name == "LITERAL":
        return _character(value)
    if name == "AT" or name in _AROUND:
        return {""}
    if name == "IN":
        if len(value) > _MOST_CHARACTERS or any(str(kind) != "LITERAL" for kind, _ in value):
            return None
        return _union([_character(code) for _, code in value])
    if name == "BRANCH":
        return _union([_sequence(branch) for branch in value[1]])
    if name == "SUBPATTERN":
        return _sequence(value[3])
    if name in _REPEATS and value[1] == 1:
        own = _sequence(value[2])
        return own if own is None or value[0] else own | {""}
    return None


def _character(code: int) -> set[str] | None:
    """Beyond ASCII, only what has no case (Chinese, for one) is sure to be one character in lower case."""
    letter = chr(code)
    return {letter.lower()} if code < 128 or letter.lower() == letter.upper() else None


def _sequence(tree: Any) -> set[str] | None:
    spelled = {""}
    for node in tree:
        own = _spellings(node)
        if own is None or len(own) * len(spelled) > _MOST_SPELLINGS:
            return None
        spelled = {before + after for before, after in product(spelled, own)}
    return spelled


def _union(parts: Sequence[set[str] | None]) -> set[str] | None:
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found if len(found) <= _MOST_SPELLINGS else None


def _within(tree: Any, flags: int) -> bool:
    return all(_stays(node, flags) for node in tree)


def _stays(node: Any, flags: int) -> bool:
    """Whether a node neither matches a line break nor asks what lies behind one."""
    name, value = str(node[0]), node[1]
    if name == "LITERAL":
        return bool(value != _NEWLINE)
    if name == "NOT_LITERAL":
        return bool(value == _NEWLINE)
    if name == "ANY":
        return not flags & re.DOTALL
    if name == "IN":
        return not _takes_newline(value)
    if name == "AT":
        end = str(value)
        return end != "AT_END_STRING" and (end != "AT_END" or bool(flags & re.MULTILINE))
    if name == "BRANCH":
        return all(_within(branch, flags) for branch in value[1])
    if name == "SUBPATTERN":
        return not (value[1] or value[2]) and _within(value[3], flags)
    if name in _REPEATS:
        return _within(value[2], flags)
    if name in _AROUND:
        return _within(value[1], flags)
    return name == "GROUPREF"


def _takes_newline(items: Any) -> bool:
    takes = negated = False
    for kind, value in items:
        name = str(kind)
        negated = negated or name == "NEGATE"
        takes = takes or (
            (name == "LITERAL" and value == _NEWLINE)
            or (name == "RANGE" and value[0] <= _NEWLINE <= value[1])
            or (name == "CATEGORY" and str(value) in _WITH_NEWLINE)
        )
    return takes != negated
