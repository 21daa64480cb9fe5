"""An exception whose evidence has changed.

Looks at the exceptions and clarifications with an `evidence_sha256`, against the words that the item's
licence rests on now.

It matters because somebody decided about other words: a licence text that changes is a new contract. The
same package can have other evidence, too: after an update, openscope may read more of it.

Read the text again; if the decision stands, put the new digest in.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Upkeep
from openscope.decide.decisions import digest_of
from openscope.model import Severity

CODE = "OS507"
SLUG = "stale-exception"
SEVERITY = Severity.WARNING


def check(case: Upkeep) -> Iterator[Remark]:
    """One remark for each decision that rests on other words."""
    for decision, each in case.stale.items():
        yield Remark(
            f"the licence of {each.item.name}, or the evidence for it that openscope reads, has changed since"
            f" the exception for {decision.item} was written",
            f'read it again; if the decision stands, write evidence_sha256 = "{digest_of(each)}"',
            case.policy.path,
            decision.line,
            decision.item,
        )
