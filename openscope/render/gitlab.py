"""GitLab's code quality report: an array of issues in the Code Climate form that GitLab documents."""

from hashlib import sha256
from json import dumps
from typing import Any

from openscope.model import Report, Severity, Skipped
from openscope.render.located import located, unread
from openscope.render.style import Style

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """What was not examined, then worst first; fingerprints are unique, and stable from run to run."""
    seen: dict[str, int] = {}
    issues = [_missing(path, skip) for path, skip, _ in unread(report)]
    for each in located(report):
        finding = each.finding
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        print_ = finding.fingerprint if count == 1 else f"{finding.fingerprint} {count}"
        issues.append(
            {
                "description": f"{each.message}. Next: {finding.fix}",
                "check_name": f"{finding.code} {finding.slug}",
                "fingerprint": sha256(print_.encode()).hexdigest(),
                "severity": _SEVERITIES[each.level],
                "location": {"path": each.path, "lines": {"begin": each.line}},
            }
        )
    return dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _missing(path: str, skip: Skipped) -> dict[str, Any]:
    print_ = "\0".join(("not examined", path, str(skip.code)))
    return {
        "description": f"not examined: {path}: {skip.reason}",
        "check_name": "not-examined",
        "fingerprint": sha256(print_.encode("utf-8", "surrogateescape")).hexdigest(),
        "severity": "major",
        "location": {"path": path, "lines": {"begin": 1}},
    }
