"""A licence text that openscope does not know.

Looks at licence files of which known texts explain less than half. Such a file is a custom
licence, whatever fragment of a known one it holds. openscope lists the restrictive clauses that it
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
    """One remark for each licence file that is its own licence."""
    for each in case.own(Role.LICENSE):
        if _CUSTOM not in (each.reading.expression or ""):
            continue
        kinds = sorted({clause.kind for clause in each.reading.clauses})
        found = (
            f"clauses found in it: {', '.join(kinds)}" if kinds else "no restrictive clause was found in it"
        )
        share = f"{each.reading.coverage or 0:.0%}"
        yield Remark(
            f"an unrecognised custom licence (known texts explain {share} of it); {found}",
            "have the text read, then record the decision as an exception",
            each.document.path,
            1,
        )
