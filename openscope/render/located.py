"""Every finding at a place of the repository, as it counts: what annotations and the gate's view show."""

from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from openscope.checks import POLICY_CODES
from openscope.checks.judged import titled
from openscope.decide.place import is_address, place_of
from openscope.decide.suppress import from_root
from openscope.model import Assessment, Finding, Report, Severity, Skipped

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_NO_POLICY = "openscope.toml"


class Located(Struct, frozen=True):
    """A finding with its item (None where it is about the policy), and where it stands.

    `path` is relative to the repository's root, `line` counts from 1. `known` is False where no
    file says it and the finding sits on the first line of the policy. `level` is how grave it is in this
    run: what fails it is an error, and a fact that does not is no more than a warning. `message` names
    the item.
    """

    finding: Finding
    item: Assessment | None
    path: str
    line: int
    known: bool = True
    level: Severity = Severity.ERROR
    message: str = ""


def located(report: Report) -> list[Located]:
    """The findings that count, worst first, then by place. Those of one place keep their order."""
    found = [
        _item_finding(report, each, f) for each in report.items for f in each.findings if not f.suppressed
    ]
    found += [
        Located(f, None, f.path or _policy(report), f.line or 1) for f in report.findings if not f.suppressed
    ]
    return sorted(
        (_weighed(each, report) for each in found),
        key=lambda each: (RANK[each.level], each.path, each.line, each.finding.code),
    )


def unread(report: Report) -> list[tuple[str, Skipped, bool]]:
    """What should have been examined and was not: its path from the repository's root, and whether it has
    one there.
    """
    found = []
    for number, skip in report.skipped:
        place = report.targets[number].place
        if not skip.expected:
            path = skip.path if place is None else from_root(skip.path, place)
            found.append((path, skip, place is not None))
    return found


def _weighed(each: Located, report: Report) -> Located:
    finding, message = each.finding, each.finding.message
    if each.item is not None and finding.code not in POLICY_CODES:
        name = each.item.item.name
        message = message if message.startswith(name) else f"{titled(each.item.item)}: {message}"
    return replace(each, level=_level(finding, report), message=message)


def _level(finding: Finding, report: Report) -> Severity:
    if report.policy is None:
        return finding.severity
    if report.policy.failing is None:  # where nobody has decided, the policy's errors fail
        fails = finding.severity is Severity.ERROR and finding.code in POLICY_CODES
    else:
        fails = finding.fingerprint in report.policy.failing
    if fails:
        return Severity.ERROR
    return Severity.WARNING if finding.severity is Severity.ERROR else finding.severity


def _item_finding(report: Report, each: Assessment, finding: Finding) -> Located:
    target = report.targets[each.target]
    path, line = finding.path, finding.line
    if (entry := each.item.dependency) is not None:
        path, line = entry.path, entry.line  # its files are no part of the repository
    if path is None:
        path, line = place_of(each)
    if target.place is None and path is not None and is_address(path):
        return Located(finding, each, path, line or 1)
    if (path is None or is_address(path)) and each.item.path not in (None, "."):
        path, line = each.item.path, None
    if path is None or is_address(path):
        return Located(finding, each, _policy(report), 1, known=False)
    if target.place is None:
        outside = quote(target.asked, safe="/")
        return Located(finding, each, f"{outside}/{path}".lstrip("/"), line or 1)
    inside = path if target.place == "." else f"{target.place}/{path}"
    return Located(finding, each, inside, line or 1)


def _policy(report: Report) -> str:
    """The policy's file; a preset has none, and stands for the one that would be written."""
    if report.policy is None or report.policy.path.startswith("openscope:"):
        return _NO_POLICY
    return report.policy.path
