"""Words beside a known open licence that limit what may be done, whatever kind of limit it is.

The clauses of `openscope.detect.clause` are named kinds of restriction. Below an MIT licence anything
may stand: "must not be run on a Tuesday" has no kind, and still is not MIT. Phrases: `rules/added.toml`.
"""

from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from openscope.catalog import Catalog, rules_table
from openscope.detect.flow import Flow
from openscope.detect.normal import fingerprint
from openscope.detect.page import Page
from openscope.detect.phrase import Phrase, phrase
from openscope.detect.sentence import sentences
from openscope.detect.text import CHANGED, CUSTOM, RIDER
from openscope.expression import conjunction, ids
from openscope.model import Category, Evidence, Reading, Source

# No sentence is quoted further than this.
_LONGEST_QUOTE = 400

_OPEN = (Category.PERMISSIVE, Category.COPYLEFT)


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """What a licence file adds to the open licences in it, as a custom licence beside them."""
    expression = reading.expression or ""
    rules = [rule for id in ids(expression) if (rule := catalog.license(id))]
    if not reading.residue or not rules or CUSTOM in expression or RIDER in expression:
        return reading
    if any(rule.category not in _OPEN for rule in rules):
        return reading
    limit = next(limits(page.running, {number for number, _ in reading.residue}), None)
    if limit is None:
        return reading
    line, quote = limit
    evidence = Evidence(
        Source.DETECTED, CHANGED, None, page.document.path, line, line, quote=quote, rule=expression
    )
    custom = CUSTOM + fingerprint("\n".join(words for _, words in reading.residue))
    return replace(
        reading,
        evidence=(*reading.evidence, evidence),
        expression=conjunction([expression, custom]),
    )


def limits(text: Flow, left: set[int]) -> Iterator[tuple[int, str]]:
    """Line and words of each sentence that limits what may be done. It stands on the lines `left` alone:
    what a known text explains in part is that text in other words.
    """
    find, unless = _phrases()
    for part in sentences(text):
        lines = range(text.line(part.start), text.line(part.end - 1) + 1)
        if not left.issuperset(lines):
            continue
        words = text.text[part.start : part.end]
        if any(each.stands_in(words) for each in find) and not any(each.stands_in(words) for each in unless):
            yield lines[0], words[:_LONGEST_QUOTE]


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    table = rules_table("added.toml")

    def phrases(key: str) -> tuple[Phrase, ...]:
        return tuple(phrase(line, table["words"]) for line in table["added"][key])

    return phrases("find"), phrases("unless")
