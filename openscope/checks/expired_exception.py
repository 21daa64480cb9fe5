"""An exception whose last day is over.

Looks at the exceptions and clarifications of the policy against the day of the check.

It matters because it holds no longer: what it let pass is judged again. Whoever set the day wanted
somebody to look again.

Look again: renew it with a new day, or take it out.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Upkeep
from openscope.model import Severity

CODE = "OS506"
SLUG = "expired-exception"
SEVERITY = Severity.WARNING


def check(case: Upkeep) -> Iterator[Remark]:
    """One remark for each decision that ran out."""
    for decision in case.expired:
        owner = f", ask {decision.owner}" if decision.owner else ""
        yield Remark(
            f"the exception for {decision.item} ended on {decision.expires} ({decision.reason})",
            f"look again{owner}: renew it with a new day, or take it out",
            case.policy.path,
            decision.line,
            decision.item,
        )
