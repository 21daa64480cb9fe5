"""Restrictive clauses in words that no curated row explains: the safety net.

It reads the residue of licence files, the whole text of a known restrictive licence that has no rows
of its own and, where a card declares no known licence, the card's own words about its licence. It
never overrides the rows of a licence. Phrases: `rules/clauses.toml`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Catalog, rules_table
from openscope.detect.flow import Flow, flow
from openscope.detect.gate import terms as gate_terms
from openscope.detect.limit import STATES_LIMITS, limits
from openscope.detect.needles import fold
from openscope.detect.normal import fingerprint
from openscope.detect.page import Page
from openscope.detect.phrase import Phrase, phrase
from openscope.detect.seek import Seeker
from openscope.detect.sentence import Sentence, sentences
from openscope.detect.sieve import Sieve
from openscope.detect.text import CUSTOM, RIDER
from openscope.expression import conjunction, ids
from openscope.model import Category, Clause, Limit, Reading, Role, Source

# A clause is quoted in its sentence, cut at this many characters.
LONGEST_QUOTE = 400

# No licence states more numbers of one kind.
_MOST_LIMITS = 20

# Leads are read again with each of their items: so many characters of them, and once the text's length.
_LEADS = 50_000

_NO_LIMIT: list[Limit | None] = [None]

# How far from a phrase the words that void it may stand, in characters.
_NEAR = 200

# A sentence in which so many phrases are void says what a kind is, not that it holds.
_MOST_SPANS = 8

_RESTRICTIVE = (Category.SOURCE_AVAILABLE, Category.PROPRIETARY)
# It leaves every use free and is more than an open licence asks for: below one it is a rider.
_SHOWN = "attribution-display"
_THRESHOLDS = {"usage-threshold", "revenue-threshold"}
_ABOUT_LICENSE = Seeker(r"licen[cs]|terms of use|commercial|许可|协议|商用|商业", re.I)


class Trigger(Struct, frozen=True):
    """The phrases of one kind of restriction, as in `rules/clauses.toml`.

    A `find` is void where an `unless` stands near it or a `never` in its sentence, the kind where an
    `absent` stands anywhere.
    """

    kind: str
    find: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    never: tuple[Phrase, ...]
    absent: tuple[Phrase, ...]


class Place(Struct, frozen=True):
    """Where a phrase was found: `text` are the leads and the sentence in one, `start` and `end` the
    offsets in the flow of the words to quote, `first` the offset at which the phrase begins.
    """

    text: str
    start: int
    end: int
    first: int


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """Clauses in what is left of a licence file, or in a card's words about its licence."""
    if page.document.role is Role.LICENSE:
        return _license_file(page, reading, catalog)
    declared = [e.expression for e in reading.evidence if e.source is Source.DECLARED and e.expression]
    rules = [rule for expression in declared for id in ids(expression) if (rule := catalog.license(id))]
    known = declared and not any(CUSTOM in expression for expression in declared)
    known = known or any(rule.category in _RESTRICTIVE for rule in rules)
    return _card(page, reading, catalog) if page.document.role is Role.CARD and not known else reading


def _license_file(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    known = [rule for id in ids(reading.expression) if (rule := catalog.license(id))]
    restrictive = [rule for rule in known if rule.category in _RESTRICTIVE]
    if restrictive:
        bare = [rule.id for rule in restrictive if not rule.restrictions]
        return _bare(page, reading, bare[0]) if len(bare) == 1 == len(restrictive) else reading
    found = tuple(clauses(flow(reading.residue), page.document.path))
    expression = reading.expression
    adds = _restrict(found, catalog) or any(clause.kind == _SHOWN for clause in found)
    if adds and known and CUSTOM not in (expression or ""):
        rider = RIDER + fingerprint("\n".join(line for _, line in reading.residue))
        expression = conjunction([expression or "", rider])
    return replace(reading, clauses=found, expression=expression)


def _bare(page: Page, reading: Reading, id: str) -> Reading:
    """A known licence that restricts use and has no rows: what its text says, as clauses of its own."""
    stated = {clause.kind for clause in reading.clauses}
    found = clauses(flow(enumerate(page.text.splitlines(), 1)), page.document.path)
    own = (replace(clause, license=id) for clause in found if clause.kind not in stated)
    return replace(reading, clauses=(*reading.clauses, *own))


def _card(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """Where a card names no known licence, what it says about its terms is the only text there is, in its
    gate or below.
    """
    own = flow([*gate_terms(page), *page.lines(_ABOUT_LICENSE)])
    found = tuple(clauses(own, page.document.path))
    if not _restrict(found, catalog):
        return reading
    named = [e.expression for e in reading.evidence if e.expression and e.expression.startswith(CUSTOM)]
    terms = named[0] if named else CUSTOM + fingerprint("\n".join(clause.quote for clause in found))
    return replace(reading, clauses=(*reading.clauses, *found), expression=terms)


def _restrict(found: tuple[Clause, ...], catalog: Catalog) -> bool:
    return any(catalog.terms[clause.kind].restricts_use for clause in found)


def clauses(text: Flow, path: str) -> list[Clause]:
    """One clause for each kind that `text` holds, and one for each further limit of a threshold."""
    if not text.text:
        return []
    parts = _parts(text)
    whole = "\n".join(parts)
    found: list[Clause] = []
    for trigger, phrases in _likely(whole):
        seen: set[object] = set()
        likely = [each for each in phrases if each.may_stand_among(whole)]
        for place in _places(trigger, likely, parts) if likely else ():
            if len(seen) >= (_MOST_LIMITS if trigger.kind in STATES_LIMITS else 1):
                break
            stated = limits(trigger.kind, place.text)
            if not stated and (seen or trigger.kind in _THRESHOLDS):
                continue
            for limit in [*stated] or _NO_LIMIT:
                key = (limit.metric, limit.value) if limit else None
                if key not in seen and len(seen) < _MOST_LIMITS:
                    seen.add(key)
                    found.append(_clause(trigger.kind, path, text, place, limit))
        if seen and any(absent.stands_in(words) for absent in trigger.absent for words in parts):
            found = [clause for clause in found if clause.kind != trigger.kind]
    return found


def _likely(whole: str) -> Iterator[tuple[Trigger, Sequence[Phrase]]]:
    """Each trigger with those of its phrases of which the words stand in a text."""
    kept, numbers = set(_sieve().keep(fold(whole))), count()
    for trigger in triggers():
        yield (
            trigger,
            [each for each, number in zip(trigger.find, numbers, strict=False) if number in kept],
        )


@lru_cache(maxsize=1)
def _sieve() -> Sieve:
    phrases = [phrase for trigger in triggers() for phrase in trigger.find]
    return Sieve(phrases, lambda: [[phrase.needles] for phrase in phrases])


def _parts(text: Flow) -> dict[str, Sentence]:
    """Each sentence behind its leads, once: the same words again say nothing more."""
    parts: dict[str, Sentence] = {}
    left = _LEADS + len(text.text)
    for part in sentences(text):
        lead = "".join(f"{text.text[start:end]} " for start, end in part.leads) if left > 0 else ""
        left -= len(lead)
        parts.setdefault(lead + text.text[part.start : part.end], part)
    return parts


def _places(trigger: Trigger, find: Sequence[Phrase], parts: dict[str, Sentence]) -> Iterator[Place]:
    """The first place in each sentence where one of these phrases of the kind holds."""
    for words, part in parts.items():
        lead = len(words) - (part.end - part.start)
        spans = [(start, end) for each in find for start, end in each.find(words) if end > lead]
        if spans and any(never.stands_in(words) for never in trigger.never):
            continue
        for start, end in sorted(spans)[:_MOST_SPANS]:
            near = words[max(start - _NEAR, 0) : end + _NEAR]
            if not any(unless.stands_in(near) for unless in trigger.unless):
                yield _place(part, words, lead, (start, end))
                break


def _place(part: Sentence, words: str, lead: int, span: tuple[int, int]) -> Place:
    """The words to quote: the sentence; where the phrase begins in a lead that stands right before it,
    the lead as well.
    """
    start, end = part.start, part.end
    first = max(span[0] - lead, 0)
    if (
        span[0] < lead
        and part.leads
        and end - part.leads[-1][0] <= LONGEST_QUOTE
        and part.leads[-1][1] + 1 >= start
    ):
        start, first = part.leads[-1][0], 0
    return Place(words, start, end, start + first)


def _clause(kind: str, path: str, text: Flow, place: Place, limit: Limit | None) -> Clause:
    start, end = place.start, place.end
    if end - start > LONGEST_QUOTE:
        start, end = _cut(text.text, place)
    return Clause(kind, path, text.line(start), text.line(end - 1), text.text[start:end], limit)


def _cut(text: str, place: Place) -> tuple[int, int]:
    """The words of a long sentence around the phrase, whole words and at most `LONGEST_QUOTE` characters."""
    start = place.start
    if place.first - start > LONGEST_QUOTE // 2:
        start = text.rfind(" ", start, place.first - 40) + 1
    end = min(start + LONGEST_QUOTE, place.end)
    return start, (text.rfind(" ", start, end) if end < place.end else end)


@lru_cache(maxsize=1)
def triggers() -> tuple[Trigger, ...]:
    """The triggers of `rules/clauses.toml`."""
    table = rules_table("clauses.toml")
    words = table["words"]

    def phrases(lines: list[str]) -> tuple[Phrase, ...]:
        return tuple(phrase(line, words) for line in lines)

    never = phrases(table["any"]["unless"])
    return tuple(
        Trigger(
            kind,
            find=phrases(entry["find"]),
            unless=phrases(entry.get("unless", [])),
            never=never,
            absent=phrases(entry.get("absent", [])),
        )
        for kind, entry in table.items()
        if kind not in ("words", "any")
    )
