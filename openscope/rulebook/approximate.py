"""Approximate matches: licence texts that were edited, in what exact matches leave of a text."""

import numpy as np
from msgspec import Struct, field

from openscope.rulebook.align import Piece, Run, align
from openscope.rulebook.found import Found, Kind, count_heavy
from openscope.rulebook.grams import SIZE, Grams, Own, distinct
from openscope.rulebook.reading import Text
from openscope.rulebook.refine import credible
from openscope.rulebook.rules import Rule, Rules
from openscope.rulebook.span import Span, covered
from openscope.rulebook.vocabulary import Arrays, Numbers
from openscope.rulebook.words import Flags, Ints

# Fewer shared stretches of words than this, outside exact matches, are a coincidence.
_LEAST_SHARED = 3
_CLOSE = 8
# Shared stretches this many words apart belong to different texts.
_GAP = 40
_CANDIDATES = 8
# After so many near duplicates the others add nothing, where at most this share of the known stretches is
# in none of their matches.
_ENOUGH = 4
_UNEXPLAINED = 0.03
# The least share of a rule's stretches that a candidate has.
_LEAST_SHARE = 0.25
# The least share of stretches that a near duplicate of a rule has in common with it.
_ALIKE = 0.6
# A rule that a text resembles so much less than another is not what the text is.
_NEARLY = 0.8
# A region is examined in stretches of this many words, each until so many rounds in a row, or so many
# candidates, have brought nothing more.
_STRETCH = 1500
_FAILURES = 2
_MOST_CANDIDATES = 48
# An exact match with a licence's text of this many words is the last word on that stretch.
_LONG = 120


class Approximate(Struct, frozen=True):
    """What is needed of all rules to find approximate matches."""

    grams: Grams
    rules: Rules
    words: Numbers
    starts: Ints
    _made: dict[int, Own] = field(default_factory=dict)

    @classmethod
    def load(cls, arrays: Arrays, rules: Rules) -> "Approximate":
        """The matcher out of compiled arrays."""
        starts = arrays["starts"].astype(np.int64)
        return cls(Grams.load(arrays), rules, arrays["words"].view(np.uint16), starts)

    def find(self, text: Text, exact: list[Found]) -> list[Found]:
        """The credible approximate matches, in any order; they may overlap."""
        if len(text.numbers) < SIZE + _LEAST_SHARED:
            return []
        at = self.grams.likely(text.fours)
        size = len(text.numbers)
        done = covered((match.here for match in exact), size)
        if not _dense(at[_fresh(at, done)], text):
            return []
        real, index = self.grams.find(text.fours[at])
        at = at[real]
        if not _dense(at[_fresh(at, done)], text):
            return []
        found = self._near_duplicates(text, at, index) if len(at) >= size * _ALIKE else []
        settled = covered((match.here for match in exact + found if _is_settled(match)), size)
        for match in found:
            done[match.here.start : match.here.end] = True
        free = ~settled[at]
        at, index = at[free], index[free]
        bounds = np.flatnonzero(np.diff(at) > _GAP) + 1
        for begin, end in zip([0, *bounds.tolist()], [*bounds.tolist(), len(at)], strict=True):
            if _dense(at[begin:end][_fresh(at[begin:end], done)], text):
                found += self._region(text, at[begin:end], index[begin:end], done, settled)
        return found

    def _near_duplicates(self, text: Text, at: Ints, index: Ints) -> list[Found]:
        """The matches with rules that the text as a whole resembles."""
        different = distinct(index)
        shared = self.grams.shared(different)
        alike = shared / (len(different) + self.grams.counts - shared)
        some = np.flatnonzero(alike >= max(_ALIKE, float(alike.max()) * _NEARLY))
        best = some[np.lexsort((some, -alike[some]))][:_CANDIDATES]
        nothing = np.zeros(len(text.numbers), np.bool_)
        done = nothing.copy()
        found: list[Found] = []
        for place, number in enumerate(best.tolist()):
            if place >= _ENOUGH and _fresh(at, done).sum() <= _UNEXPLAINED * len(at):
                break
            matches = self._align(self.rules[number], text, at, (0, len(nothing)), nothing)
            for match in matches:
                done[match.here.start : match.here.end] = True
            found += matches
        return found

    def _region(self, text: Text, at: Ints, index: Ints, done: Flags, settled: Flags) -> list[Found]:
        """The matches in one region, a stretch of it at a time."""
        found: list[Found] = []
        start = int(at[0])
        while start <= at[-1]:
            begin, end = at.searchsorted((start, start + _STRETCH))
            if begin < end:
                found += self._stretch(text, at, index, slice(begin, end), done, settled)
            start += _STRETCH
        return found

    def _stretch(
        self, text: Text, at: Ints, index: Ints, part: slice, done: Flags, settled: Flags
    ) -> list[Found]:
        """The matches that begin or end in a part of a region: the best candidates, then the next."""
        found: list[Found] = []
        near = int(at[part][0]), int(at[part][-1])
        shared: Ints | None = None
        tried: set[int] = set()
        failed = 0
        while failed < _FAILURES and len(tried) < _MOST_CANDIDATES:
            fresh = _fresh(at[part], done)
            if not _dense(at[part][fresh], text):
                break
            if shared is None:  # most stretches are explained by now
                shared = self.grams.shared(distinct(index[part]))
            candidates = self._candidates(index[part], fresh, shared, tried)
            if not candidates:
                break
            tried.update(candidates)
            matches = []
            for number in candidates:
                matches += self._align(self.rules[number], text, at, near, settled)
            for match in matches:
                done[match.here.start : match.here.end] = True
            found += matches
            failed += not matches
        return found

    def _candidates(self, index: Ints, fresh: Flags, shared: Ints, tried: set[int]) -> list[int]:
        """The rules that share most with a stretch, measured by size and by completeness."""
        news = self.grams.shared(distinct(index[fresh]))
        some = (news >= 2).nonzero()[0]
        if not len(some):
            return []
        shared = shared[some]
        # Of a rule that is longer than the stretch no more than that much can stand in it.
        share = shared / np.minimum(self.grams.counts[some], max(len(index), _STRETCH // 2))
        enough = share >= _LEAST_SHARE
        some, score = some[enough], (shared * share)[enough]
        best = [int(number) for number in some[np.lexsort((some, -score))][: _CANDIDATES + len(tried)]]
        return [number for number in best if number not in tried][:_CANDIDATES]

    def _align(self, rule: Rule, text: Text, at: Ints, near: tuple[int, int], settled: Flags) -> list[Found]:
        """The pieces of a rule that stand, in its order, where the text shares most with it.

        `near` is the stretch of the text that brought it up.
        """
        own = self._own(rule)
        reach = _reach(rule.length)
        first, last = at.searchsorted((near[0] - reach, near[1] + reach))
        start, end = _window(own, text, at[first:last])
        piece = Piece(text.numbers, text.fours, text.heavy, settled, start, end)
        return credible([_found(rule, text, runs) for runs in _pieces(align(piece, own), rule)])

    def _own(self, rule: Rule) -> Own:
        own = self._made.get(rule.number)
        if own is None:
            begin = int(self.starts[rule.number])
            own = self._made[rule.number] = Own.of(self.words[begin : begin + rule.length])
        return own


def _window(own: Own, text: Text, at: Ints) -> tuple[int, int]:
    """The stretch of the text, about as long as the rule, that shares most with it."""
    here, index = own.find(text.fours[at])
    hits, theirs = at[here], own.places[own.first[index]]
    length = len(own.words)
    reach = hits.searchsorted(hits + _reach(length))
    first = int((reach - np.arange(len(hits))).argmax())
    last = int(reach[first])
    slack = _GAP // 2
    before = int(theirs[first:last].min()) + slack
    after = length - int(theirs[first:last].max()) + slack
    return max(int(hits[first]) - before, 0), min(int(hits[last - 1]) + after, len(text.numbers))


def _reach(length: int) -> int:
    """How many words of a text a rule of this length may take up."""
    return int(length * 1.3) + _GAP


def _fresh(at: Ints, done: Flags) -> Flags:
    """Which stretches hold a word that no match explains yet."""
    return np.asarray(~(done[at] & done[at + SIZE - 1]))


def _dense(at: Ints, text: Text) -> bool:
    """Whether some of these stretches lie close together: elsewhere they are a coincidence.

    Those without a word of the law do not count.
    """
    if len(at) < _LEAST_SHARED:
        return False
    at = at[text.heavy_before[at + SIZE] > text.heavy_before[at]]
    if len(at) < _LEAST_SHARED:
        return False
    return bool((at[_LEAST_SHARED - 1 :] - at[: 1 - _LEAST_SHARED]).min() <= _CLOSE)


def _is_settled(match: Found) -> bool:
    if match.kind is Kind.APPROXIMATE:
        return True
    return match.rule.is_text and match.rule.length > _LONG and match.coverage > 98


def _pieces(runs: list[Run], rule: Rule) -> list[list[Run]]:
    """Runs, (here, there, size), that are near enough to be one match.

    A text may leave out more of a long rule than it may add to it: whole sections.
    """
    farthest = min(rule.length // 2 or 1, 50)
    left_out = max(farthest, rule.length // 8)
    pieces: list[list[Run]] = []
    for run in runs:
        if pieces:
            here, there, size = pieces[-1][-1]
            if run[0] - (here + size) < farthest and run[1] - (there + size) < left_out:
                pieces[-1].append(run)
                continue
        pieces.append([run])
    return pieces


def _found(rule: Rule, text: Text, runs: list[Run]) -> Found:
    here = Span.of((start, start + size) for start, _, size in runs)
    there = Span.of((start, start + size) for _, start, size in runs)
    return Found(rule, here, there, count_heavy(here, text), Kind.APPROXIMATE, text)
