"""A licence text that openscope does not know.

Looks at licence files of which known texts explain less than half, and at cards that name no known
licence and state restrictive terms of their own. Such a text is a custom licence, whatever fragment
of a known one it holds. A text that reads like an open licence, with words added that forbid something,
and one that only refers to a licence which is not there count as well. openscope lists the restrictive
clauses that it finds in it, but a list of clauses is no reading of a contract.

It matters because custom licences are where the surprises are: user thresholds, territories,
bans on competing products.

Have the text read by somebody who may decide, and record the decision as an exception.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.expression import ids
from openscope.model import Examined, Role, Severity
from openscope.rulebook import CATCH_ALL

CODE = "OS103"
SLUG = "unrecognised-license"
SEVERITY = Severity.WARNING

_CUSTOM = "LicenseRef-openscope-custom-"
_CHANGED = "changed"


def check(case: Case) -> Iterator[Remark]:
    """One remark for each text that is its own licence, or that refers to one that is not here."""
    for each in case.own(Role.LICENSE, Role.CARD):
        if _CUSTOM in (each.reading.expression or "") and _counts(each, case):
            yield _custom(each)
    if set(ids(case.license.concluded)) and set(ids(case.license.concluded)) <= CATCH_ALL:
        yield from _references(case)


def _counts(each: Examined, case: Case) -> bool:
    """Whether the text is a part of the conclusion: one that merely names what is declared is not."""
    own = {id for id in ids(each.reading.expression) if id.startswith(_CUSTOM)}
    return bool(own & set(ids(case.license.detected)))


def _custom(each: Examined) -> Remark:
    changed = next((e for e in each.reading.evidence if e.detector == _CHANGED), None)
    if changed is not None:
        return Remark(
            f"reads like {changed.rule}, with words that forbid something added: “{changed.quote}”",
            f"do not treat it as {changed.rule}; have the text read, and record the decision as an exception",
            each.document.path,
            changed.start_line,
        )
    kinds = ", ".join(sorted({clause.kind for clause in each.reading.clauses}))
    found = f"clauses found in it: {kinds}" if kinds else "no restrictive clause was found in it"
    if each.document.role is Role.CARD:
        what, line = "terms of its own, in the card's words", each.reading.clauses[0].start_line
    else:
        what, line = "an unrecognised custom licence", 1
    return Remark(
        f"{what}; {found}",
        "have the text read, then record the decision as an exception",
        each.document.path,
        line,
    )


def _references(case: Case) -> Iterator[Remark]:
    """The first place that speaks of a licence without naming it."""
    for each in case.own(Role.LICENSE, Role.README, Role.CARD):
        if each.reading.expression == case.license.concluded:
            yield Remark(
                "speaks of a licence without naming it, and its text is not here",
                "get the text that it refers to, and put it beside this file",
                each.document.path,
                next((e.start_line for e in each.reading.evidence if e.start_line), None),
            )
            return
