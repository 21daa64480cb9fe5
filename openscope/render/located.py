"""Every finding at a place of the repository: what annotations and the gate's view show."""

from urllib.parse import quote

from openscope.decide.place import is_address, place_of
from openscope.frozen import dataclass
from openscope.model import Assessment, Finding, Report, Severity

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_NO_POLICY = "openscope.toml"


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its item (None where it is about the policy), and where it stands.

    `path` is relative to the repository's root, `line` counts from 1. `known` is False where no
    file says it and the finding sits on the first line of the policy.
    """

    finding: Finding
    item: Assessment | None
    path: str
    line: int
    known: bool = True


def located(report: Report) -> list[Located]:
    """The findings that count, worst first, then by place. Those of one place keep their order."""
    found = [
        _item_finding(report, each, f) for each in report.items for f in each.findings if not f.suppressed
    ]
    found += [
        Located(f, None, f.path or _policy(report), f.line or 1) for f in report.findings if not f.suppressed
    ]
    return sorted(
        found, key=lambda each: (RANK[each.finding.severity], each.path, each.line, each.finding.code)
    )


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
