"""A licence that the policy does not allow.

Looks at the licence of every item, with those of the models that it was made from, and takes the best
branch of each `OR`. What is left must be on the list `allow`, by its id, category or openness class.

It matters because the list says what the company has decided it can live with. A licence that is not
on it asks for something that nobody has agreed to.

Replace the item, choose another version, or have somebody decide and write the exception down.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Judged, listed
from openscope.config.tables import UNKNOWN_LICENSE
from openscope.expression import ids
from openscope.model import OpennessClass, Severity, State

CODE = "OS501"
SLUG = "denied-license"
SEVERITY = Severity.ERROR


def check(case: Judged) -> Iterator[Remark]:
    """One remark for an item with a rejected licence."""
    labels = case.verdict.labels
    denied = [label for label in labels if label.taken and label.state is State.DENY and not label.blocked]
    if not denied:
        return
    instead = "" if len(labels) == len(denied) else f" (judged as {case.verdict.chosen})"
    first = ids(denied[0].leaf)[0] if denied[0].named else None
    step = f"replace it, or {case.exception(denied[0].leaf if first else UNKNOWN_LICENSE)}"
    if first is None and case.each.openness and case.each.openness.klass is OpennessClass.CLOSED:
        closed = OpennessClass.CLOSED
        step = f'read the terms; then write "{closed}" into allow, or {case.exception(closed)}; or replace it'
    path, line = case.where(first)
    yield Remark(
        f"{case.name}: {listed(denied)}{instead}",
        step,
        path,
        line,
        " AND ".join(sorted(label.leaf for label in denied)),
        case.words(first or denied[0].leaf),
    )
