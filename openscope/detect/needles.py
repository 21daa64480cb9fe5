"""The words that a regular expression needs, read off its own syntax tree.

"… released under the …" cannot match where there is no "released". Which words an expression needs, and
how far behind the beginning of a match each stands, is found here, so that no list of words has to be
kept in step with it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import product

# The standard library's own parser. It is not public: an operation that is not known here is taken
# for one that may match anything.
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct, field

# So many spellings of a part of an expression are followed; more would say little.
_MOST_SPELLINGS = 48
_MOST_CHARACTERS = 8
# Words that stand at most so many characters behind the beginning of a match show where it may begin.
NEAR = 48
_FAR = 1 << 32

_NEWLINE = ord("\n")
_WITH_NEWLINE = {"CATEGORY_SPACE", "CATEGORY_NOT_WORD", "CATEGORY_NOT_DIGIT"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_AROUND = {"ASSERT", "ASSERT_NOT"}

# Four bytes of a text in a row, hashed to a number of so many bits. A shorter word has the last number,
# which is in every text.
_GRAM, _BITS, _MIX = 4, 16, 0x9E3779B1
_SHORTEST, GRAMS = 3, 5
_ANY = 1 << _BITS


class Folded(Struct, frozen=True, dict=True):
    """A text as words are looked for in it: in lower case, character for character, and with the letters
    that `re.IGNORECASE` takes for others as those.
    """

    text: str
    _lines: dict[str, dict[int, int]] = field(default_factory=dict)

    def lines(self, word: str) -> dict[int, int]:
        """Where the lines that hold a word begin and end; looked for once."""
        found = self._lines.get(word)
        if found is None:
            found = self._lines[word] = {}
            at = self.text.find(word)
            while at >= 0:
                end = self.text.find("\n", at)
                end = len(self.text) if end < 0 else end
                found[self.text.rfind("\n", 0, at) + 1] = end
                at = self.text.find(word, end)
        return found

    @cached_property
    def grams(self) -> bytearray:
        """At the number of each gram that stands in the text a 1."""
        import numpy as np  # what is not read again needs none

        seen = bytearray(_ANY + 1)
        seen[_ANY] = 1
        data = self.text.encode("utf-8", "surrogatepass")
        if len(data) >= _GRAM:
            grams: np.ndarray[tuple[int], np.dtype[np.uint32]]
            grams = np.ndarray((len(data) - _GRAM + 1,), "<u4", data, 0, (1,))
            np.frombuffer(seen, np.uint8)[grams * np.uint32(_MIX) >> np.uint32(32 - _BITS)] = 1
        return seen


def fold(text: str) -> Folded:
    """The folded form of a text."""
    return Folded(text.replace("İ", "i").lower().replace("ſ", "s").replace("ı", "i"))


class Needles(Struct, frozen=True, dict=True):
    """Words in lower case of which any match holds at least one, from `least` to `most` characters behind its
    beginning.
    """

    words: tuple[str, ...]
    least: int
    most: int

    @cached_property
    def grams(self) -> list[tuple[int, ...]]:
        """The numbers of some grams of each word: so many for every one, from the first to the last."""
        return [_grams(word) for word in self.words]

    def among(self, folded: Folded) -> list[str]:
        """The words that may stand in a text; nearly all of them do."""
        there = folded.grams
        return [
            word
            for word, (a, b, c, d, e) in zip(self.words, self.grams, strict=True)
            if there[c] and there[a] and there[e] and there[b] and there[d]
        ]


def parsed(pattern: str, flags: int) -> Any:
    """The syntax tree of an expression."""
    return _parser.parse(pattern, flags)


def alternatives(tree: Any) -> list[Any]:
    """The alternatives of an expression that ends in some, where their spellings are many; else itself."""
    if not len(tree) or str(tree[-1][0]) != "BRANCH" or _spellings(tree[-1]) is not None:
        return [tree]
    return [_parser.SubPattern(tree.state, [*tree.data[:-1], *branch]) for branch in tree[-1][1][1]]


def begins_line(tree: Any) -> bool:
    """Whether a match begins where a line does."""
    name, value = map(str, tree[0]) if len(tree) else ("", "")
    return name == "AT" and value == "AT_BEGINNING"


def rarity(needles: Needles) -> tuple[int, int, tuple[str, ...]]:
    """What to sort by: words of many bytes are rarer than short ones, few rarer than many."""
    words = needles.words
    return -min(len(word.encode()) for word in words), len(words), words


def needles_of(tree: Any) -> list[Needles]:
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
        each = [needles_of(branch) for branch in value[1]]
        near = [[needles for needles in one if needles.most <= NEAR] for one in each]
        return [_either(one) for one in (each, near) if all(one)]
    if name == "SUBPATTERN":
        return needles_of(value[3])
    if name in _REPEATS and value[0] > 0:
        return needles_of(value[2])
    return []


def _either(each: Sequence[Sequence[Needles]]) -> Needles:
    """The rarest needles of each alternative as one."""
    best = [min(one, key=rarity) for one in each]
    words = dict.fromkeys(word for needles in best for word in needles.words)
    return Needles(
        tuple(words), min(needles.least for needles in best), max(needles.most for needles in best)
    )


def _further(needles: Needles, width: tuple[int, int]) -> Needles:
    return _behind(needles.words, needles.least + width[0], needles.most + width[1])


def _behind(words: tuple[str, ...], least: int, most: int) -> Needles:
    """Needles; without a bound, `re` gives widths that no other program's integers hold."""
    return Needles(words, min(least, _FAR), min(most, _FAR))


def _made(spelled: set[str], width: tuple[int, int]) -> list[Needles]:
    """The needles of a part with these spellings. One that holds another says nothing more, unless it
    is longer before the other one.
    """
    if any(len(word.encode()) < _SHORTEST for word in spelled):
        return []
    short = {
        word for word in spelled if not any(word.startswith(other) for other in spelled if other != word)
    }
    return [_behind(tuple(sorted(short)), *width)]


def _grams(word: str) -> tuple[int, ...]:
    data = word.encode()
    if len(data) < _GRAM:
        return (_ANY,) * GRAMS
    places = ((len(data) - _GRAM) * step // (GRAMS - 1) for step in range(GRAMS))
    return tuple(_number(data[place : place + _GRAM]) for place in places)


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


def within(tree: Any, flags: int) -> bool:
    """Whether no match of an expression goes beyond a line."""
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
        return all(within(branch, flags) for branch in value[1])
    if name == "SUBPATTERN":
        return not (value[1] or value[2]) and within(value[3], flags)
    if name in _REPEATS:
        return within(value[2], flags)
    if name in _AROUND:
        return within(value[1], flags)
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
