"""A licence that nobody could name, or not with the certainty that the policy asks for.

Looks at items without a licence, with one that no table knows, and with one whose evidence scores less
than `confidence`. With `unknown = "warn"` it is a warning.

It matters because nothing is granted by silence. What is unknown is never allowed by a list.

Find out what it is and write it down as a clarification, or let it pass by an exception.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Judged, listed
from openscope.model import Severity, State

CODE = "OS502"
SLUG = "unknown-license"
SEVERITY = Severity.ERROR


def check(case: Judged) -> Iterator[Remark]:
    """One remark for an item that is unknown."""
    unknown = [label for label in case.verdict.labels if label.taken and label.state is State.UNKNOWN]
    if not unknown or any(label.taken and label.state is State.DENY for label in case.verdict.labels):
        return
    path, line = case.where(unknown[0].leaf)
    words = (case.each.license.declared or "").split(": ")[-1]
    step = "find out what it is and write a [[clarification]]"
    if unknown[0].named and unknown[0].leaf.startswith("LicenseRef-") and not _is_ours(unknown[0].leaf):
        step = f'write "{unknown[0].leaf}" into allow under [policy]'
    yield Remark(
        f"{case.name}: {listed(unknown)}",
        f"{step}, or {case.exception(SLUG)}",
        path,
        line,
        " AND ".join(sorted(label.leaf for label in unknown)),
        (words, *case.words(unknown[0].leaf)),
        case.severity_of_unknown,
    )


def _is_ours(id: str) -> bool:
    """Whether openscope or its licence data made the id, not who uses the licence."""
    return id.lower().startswith(("licenseref-openscope-", "licenseref-scancode-"))
