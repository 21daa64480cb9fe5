"""A rule found in a text: which words of which, and how well."""

from enum import IntEnum

from openscope.rulebook.reading import Text
from openscope.rulebook.rules import Rule, says
from openscope.rulebook.span import Span


class Kind(IntEnum):
    """How a rule was found; the first of two equal matches in this order is kept."""

    WHOLE = 0
    EXACT = 1
    APPROXIMATE = 3


class Found:
    """A rule found in a text: `here` are the text's words, `there` the rule's own, `heavy` as below.

    `heavy` is the number of matched words of the law, lines count from 1.
    """

    __slots__ = (
        "_width",
        "end_line",
        "heavy",
        "here",
        "kind",
        "order",
        "rule",
        "start_line",
        "text",
        "there",
    )

    def __init__(self, rule: Rule, here: Span, there: Span, heavy: int, kind: Kind, text: Text) -> None:
        self.rule, self.here, self.there = rule, here, there
        self.heavy, self.kind, self.text = heavy, kind, text
        self.start_line = int(text.lines[here.start])
        self.end_line = int(text.lines[here.end - 1])
        self._width = -1
        # Of two that start at one word, the one that has more of the law's words, or is longer, comes first;
        # of two that are alike in that, a licence's own text comes before other texts that resemble it.
        self.order = (here.start, -heavy, -here.size, kind, not rule.is_own_text)

    @property
    def size(self) -> int:
        """The number of matched words."""
        return self.here.size

    @property
    def share(self) -> float:
        """The share of the rule's words that were found."""
        return self.here.size / self.rule.length

    @property
    def coverage(self) -> float:
        """The same in percent, as thresholds are compared with it."""
        return round(self.share * 100, 2)

    @property
    def width(self) -> int:
        """The words from first to last, unmatched and unknown ones included."""
        if self._width < 0:
            unknown = self.text.unknown
            between = int(unknown[self.here.end - 1] - unknown[self.here.start])
            self._width = self.here.width + between
        return self._width

    @property
    def density(self) -> float:
        """The share of the words from first to last that were matched."""
        return self.size / self.width

    @property
    def without_gap(self) -> bool:
        """Whether every word from first to last was matched."""
        return self.size == self.here.width == self.width

    @property
    def score(self) -> float:
        """How well it fits, in percent."""
        relevance = self.rule.relevance / 100
        if self.size < self.width and self.share < 1:
            return round(self.share * relevance * 100, 2)
        return round(self.density * self.share * relevance * 100, 2)

    def says(self, other: "Found") -> bool:
        """Whether its licence expression includes the other's."""
        return says(self.rule.key, other.rule.key)

    def joined(self, other: "Found") -> "Found":
        """One match of the same rule out of two."""
        here, there = self.here.union(other.here), self.there.union(other.there)
        same = here == self.here and there == self.there
        heavy = self.heavy if same else count_heavy(here, self.text)
        return Found(self.rule, here, there, heavy, max(self.kind, other.kind), self.text)


def count_heavy(span: Span, text: Text) -> int:
    """The number of the law's own words in a span."""
    before = text.heavy_before
    if not span.bits:
        return int(before[span.end] - before[span.start])
    return int(text.heavy[span.positions()].sum())
