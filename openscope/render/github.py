"""GitHub workflow commands: annotations at file and line, worst first, no more than GitHub shows."""

from collections import Counter

from openscope.model import Report, Severity
from openscope.render.located import located, unread
from openscope.render.style import Style

MOST_OF_A_KIND = 10
"""What GitHub shows of one kind of annotation in one step."""

MOST_UNREAD = 3
"""How many of these are for what was not examined, so that they do not crowd out what was found."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """One command a line; how many are left out is said in the last one of its kind. What was not examined
    is an error where nothing else fails the run.
    """
    found = located(report)
    counts = Counter(each.level for each in found)
    grave = Severity.WARNING if counts[Severity.ERROR] else Severity.ERROR
    missing = _missing(report, grave)
    room = {level: MOST_OF_A_KIND - (len(missing) if level is grave else 0) for level in Severity}
    seen: Counter[Severity] = Counter()
    lines = []
    for each in found:
        finding = each.finding
        seen[each.level] += 1
        left = counts[each.level] - seen[each.level]
        if seen[each.level] > room[each.level]:
            continue
        message = f"{each.message}\n{finding.fix}"
        if seen[each.level] == room[each.level] and left:
            message += f"\n({left} more of this kind: see the report)"
        place = f"file={_property(each.path)},line={each.line}"
        title = _property(f"{finding.code} {finding.slug}")
        lines.append(f"::{_COMMANDS[each.level]} {place},title={title}::{_data(message)}\n")
    return "".join(missing + lines)


def _missing(report: Report, level: Severity) -> list[str]:
    """What could not be examined, before all else: it may hide anything."""
    found = unread(report)
    lines = []
    for number, (path, skip, inside) in enumerate(found[:MOST_UNREAD], 1):
        message = f"{path}: {skip.reason}"
        if number == MOST_UNREAD and len(found) > number:
            message += f"\n({len(found) - number} more were not examined: see the report)"
        place = f"file={_property(path)}," if inside else ""
        lines.append(f"::{_COMMANDS[level]} {place}title=not examined::{_data(message)}\n")
    return lines


def _data(text: str) -> str:
    """The message of a command, as the runner reads it back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property of a command: the colon and the comma would end it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
