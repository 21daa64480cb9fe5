"""`rules/terms.toml`: the kinds of restriction, and the words that a limit may use."""

from pathlib import Path

from msgspec import Struct

from openscope.catalog.company import CompanyWords, read_company_words
from openscope.catalog.errors import Problem
from openscope.catalog.tables import Table, read_table
from openscope.catalog.values import RuleRestriction, Term
from openscope.model import Limit

FILE = "terms.toml"
SEVERITIES = ("block", "review", "note")


class Vocabulary(Struct, frozen=True):
    """The closed vocabularies that restrictions are written in."""

    terms: dict[str, Term]
    metrics: tuple[str, ...]
    ops: tuple[str, ...]
    effects: tuple[str, ...]
    company: CompanyWords


def read_vocabulary(root: Path, problems: list[Problem]) -> Vocabulary:
    """Read the kinds of restriction, the words of a limit and those about a company."""
    company = read_company_words(root, problems)
    table = read_table(root, FILE, problems)
    limit = table.section("limit")
    words = {name: limit.texts(name) for name in ("metric", "op", "effect")}
    for name, values in words.items():
        if not values:
            limit.report(name, "is missing")
    limit.end()
    terms: dict[str, Term] = {}
    for entry in table.tables("term"):
        term = Term(
            kind=entry.text("kind"),
            definition=entry.text("definition"),
            who_cares=entry.text("who_cares"),
            severity=entry.word("severity", SEVERITIES),
            examples=entry.texts("examples"),
            restricts_use=entry.flag("restricts_use"),
            why=entry.text("why"),
            advice=entry.text("advice"),
            binds=_binds(entry, company),
        )
        if "binds" not in entry.names():
            entry.report("binds", "is missing")
        entry.end()
        if term.kind in terms:
            entry.report("kind", f"{term.kind!r} is defined twice")
        terms[term.kind] = term
    table.end()
    return Vocabulary(terms, words["metric"], words["op"], words["effect"], company)


def read_restrictions(table: Table, vocabulary: Vocabulary) -> tuple[RuleRestriction, ...]:
    """The `[[restriction]]` tables of a licence or a family."""
    restrictions = []
    for entry in table.tables("restriction"):
        restriction = RuleRestriction(
            kind=entry.word("kind", vocabulary.terms),
            summary=entry.text("summary"),
            clause=entry.text_or_none("clause"),
            quote=entry.text("quote"),
            limit=_limit(entry, vocabulary),
            binds=_binds(entry, vocabulary.company) if "binds" in entry.names() else None,
            begins=_only_of(entry, "begins", "naming-requirement"),
            shows=_only_of(entry, "shows", "attribution-display"),
            of=entry.text_or_none("of"),
        )
        entry.end()
        restrictions.append(restriction)
    return tuple(restrictions)


def _only_of(entry: Table, name: str, kind: str) -> tuple[str, ...]:
    """Words that only restrictions of one kind have."""
    words = entry.texts(name)
    if words and entry.text("kind") != kind:
        entry.report(name, f"belongs to the kind {kind}")
    return words


def _binds(table: Table, company: CompanyWords) -> tuple[str, ...]:
    """What a company must do for a restriction to bind: any of these, the parts of "a and b" together."""
    known = company.conditions()
    binds = table.texts("binds")
    for word in (part for each in binds for part in each.split(" and ")):
        if word not in known:
            table.report("binds", f"unknown word {word!r}: use one of {', '.join(sorted(known))}")
    return binds


def _limit(table: Table, vocabulary: Vocabulary) -> Limit | None:
    entry = table.table("limit")
    if entry is None:
        return None
    limit = Limit(
        metric=entry.word("metric", vocabulary.metrics),
        op=entry.word("op", vocabulary.ops),
        value=entry.number_or_text("value"),
        unit=entry.text_or_none("unit"),
        period=entry.text_or_none("period"),
        effect=entry.word("effect", vocabulary.effects),
        scope=entry.text_or_none("scope"),
        becomes=entry.text_or_none("becomes"),
    )
    if limit.value is None and limit.period is None:
        entry.report("value", "is missing, and no period says it in words")
    entry.end()
    return limit
