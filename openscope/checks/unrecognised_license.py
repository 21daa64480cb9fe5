"""A licence text that openscope does not know.

Looks at licence files of which known texts explain less than half, and at cards that name no known
licence and state restrictive terms of their own. Such a text is a custom licence, whatever fragment
of a known one it holds. openscope lists the restrictive clauses that it
finds in it, but a list of clauses is no reading of a contract.

It matters because custom licences are where the surprises are: user thresholds, territories,
bans on competing products.

Have the text read by somebody who may decide, and record the decision as an exception.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Role, Severity

CODE = "OS103"
SLUG = "unrecognised-license"
SEVERITY = Severity.WARNING

_CUSTOM = "LicenseRef-openscope-custom-"


def check(case: Case) -> Iterator[Remark]:
    """One remark for each text that is its own licence."""
    for each in case.own(Role.LICENSE, Role.CARD):
        if _CUSTOM not in (each.reading.expression or ""):
            continue
        kinds = ", ".join(sorted({clause.kind for clause in each.reading.clauses}))
        if each.document.role is Role.CARD:
            what, line = "terms of its own, in the card's words", each.reading.clauses[0].start_line
        else:
            what, line = "an unrecognised custom licence", 1
        found = f"clauses found in it: {kinds}" if kinds else "no restrictive clause was found in it"
        yield Remark(
            f"{what}; {found}",
            "have the text read, then record the decision as an exception",
            each.document.path,
            line,
        )
