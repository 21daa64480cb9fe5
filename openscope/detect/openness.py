"""What a card shows of a model's four pillars: weights, data, pipeline and evals.

The rules are data (`rules/openness.toml`). What the terms allow is not decided here.
"""

import re
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Catalog, rules_table
from openscope.detect.flow import Flow
from openscope.detect.page import Page
from openscope.detect.seek import Seeker
from openscope.detect.sieve import Sieve
from openscope.model import Pillar, PillarState, Reading, Signal
from openscope.regex import regex

_LONGEST_QUOTE = 240


class Rule(Struct, frozen=True):
    """One way in which a card speaks of a pillar, as in `rules/openness.toml`."""

    name: str
    pillar: Pillar
    state: PillarState
    fields: tuple[str, ...]
    find: Seeker | None
    unless: re.Pattern[str] | None


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:  # noqa: ARG001
    """One signal for each rule that a card meets, with its first place."""
    card = page.front_matter
    text = page.running
    signals = []
    likely = set(_sieve().keep(text.folded))
    for number, rule in enumerate(rules()):
        field = next((name for name in rule.fields if card and card.data.get(name)), None)
        if card and field:
            signals.append(
                Signal(rule.pillar, rule.state, rule.name, page.document.path, card.lines.get(field), field)
            )
        elif number in likely and (hit := _first(rule, text)):
            line, quote = hit
            signals.append(Signal(rule.pillar, rule.state, rule.name, page.document.path, line, quote))
    return replace(reading, signals=tuple(signals)) if signals else reading


def _first(rule: Rule, text: Flow) -> tuple[int, str] | None:
    """The line and the words of the first place that meets the rule, in its sentence."""
    for match in text.finditer(rule.find) if rule.find else ():
        start, end = text.sentence(*match.span())
        if not (rule.unless and rule.unless.search(text.text, start, end)):
            start = max(start, match.start() - _LONGEST_QUOTE // 3)
            return text.line(match.start()), text.text[start : min(end, start + _LONGEST_QUOTE)].strip()
    return None


@lru_cache(maxsize=1)
def _sieve() -> Sieve:
    sought = [rule.find for rule in rules()]
    return Sieve(
        [(each.written, each.flags) if each else None for each in sought],
        lambda: [[one.needles for one in each.alternatives] if each else [] for each in sought],
    )


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of `rules/openness.toml` that read cards."""
    table = rules_table("openness.toml")
    return tuple(
        Rule(
            name,
            Pillar(entry["pillar"]),
            PillarState(entry["state"]),
            tuple(entry.get("field", ())),
            Seeker(entry["find"], re.I | re.M) if "find" in entry else None,
            regex(entry["unless"], re.I) if "unless" in entry else None,
        )
        for name, entry in table.items()
    )
