"""The declared licence and the licence text contradict each other.

Looks at every item that both declares a licence (in a manifest or a card) and ships a licence
text, and speaks up where neither can stand for the other. `GPL-3.0-or-later` beside the text of
the GPL 3 is no contradiction, and neither is `MIT OR Apache-2.0` beside either text.

It matters because the right that you rely on may not have been granted: a package can say MIT in
its manifest and hold a text that forbids hosting it, or the other way round. openscope does not
guess which of the two is meant; until it is cleared up, both are taken to hold.

Ask the maintainers which licence applies, and point them at the two places.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Role, Severity

CODE = "OS101"
SLUG = "license-contradiction"
SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Remark]:
    """One remark for an item whose parts contradict each other."""
    if not case.contradiction:
        return
    text = next(
        (each for each in case.own(Role.LICENSE, Role.README, Role.CARD) if each.reading.expression), None
    )
    yield Remark(
        f"declares {case.license.declared}, but the licence text is {case.license.detected}",
        "ask the maintainers which one applies; until then both are taken to hold",
        text.document.path if text else None,
        1 if text else None,
    )
