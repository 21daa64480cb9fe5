"""An exception that nothing needs.

Looks at the exceptions and clarifications of the policy, and at the comments `openscope: allow[…]`, after
everything was judged. A comment without a reason counts for nothing; one in the code of
others is not looked at.

It matters because an exception that nobody needs today lets something pass tomorrow that nobody looked at.

Take it out.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Upkeep
from openscope.config import Clarification, Waiver
from openscope.model import Severity

CODE = "OS505"
SLUG = "unused-exception"
SEVERITY = Severity.WARNING


def check(case: Upkeep) -> Iterator[Remark]:
    """One remark for each decision and each comment that made no difference."""
    if not case.whole:
        return
    gone = {*case.used, *case.expired, *case.stale}
    decisions: list[Waiver | Clarification] = [*case.policy.waivers, *case.policy.clarifications]
    for decision in decisions:
        if decision not in gone:
            yield Remark(
                f"nothing needs the exception for {decision.item} ({decision.reason})",
                "take it out",
                case.policy.path,
                decision.line,
                decision.item,
            )
    for allowance in case.allowances:
        words = ", ".join(allowance.slugs)
        if allowance.reason:
            said = f"nothing here needs allow[{words}] ({allowance.reason})"
        else:
            said = f"allow[{words}] gives no reason, so it counts for nothing"
        step = "write the reason behind it, or take it out" if not allowance.reason else "take it out"
        yield Remark(said, step, allowance.path, allowance.line, words)
