"""GitHub workflow commands: annotations at file and line, worst first, no more than GitHub shows."""

from collections import Counter

from openscope.model import Report, Severity
from openscope.render.located import located
from openscope.render.style import Style

MOST_OF_A_KIND = 10
"""What GitHub shows of one kind of annotation in one step."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """One command a line; how many are left out is said in the last one of its kind."""
    found = located(report)
    counts = Counter(each.finding.severity for each in found)
    seen: Counter[Severity] = Counter()
    lines = []
    for each in found:
        finding = each.finding
        seen[finding.severity] += 1
        left = counts[finding.severity] - seen[finding.severity]
        if seen[finding.severity] > MOST_OF_A_KIND:
            continue
        message = f"{finding.message}\n{finding.fix}"
        if seen[finding.severity] == MOST_OF_A_KIND and left:
            message += f"\n({left} more of this kind: see the report)"
        place = f"file={_property(each.path)},line={each.line}"
        title = _property(f"{finding.code} {finding.slug}")
        lines.append(f"::{_COMMANDS[finding.severity]} {place},title={title}::{_data(message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    """The message of a command, as the runner reads it back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property of a command: the colon and the comma would end it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
