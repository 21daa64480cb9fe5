"""GitLab's code quality report: an array of issues in the Code Climate form that GitLab documents."""

from hashlib import sha256
from json import dumps

from openscope.model import Report, Severity
from openscope.render.located import located
from openscope.render.style import Style

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """Worst first; fingerprints are unique, and stable from one run to the next."""
    seen: dict[str, int] = {}
    issues = []
    for each in located(report):
        finding = each.finding
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        print_ = finding.fingerprint if count == 1 else f"{finding.fingerprint} {count}"
        issues.append(
            {
                "description": f"{finding.message}. Next: {finding.fix}",
                "check_name": f"{finding.code} {finding.slug}",
                "fingerprint": sha256(print_.encode()).hexdigest(),
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": each.path, "lines": {"begin": each.line}},
            }
        )
    return dumps(issues, ensure_ascii=False, indent=1) + "\n"
