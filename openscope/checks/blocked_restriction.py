"""A restriction that the policy blocks, and that binds or may bind.

Looks at the restrictions of licences that are allowed, against the list `block` and what [company] says.
A restriction that does not apply to what the company does, or not yet at its size, is none of these.

It matters because a licence can be on the list and still forbid the very thing that the company does
with the item. What [company] does not say counts as possible.

State the fact under [company] if it is missing; else replace the item or get another licence.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Judged
from openscope.model import Bearing, Severity, State

CODE = "OS503"
SLUG = "blocked-restriction"
SEVERITY = Severity.ERROR


def check(case: Judged) -> Iterator[Remark]:
    """One remark for each kind of restriction that is blocked, where the licence itself is allowed."""
    blocked = {label.leaf.partition(" WITH ")[0] for label in case.verdict.labels if label.blocked}
    if any(label.taken and label.state is State.DENY and not label.blocked for label in case.verdict.labels):
        return
    seen: set[tuple[str, str]] = set()
    for bound in case.verdict.bounds:
        key = (bound.kind, bound.license)
        if not bound.holds or bound.treatment != "block" or bound.license not in blocked or key in seen:
            continue
        seen.add(key)
        verb = "binds" if bound.bearing is Bearing.BINDS else "may bind"
        step = "" if bound.bearing is Bearing.BINDS else "say so under [company] if it does not apply; else "
        path, line = case.place(bound)
        yield Remark(
            f"{case.name}: {bound.kind} of {bound.license} {verb}: {bound.reason}",
            f"{step}replace it, get another licence, or {case.exception(bound.kind)}",
            path,
            line,
            " ".join(key),
            case.words(bound.license),
        )
