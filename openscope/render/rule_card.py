"""A rule, rendered for `openscope explain`: a licence, a kind of restriction, a finding code."""

from collections.abc import Sequence
from inspect import cleandoc
from textwrap import fill
from typing import Any

from openscope.catalog import Catalog, LicenseRule, Term
from openscope.checks import Check
from openscope.decide.binding import duties
from openscope.render.item import limit_words

_WIDTH = 100
# The kinds that a licence has by its category, with or without a row.
_OWED_BY = {"share-alike": ("every copyleft licence",)}


def license_card(rule: LicenseRule) -> str:
    """Category, facts, and each restriction with its quote."""
    reach = f" ({rule.copyleft})" if rule.copyleft else ""
    lines = [f"{rule.name}", f"{rule.id}", "", f"category      {rule.category}{reach}"]
    if not rule.verdict:
        lines.append("              grants no licence to use: never a verdict about what it stands in")
    facts = {
        "OSI-approved": "yes" if rule.osi_approved else "",
        "version": rule.version,
        "steward": rule.steward,
        "applies to": rule.applies_to,
        "Hub tag": ", ".join(rule.hub),
        "Hub names": ", ".join(rule.hub_names),
        "also known as": ", ".join(rule.aliases),
        "note": rule.note,
    }
    lines += [_fact(name, value, 14) for name, value in facts.items() if value]
    owed = list(duties(rule.id, rule.category, rule.copyleft, rule.restrictions))
    if not rule.restrictions and not owed:
        return "\n".join([*lines, "", "no restriction is recorded for it"]) + "\n"
    lines += ["", "restrictions"]
    for row in rule.restrictions:
        clause = f"  (clause {row.clause})" if row.clause else ""
        lines += ["", f"  {row.kind}{clause}", f"    {row.summary}"]
        if row.limit:
            lines.append(f"    limit: {limit_words(row.limit)}")
        lines.append(f"    “{row.quote}”")
    for duty in owed:
        lines += ["", f"  {duty.kind}  (as of all {rule.copyleft} copyleft)", f"    {duty.summary}"]
    return "\n".join(lines) + "\n"


def term_card(term: Term, licenses: Sequence[str]) -> str:
    """What a kind of restriction means, who cares, what to do, and which licences have it."""
    restricts = "yes" if term.restricts_use else "no"
    default = f"{term.severity} (for a company that offers commercial software as a service)"
    facts = {
        "who cares": term.who_cares,
        "default": default,
        "restricts use": f"{restricts}: {term.why}",
        "what to do": term.advice,
        "examples": ", ".join(term.examples),
        "licences": ", ".join([*licenses, *_OWED_BY.get(term.kind, ())]) or "none recorded",
    }
    lines = [term.kind, "", fill(term.definition, _WIDTH), ""]
    return "\n".join([*lines, *(_fact(name, value, 17) for name, value in facts.items())]) + "\n"


def word_card(word: str, *meaning: str) -> str:
    """What a word of the policy means, in paragraphs."""
    return "\n\n".join([word, *(fill(each, _WIDTH) for each in meaning)]) + "\n"


def company_words(name: str, catalog: Catalog) -> list[str]:
    """What a fact or a figure under [company] says, and the kinds of restriction that are judged by it."""
    if (words := catalog.company.facts.get(name)) is None:
        return [f"Under [company], a figure: thresholds on {name.replace('_', ' ')} are compared with it."]
    kinds = sorted(
        term.kind
        for term in catalog.terms.values()
        if any(name in each.split(" and ") for each in term.binds)
    )
    judged = f"Judged by it: {', '.join(kinds)}." if kinds else "No kind of restriction asks for it alone."
    return [f"Under [company], true or false: you {words}. What is not stated counts as possible.", judged]


def _fact(name: str, value: str, column: int) -> str:
    """A name, and its value from a column on, however many lines it takes. Ids are never broken."""
    return fill(
        f"{name:{column - 1}} {value}",
        _WIDTH,
        subsequent_indent=" " * column,
        break_long_words=False,
        break_on_hyphens=False,
    )


def check_card(check: Check[Any]) -> str:
    """The page of a finding: its module's docstring under its code."""
    return f"{check.CODE} {check.SLUG} ({check.SEVERITY})\n\n{cleandoc(check.__doc__ or '')}\n"
