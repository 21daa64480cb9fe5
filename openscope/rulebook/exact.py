"""Exact matches: the rules that stand word for word in a text, without those inside greater ones."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from openscope.rulebook.anchors import Anchors
from openscope.rulebook.data import FLAGS
from openscope.rulebook.found import Found, Kind
from openscope.rulebook.phrases import phrases_stand
from openscope.rulebook.reading import Text
from openscope.rulebook.rules import Rules
from openscope.rulebook.span import Span
from openscope.rulebook.thresholds import SMALL
from openscope.rulebook.vocabulary import Arrays
from openscope.rulebook.words import Flags, Ints

_CONTINUOUS = 1 << FLAGS.index("is_continuous") | 1 << FLAGS.index("is_required_phrase")
_FALSE = 1 << FLAGS.index("is_false_positive")
_MARK = 1 << FLAGS.index("is_mark")
_TAG = 1 << FLAGS.index("is_license_tag")

Inner = Callable[[Flags], list[Found]]
"""Makes those matches inside others that share no word with what is taken: most texts never need them."""


class Standing(Struct, frozen=True):
    """The rules that stand in a text: the greatest matches, those inside one of them, and our marks."""

    greatest: list[Found] = field(default_factory=list)
    inner: Inner = lambda _taken: []
    marks: list[Found] = field(default_factory=list)


class Exact(Struct, frozen=True):
    """What is needed of all rules at once to find exact matches."""

    anchors: Anchors
    rules: Rules
    flags: NDArray[np.uint16]
    lengths: Ints
    stops: NDArray[np.uint32]
    phrases: Flags
    _spans: dict[int, Span] = field(default_factory=dict)

    @classmethod
    def load(cls, arrays: Arrays, rules: Rules) -> "Exact":
        """The matcher out of compiled arrays."""
        anchors = Anchors.load(arrays)
        return cls(
            anchors,
            rules,
            np.array(arrays["flags"], np.uint16),
            anchors.lengths,
            np.array(arrays["stop_totals"], np.uint32),
            np.diff(arrays["phrase_starts"].astype(np.int64)) > 0,
        )

    def find(self, text: Text) -> Standing:
        """Every rule that stands in a text."""
        numbers, at = self.anchors.find(text.numbers, text.rolling)
        if not len(numbers):
            return Standing()
        is_mark = (self.flags[numbers] & _MARK) > 0
        marks = self._all(numbers[is_mark], at[is_mark], text) if is_mark.any() else []
        numbers, at = numbers[~is_mark], at[~is_mark]
        ends = at + self.lengths[numbers]
        whole = ((at == 0) & (ends == len(text.numbers))).nonzero()[0]
        for index in whole.tolist():
            if not self.flags[numbers[index]] & _FALSE:
                return Standing([self._found(int(numbers[index]), 0, text, Kind.WHOLE)], marks=marks)
        standing = self._phrases_stand(numbers, at, ends, text)
        numbers, at, ends = numbers[standing], at[standing], ends[standing]
        if len(numbers) > 1:
            together = self._together(numbers, at, ends, text)
            numbers, at, ends = numbers[together], at[together], ends[together]
        order = np.lexsort((-ends, at))
        numbers, at, ends = numbers[order], at[order], ends[order]
        inside = np.zeros(len(ends), np.bool_)
        if len(ends) > 1:
            inside[1:] = ends[1:] <= np.maximum.accumulate(ends)[:-1]

        def inner(taken: Flags) -> list[Found]:
            before = np.concatenate(([0], np.cumsum(taken)))
            free = inside & (before[ends] == before[at])
            return self._all(numbers[free], at[free], text)

        return Standing(self._all(numbers[~inside], at[~inside], text), inner, marks)

    def _all(self, numbers: Ints, at: Ints, text: Text) -> list[Found]:
        return [self._found(*pair, text) for pair in zip(numbers.tolist(), at.tolist(), strict=True)]

    def _found(self, number: int, at: int, text: Text, kind: Kind = Kind.EXACT) -> Found:
        rule = self.rules[number]
        there = self._spans.get(number)
        if there is None:
            there = self._spans[number] = Span(0, rule.length)
        return Found(rule, Span(at, at + rule.length), there, rule.heavy, kind, text)

    def _phrases_stand(self, numbers: Ints, at: Ints, ends: Ints, text: Text) -> Flags:
        """Which matches keep their required phrases free of words that belong to neither text."""
        continuous = (self.flags[numbers] & _CONTINUOUS) > 0
        asked = continuous | self.phrases[numbers] if len(numbers) > 1 else continuous
        unknown = text.unknown[ends - 1] != text.unknown[at]
        stops = text.stops[ends - 1] != text.stops[at]
        standing = ~(asked & unknown & continuous)
        unsure = np.flatnonzero(asked & standing & (unknown | stops | (self.stops[numbers] > 0)))
        for index in unsure.tolist():
            number, start = int(numbers[index]), int(at[index])
            rule = self.rules[number]
            here, there = Span(start, start + rule.length), Span(0, rule.length)
            standing[index] = phrases_stand(rule, here, there, text)
        return np.asarray(standing)

    def _together(self, numbers: Ints, at: Ints, ends: Ints, text: Text) -> Flags:
        """Which matches, if with a small rule, stand on no more lines than they have words."""
        flags, lengths = self.flags[numbers], self.lengths[numbers]
        lines = text.lines[ends - 1] - text.lines[at] + 1
        allowed = lengths + 2 * ((flags & _TAG) > 0)
        return np.asarray((lengths >= SMALL) | (lines <= allowed))
