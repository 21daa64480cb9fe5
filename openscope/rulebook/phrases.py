"""Required phrases: stretches of a rule that must stand in a text without a word more or less."""

import numpy as np

from openscope.rulebook.reading import Text
from openscope.rulebook.rules import Rule
from openscope.rulebook.span import Span


def phrases_stand(rule: Rule, here: Span, there: Span, text: Text) -> bool:
    """Whether each required phrase of a rule is matched without gap, unknown words and left-out words.

    For a rule that must be continuous the whole match is one such phrase.
    """
    if rule.is_continuous:
        if here.bits:
            return False
        return _same(rule, here.start, there.start, here.size, text)
    for start, end in rule.phrases:
        phrase = Span(start, end)
        if not there.contains(phrase):
            return False
        at = _across(phrase, here, there)
        if at is None or not _same(rule, at, start, end - start, text):
            return False
    return True


def _across(phrase: Span, here: Span, there: Span) -> int | None:
    """Where in the text a contiguous stretch of the rule begins; None where it is no stretch there."""
    before = (there.mask & ((1 << phrase.start) - 1)).bit_count()
    if not here.bits:
        return here.start + before
    places = here.positions()
    first, last = int(places[before]), int(places[before + phrase.size - 1])
    return first if last - first == phrase.size - 1 else None


def _same(rule: Rule, here: int, there: int, size: int, text: Text) -> bool:
    """Whether no unknown word, and the same left-out words, stand between these words of both."""
    end = here + size
    if text.unknown[end - 1] != text.unknown[here]:
        return False
    gaps = np.diff(text.stops[here:end])
    own = np.frombuffer(rule.stops, np.uint8)[there : there + size - 1]
    return bool(np.array_equal(gaps, own))
