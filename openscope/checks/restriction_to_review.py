"""A restriction that somebody should look at.

Looks at the restrictions of allowed licences that the policy lists under `review`, and that bind or may
bind by what [company] says.

It matters because such a restriction can be lived with, but only by who knows it: a threshold to watch,
a duty to meet, a list of uses to read.

Read the clause; then state the fact under [company], list the kind under `accept`, or write an exception.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Judged
from openscope.model import Bearing, Severity, State

CODE = "OS508"
SLUG = "restriction-to-review"
SEVERITY = Severity.WARNING


def check(case: Judged) -> Iterator[Remark]:
    """One remark for each kind of restriction, for items that the policy allows otherwise."""
    if case.verdict.state is State.DENY:
        return
    seen: set[tuple[str, str]] = set()
    for bound in case.verdict.bounds:
        key = (bound.kind, bound.license)
        if not bound.holds or bound.treatment != "review" or key in seen:
            continue
        seen.add(key)
        unsaid = bound.bearing is Bearing.POSSIBLE
        step = "say so under [company] if it does not apply; else read it" if unsaid else "read it"
        verb = "binds" if bound.bearing is Bearing.BINDS else "may bind"
        path, line = case.place(bound)
        yield Remark(
            f"{case.name}: {bound.kind} of {bound.license} {verb}: {bound.reason}",
            f"{step}: {bound.summary}; then {case.exception(bound.kind)}",
            path,
            line,
            " ".join(key),
            case.words(bound.license),
        )
