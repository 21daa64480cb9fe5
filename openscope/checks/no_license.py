"""No licence was found.

Looks at every item in which no manifest, card, licence file, README or file header names a licence.

It matters because nothing is granted by silence: without a licence all rights are reserved, and
publishing something does not permit its use.

Look for a licence in the project's repository or on its website, and ask the authors to add one.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Role, Severity

CODE = "OS102"
SLUG = "no-license"
SEVERITY = Severity.WARNING


def check(case: Case) -> Iterator[Remark]:
    """One remark for an item about which nothing was found."""
    if case.license.declared or case.license.detected:
        return
    if case.item.dependency and not case.examined:
        return  # nothing of it is here: that nothing was found says nothing about it
    unread = next((each for each in case.own(Role.LICENSE) if each.reading.skipped), None)
    if unread:
        yield Remark(
            "a licence file stands here, but it could not be read",
            "read it, or ask the authors for it as plain text",
            unread.document.path,
        )
        return
    yield Remark(
        "no licence is declared and no licence text was found",
        "treat it as all rights reserved; ask the authors to add a licence",
    )
