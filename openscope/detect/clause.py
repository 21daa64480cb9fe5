"""Restrictive clauses in words that no known licence explains: the safety net.

It reads the residue of licence files and, where a card declares no known licence, the card's own
words about its licence. It never overrides the match of a full text. Phrases: `rules/clauses.toml`.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache

from openscope.catalog import Catalog, rules_directory
from openscope.detect.flow import Flow, flow
from openscope.detect.limit import limits
from openscope.detect.normal import fingerprint
from openscope.detect.page import Page
from openscope.detect.text import CUSTOM, RIDER
from openscope.expression import conjunction, ids
from openscope.model import Category, Clause, Limit, Reading, Role, Source

# A clause is quoted in its sentence, cut at this many characters.
LONGEST_QUOTE = 400

_THRESHOLDS = {"usage-threshold", "revenue-threshold"}
_ABOUT_LICENSE = re.compile(r"licen[cs]|terms of use|commercial|许可|协议", re.I)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The phrases of one kind of restriction, as in `rules/clauses.toml`."""

    kind: str
    find: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """Clauses in what is left of a licence file, or in a card's words about its licence."""
    if page.document.role is Role.LICENSE:
        return _license_file(page, reading, catalog)
    declared = [e.expression for e in reading.evidence if e.source is Source.DECLARED and e.expression]
    known = declared and not any(CUSTOM in expression for expression in declared)
    return _card(page, reading, catalog) if page.document.role is Role.CARD and not known else reading


def _license_file(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    known = [rule for id in ids(reading.expression) if (rule := catalog.license(id))]
    if any(rule.category in (Category.SOURCE_AVAILABLE, Category.PROPRIETARY) for rule in known):
        return reading
    found = tuple(clauses(flow(reading.residue), page.document.path))
    expression = reading.expression
    if _restrict(found, catalog) and known and CUSTOM not in (expression or ""):
        rider = RIDER + fingerprint("\n".join(line for _, line in reading.residue))
        expression = conjunction([expression or "", rider])
    return replace(reading, clauses=found, expression=expression)


def _card(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """Where a card names no known licence, what it says about its terms is the only text there is."""
    lines = [(n, line) for n, line in enumerate(page.body.splitlines(), 1) if _ABOUT_LICENSE.search(line)]
    found = tuple(clauses(flow(lines), page.document.path))
    if not _restrict(found, catalog):
        return reading
    named = [e.expression for e in reading.evidence if e.expression and e.expression.startswith(CUSTOM)]
    terms = named[0] if named else CUSTOM + fingerprint("\n".join(clause.quote for clause in found))
    return replace(reading, clauses=(*reading.clauses, *found), expression=terms)


def _restrict(found: tuple[Clause, ...], catalog: Catalog) -> bool:
    return any(catalog.terms[clause.kind].restricts_use for clause in found)


def clauses(text: Flow, path: str) -> list[Clause]:
    """One clause for each kind that `text` holds, and one for each further limit of a threshold."""
    found: list[Clause] = []
    for trigger in triggers():
        seen: set[object] = set()
        for match in _matches(trigger, text):
            start, end = text.sentence(*match.span())
            sentence = text.text[start:end]
            numbers: list[Limit | None] = [None]
            if trigger.kind in _THRESHOLDS:
                numbers = list(limits(trigger.kind, sentence))
            for limit in numbers:
                key = (limit.metric, limit.value) if limit else None
                if key in seen:
                    continue
                seen.add(key)
                quote = _quote(sentence, match.start() - start, match.end() - start)
                found.append(
                    Clause(
                        trigger.kind, path, text.line(match.start()), text.line(match.end() - 1), quote, limit
                    )
                )
    return found


def _matches(trigger: Trigger, text: Flow) -> list[re.Match[str]]:
    kept = []
    for pattern in trigger.find:
        for match in pattern.finditer(text.text):
            start, end = text.sentence(*match.span())
            if not any(unless.search(text.text, start, end) for unless in trigger.unless):
                kept.append(match)
    return sorted(kept, key=lambda match: match.start())


def _quote(sentence: str, start: int, end: int) -> str:
    if len(sentence) <= LONGEST_QUOTE:
        return sentence.strip()
    low = max(0, min(start, end - LONGEST_QUOTE + 80) - 40)
    low = sentence.rfind(" ", 0, low) + 1 if low else 0
    cut = sentence[low : max(low + LONGEST_QUOTE, end)]
    return (cut[: cut.rfind(" ")] if len(cut) + low < len(sentence) else cut).strip()


@lru_cache(maxsize=1)
def triggers() -> tuple[Trigger, ...]:
    """The triggers of `rules/clauses.toml`."""
    table = tomllib.loads((rules_directory() / "clauses.toml").read_text(encoding="utf-8"))
    return tuple(
        Trigger(kind, _compiled(entry["find"]), _compiled(entry.get("unless", ())))
        for kind, entry in table.items()
    )


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern in patterns)
