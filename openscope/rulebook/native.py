"""The native engine: every rule of the licence data, matched by arrays that are mapped into memory."""

from itertools import compress
from pathlib import Path

import numpy as np
from msgspec import Struct, field

from openscope.catalog import load_catalog
from openscope.rulebook import store
from openscope.rulebook.approximate import Approximate
from openscope.rulebook.combine import combine, tree
from openscope.rulebook.data import Progress, silent
from openscope.rulebook.denied import without_denied
from openscope.rulebook.detection import detect
from openscope.rulebook.exact import Exact
from openscope.rulebook.found import Found, Kind
from openscope.rulebook.reading import Text, read
from openscope.rulebook.refine import drop_false, refine, without_nameless, without_outshone
from openscope.rulebook.result import Match, Recognised
from openscope.rulebook.rules import Rules
from openscope.rulebook.span import covered
from openscope.rulebook.vocabulary import STOP, UNKNOWN, Arrays, Vocabulary
from openscope.rulebook.windows import Window, windows
from openscope.rulebook.words import Flags


class Native:
    """Recognises licence texts with the compiled rulebook."""

    def __init__(self, arrays: Arrays) -> None:
        """Open the rulebook out of its arrays."""
        self.rules = Rules(arrays)
        self._vocabulary = Vocabulary.load(arrays)
        self._legal = int(arrays["legal"][0])
        self._exact = Exact.load(arrays, self.rules)
        self._approximate = Approximate.load(arrays, self.rules)

    def recognise(self, text: str, residue: bool = False) -> Recognised:
        """See `Engine.recognise`."""
        parts = []
        done = 0
        for window in windows(text):
            part = self._part(window, done, residue)
            parts.append(part)
            done = max(done, part.done)
        matches = [match for part in parts for match in part.matches]
        marks = tuple(mark for part in parts for mark in part.marks)
        if not matches:
            return Recognised(marks=marks, residue=_lines_with_words(text) if residue else ())
        return Recognised(
            matches=tuple(sorted(matches, key=lambda m: (m.start_line, m.end_line, m.rule))),
            expression=combine(tree(expression) for part in parts for expression in part.declares),
            coverage=round(sum(part.known for part in parts) / max(sum(part.words for part in parts), 1), 4),
            residue=tuple(line for part in parts for line in part.residue),
            marks=marks,
        )

    def _part(self, window: Window, done: int, residue: bool) -> "_Part":
        """What a window adds; what lies before `done` in the whole text is explained already."""
        page = read(window.text, self._vocabulary, self._legal)
        words = int(page.words.starts.searchsorted(window.cut))
        count = int((page.every[:words] != STOP).sum())
        everything = self.find(page)
        if not (residue or any(everything)):  # most files
            return _Part(words=count)
        first, last = (int(place) for place in page.starts.searchsorted((done - window.start, window.cut)))
        found, marks = ([m for m in some if first <= m.here.start < last] for some in everything)
        detections = detect(found)
        matches = [match for detection in detections for match in detection.matches]
        known = covered((match.here for match in matches), len(page.numbers))
        known[:first] = True
        return _Part(
            matches=[_match(match, window.lines) for match in matches],
            marks=[_match(match, window.lines) for match in marks],
            declares=[match.rule.expression for detection in detections for match in detection.declares],
            known=int(known[:last].sum()),
            words=count,
            residue=_left(page, known, words, window) if residue else [],
            done=max((window.start + page.end(match.here.end) for match in matches), default=0),
        )

    def find(self, text: Text) -> tuple[list[Found], list[Found]]:
        """The matches that stand, in the order of the text, and our marks."""
        if not len(text.numbers):
            return [], []
        exact = self._exact.find(text)
        if len(exact.greatest) == 1 and exact.greatest[0].kind is Kind.WHOLE:
            return exact.greatest, exact.marks
        found = refine(exact.greatest, exact.inner)
        if text.heavy.any():
            more = self._approximate.find(text, found)
            if more:
                found = refine(without_outshone(found + without_nameless(more, found)))
        return without_denied(drop_false(found)), exact.marks


def open_native(progress: Progress = silent, cache: Path | None = None) -> Native:
    """The engine, its rulebook compiled first where it is not in the cache yet."""
    return Native(store.ensure(load_catalog(), progress, cache))


class _Part(Struct, frozen=True):
    """What one window of a text adds: see `Recognised`; `done` is where its last match ends."""

    words: int
    matches: list[Match] = field(default_factory=list)
    marks: list[Match] = field(default_factory=list)
    declares: list[str] = field(default_factory=list)
    known: int = 0
    residue: list[tuple[int, str]] = field(default_factory=list)
    done: int = 0


def _match(match: Found, lines: int) -> Match:
    return Match(
        rule=match.rule.name,
        expression=match.rule.expression,
        start_line=match.start_line + lines,
        end_line=match.end_line + lines,
        score=round(match.score / 100, 4),
        text=match.rule.is_text,
        refers=match.rule.refers,
    )


def _lines_with_words(text: str) -> tuple[tuple[int, str], ...]:
    lines = text.split("\n")
    return tuple(compress(enumerate(lines, 1), map(str.strip, lines)))


def _left(page: Text, known: Flags, count: int, window: Window) -> list[tuple[int, str]]:
    """The lines with words that no match explains, among the first `count` words of a window."""
    left = page.every == UNKNOWN
    left[page.places[~known]] = True
    left[count:] = False
    lines = window.text.split("\n")
    words = page.words
    # The number of left words before each line and behind the last one: a step is a line with some.
    before = np.concatenate(([0], np.cumsum(left)))[words.starts.searchsorted(words.breaks)]
    steps = np.diff(before, prepend=0, append=int(left.sum())).nonzero()[0]
    return [(line + 1 + window.lines, lines[line]) for line in steps.tolist()]
