"""A known licence with a restriction added to it.

Looks at licence files that hold a known open licence and, beside it, words that restrict use: the
Commons Clause above an Apache licence, a branding threshold below an MIT licence.

It matters because most tools report the licence that they know and stay silent about the rest. A
permissive text with a rider is not permissive.

Read the added words; the restriction and its quote are listed with the item.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Role, Severity

CODE = "OS104"
SLUG = "license-rider"
SEVERITY = Severity.ERROR

_SHOWN = "attribution-display"
_RIDER = "LicenseRef-openscope-rider-"


def check(case: Case) -> Iterator[Remark]:
    """One remark for each licence file with a rider, at its first restrictive clause."""
    for each in case.own(Role.LICENSE):
        expression = each.reading.expression or ""
        if _RIDER not in expression:
            continue
        known = expression.partition(" AND " + _RIDER)[0]
        found = each.reading.clauses
        first = next((c for c in found if case.catalog.terms[c.kind].restricts_use), None)
        first = first or next(c for c in found if c.kind == _SHOWN)
        yield Remark(
            f"{known} with an added restriction ({first.kind}): “{first.quote}”",
            f"do not treat it as {known}; read the added words before you rely on it",
            each.document.path,
            first.start_line,
        )
