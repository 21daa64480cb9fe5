"""A known open licence into which words were written that forbid something.

A text that mostly reads like MIT but says that the software shall not be merged, hosted or sold is not MIT,
whatever share of it is. Which words forbid is language, and whether they are the licence's own is compared.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from openscope.catalog import Catalog, license_text
from openscope.detect.flow import Flow, flow
from openscope.detect.normal import plain
from openscope.expression import ids
from openscope.model import Category
from openscope.regex import regex
from openscope.rulebook import Match

_OWN_TEXT = ".LICENSE"
# A quote begins and ends with a whole word, at most so many characters from what forbids.
_REACH = 100
# With two words behind them: "shall not be liable" is a licence's own, "shall not be merged" is not.
_FORBIDS = regex(
    r"\b(?:not|cannot|unless|except(?:ing)?)(?:\W+\w+){2}"
    r"|\b(?:\w+\W+){2}(?:forbidden|prohibited)\b",
    re.I,
)
_OPEN = (Category.PERMISSIVE, Category.COPYLEFT)


class Changed(Struct, frozen=True):
    """A match with a licence that was changed, and the sentence with the first such words, on `line`."""

    match: Match
    line: int
    quote: str


def changed(
    matches: Iterable[Match], text: str, catalog: Catalog, left: frozenset[int] | None = None
) -> list[Changed]:
    """The approximate matches with an open licence's full text inside which a line forbids something in words
    that the licence does not have. `left` are the lines that no licence explains, where they are known;
    only those count then.
    """
    found = (_changed(match, text, catalog, left) for match in matches if match.text and not match.whole)
    return [each for each in found if each is not None]


def _changed(match: Match, text: str, catalog: Catalog, left: frozenset[int] | None) -> Changed | None:
    rules = [rule for id in ids(match.expression) if (rule := catalog.license(id))]
    if not match.rule.endswith(_OWN_TEXT) or any(rule.category not in _OPEN for rule in rules):
        return None
    span = range(match.start_line, match.end_line + 1)
    running = flow((number, line) for number, line in enumerate(text.splitlines(), 1) if number in span)
    own = plain("\n".join(license_text(rule) or "" for rule in rules))
    for words in _FORBIDS.finditer(running.text) if own else ():
        line = running.line(words.start())
        if (left is None or line in left) and plain(words[0]) not in own:
            return Changed(match, line, _quote(running, words.start(), words.end()))
    return None


def _quote(running: Flow, start: int, end: int) -> str:
    """The sentence, or as much of it as is near, in whole words."""
    text, (low, high) = running.text, running.sentence(start, end)
    if start - low > _REACH:
        low = text.rfind(" ", low, start - _REACH) + 1
    if high - end > _REACH:
        high = max(text.rfind(" ", end, end + _REACH), end)
    return text[low:high].strip()
