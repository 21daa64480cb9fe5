"""The native engine: every rule of the licence data, matched by arrays that are mapped into memory."""

from itertools import compress
from pathlib import Path

import numpy as np

from openscope.catalog import load_catalog
from openscope.rulebook import store
from openscope.rulebook.approximate import Approximate
from openscope.rulebook.combine import combine, tree
from openscope.rulebook.data import Progress, silent
from openscope.rulebook.detection import detect
from openscope.rulebook.exact import Exact
from openscope.rulebook.found import Found, Kind
from openscope.rulebook.reading import Text, read
from openscope.rulebook.refine import drop_false, refine, without_nameless, without_outshone
from openscope.rulebook.result import Match, Recognised
from openscope.rulebook.rules import Rules
from openscope.rulebook.span import covered
from openscope.rulebook.vocabulary import UNKNOWN, Arrays, Vocabulary


class Native:
    """Recognises licence texts with the compiled rulebook."""

    def __init__(self, arrays: Arrays) -> None:
        """Open the rulebook out of its arrays."""
        self.rules = Rules(arrays)
        self._vocabulary = Vocabulary.load(arrays)
        self._legal = int(arrays["legal"][0])
        self._exact = Exact.load(arrays, self.rules)
        self._approximate = Approximate.load(arrays, self.rules)

    def recognise(self, text: str) -> Recognised:
        """See `Engine.recognise`."""
        read_text = read(text, self._vocabulary, self._legal)
        detections = detect(self.find(read_text))
        matches = [match for detection in detections for match in detection.matches]
        if not matches:
            return Recognised(residue=_lines_with_words(text))
        coverage, residue = _explained(read_text, text, matches)
        return Recognised(
            matches=tuple(sorted(map(_match, matches), key=lambda m: (m.start_line, m.end_line, m.rule))),
            expression=combine(
                tree(match.rule.expression) for detection in detections for match in detection.declares
            ),
            coverage=coverage,
            residue=residue,
        )

    def find(self, text: Text) -> list[Found]:
        """The matches that stand, in the order of the text."""
        if not len(text.numbers):
            return []
        exact, inner = self._exact.find(text)
        if len(exact) == 1 and exact[0].kind is Kind.WHOLE:
            return exact
        found = refine(exact, inner)
        if text.heavy.any():
            more = self._approximate.find(text, found)
            if more:
                found = refine(without_outshone(found + without_nameless(more, found)))
        return drop_false(found)


def open_native(progress: Progress = silent, cache: Path | None = None) -> Native:
    """The engine, its rulebook compiled first where it is not in the cache yet."""
    return Native(store.ensure(load_catalog(), progress, cache))


def _match(match: Found) -> Match:
    return Match(
        rule=match.rule.name,
        expression=match.rule.expression,
        start_line=match.start_line,
        end_line=match.end_line,
        score=round(match.score / 100, 4),
        text=match.rule.is_text,
    )


def _lines_with_words(text: str) -> tuple[tuple[int, str], ...]:
    lines = text.split("\n")
    return tuple(compress(enumerate(lines, 1), map(str.strip, lines)))


def _explained(read_text: Text, text: str, matches: list[Found]) -> tuple[float, tuple[tuple[int, str], ...]]:
    """The share of words that the matches explain, and the lines with words that none does."""
    known = covered((match.here for match in matches), len(read_text.numbers))
    left = read_text.every == UNKNOWN
    left[read_text.places[~known]] = True
    lines = text.split("\n")
    words = read_text.words
    # The number of left words before each line and behind the last one: a step is a line with some.
    before = np.concatenate(([0], np.cumsum(left)))[words.starts.searchsorted(words.breaks)]
    steps = np.diff(before, prepend=0, append=int(left.sum())).nonzero()[0]
    residue = tuple((line + 1, lines[line]) for line in steps.tolist())
    return round(int(known.sum()) / max(read_text.word_count, 1), 4), residue
