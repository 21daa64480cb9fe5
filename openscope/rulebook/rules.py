"""The rules as matching sees them: one `Rule` for each that a text has brought up."""

from functools import lru_cache
from typing import Any

from msgspec import Struct

from openscope.expression import And, Leaf, leaves
from openscope.rulebook.combine import tree
from openscope.rulebook.data import FLAGS
from openscope.rulebook.thresholds import SMALL
from openscope.rulebook.vocabulary import Arrays

_TEXT, _NOTICE, _REFERENCE, _TAG, _INTRO, _CLUE, _FALSE, _PHRASE, _CONTINUOUS, _MARK = (
    1 << bit for bit in range(len(FLAGS))
)


class Rule(Struct, frozen=True, eq=False):
    """A rule of the licence data.

    `expression` is in SPDX ids, `key` in the data's own; both are empty for a false positive.
    `stops` has the number of left-out words behind each word, `phrases` the stretches of words
    without which an approximate match means nothing, `refers` the names of files that it points to.
    """

    number: int
    name: str
    key: str
    expression: str
    length: int
    heavy: int
    relevance: int
    coverage: int
    least: int
    least_heavy: int
    phrases: tuple[tuple[int, int], ...]
    stops: bytes
    is_text: bool
    is_tag: bool
    is_intro: bool
    is_clue: bool
    is_reference: bool
    is_false_positive: bool
    is_continuous: bool
    is_unknown: bool
    approximate: bool
    refers: tuple[str, ...]
    starts_with_license: bool
    ends_with_license: bool
    is_identifier: bool

    @property
    def is_small(self) -> bool:
        """Whether it has too few words to be matched loosely."""
        return self.length < SMALL

    @property
    def is_own_text(self) -> bool:
        """Whether it is the text that the licence data keeps as the licence's own."""
        return self.name.endswith(".LICENSE")


class Rules:
    """Every rule of the rulebook, by its number."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._made: dict[int, Rule] = {}

    def __getitem__(self, number: int) -> Rule:
        """The rule of this number."""
        rule = self._made.get(number)
        if rule is None:
            rule = self._made[number] = self._make(number)
        return rule

    def __len__(self) -> int:
        """The number of rules."""
        return len(self._arrays["flags"])

    def _make(self, number: int) -> Rule:
        arrays: Any = self._arrays
        flags = int(arrays["flags"][number])
        begin, end = map(int, arrays["starts"][number : number + 2])
        expression = int(arrays["expression"][number])
        key = self._string("key", expression)
        first, last = arrays["phrase_starts"][number : number + 2]
        extra = len(FLAGS)
        return Rule(
            number=number,
            name=self._string("name", number),
            key=key,
            expression=self._string("spdx", expression),
            length=end - begin,
            heavy=int(arrays["heavy"][number]),
            relevance=int(arrays["relevance"][number]),
            coverage=int(arrays["coverage"][number]),
            least=int(arrays["least"][number]),
            least_heavy=int(arrays["least_heavy"][number]),
            phrases=tuple((int(a), int(b)) for a, b in arrays["phrases"][first:last]),
            stops=arrays["stops"][begin:end].tobytes(),
            is_text=bool(flags & _TEXT),
            is_tag=bool(flags & _TAG),
            is_intro=bool(flags & _INTRO),
            is_clue=bool(flags & _CLUE),
            is_reference=bool(flags & _REFERENCE),
            is_false_positive=bool(flags & _FALSE),
            is_continuous=bool(flags & (_CONTINUOUS | _PHRASE)),
            is_unknown="unknown" in key,
            approximate=bool(flags & 1 << extra),
            refers=tuple(filter(None, self._string("refers", number).split("\n"))),
            starts_with_license=bool(flags & 2 << extra),
            ends_with_license=bool(flags & 4 << extra),
            is_identifier=bool(flags & 8 << extra),
        )

    def _string(self, name: str, number: int) -> str:
        arrays: Any = self._arrays
        begin, end = arrays[f"{name}_starts"][number : number + 2]
        return str(arrays[f"{name}_text"][begin:end].tobytes().decode())


@lru_cache(maxsize=8192)
def says(whole: str, part: str) -> bool:
    """Whether the expression `part` is a term of `whole`; both are in keys or both in ids."""
    if whole == part:
        return True
    if not whole or not part:
        return False
    outer, inner = _terms(whole), _terms(part)
    if part in outer[1]:
        return True
    return outer[0] == inner[0] != "" and inner[1] <= outer[1]


@lru_cache(maxsize=8192)
def terms(expression: str) -> frozenset[str]:
    """Every licence and exception in an expression."""
    if not expression:
        return frozenset()
    found = list(leaves(tree(expression)))
    return frozenset([leaf.id for leaf in found] + [leaf.exception for leaf in found if leaf.exception])


@lru_cache(maxsize=8192)
def _terms(expression: str) -> tuple[str, frozenset[str]]:
    """The operator of an expression and its terms; a leaf with an exception has two, without operator."""
    whole = tree(expression)
    if isinstance(whole, Leaf):
        return "", frozenset((whole.id, whole.exception) if whole.exception else (whole.id,))
    return ("and" if isinstance(whole, And) else "or"), frozenset(str(term) for term in whole.args)
