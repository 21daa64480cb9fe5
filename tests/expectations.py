"""What each directory in `fixtures/` must yield: the facts that a reader would check.

`python -m tests.expectations NAME` writes `fixtures/NAME.expected.json` from a scan; read the
difference before you commit it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from openscope import Report, scan
from openscope.model import Assessment, Evidence

FIXTURES = Path(__file__).parent.parent / "fixtures"


def names() -> list[str]:
    """The fixtures: every directory."""
    return sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())


def expected(name: str) -> Path:
    """Where the expectation of a fixture lies."""
    return FIXTURES / f"{name}.expected.json"


def facts(report: Report) -> dict[str, Any]:
    """The facts of a report that an expectation holds: no wording, and lines of references only."""
    items = {
        each.item.id if each.item.dependency else each.item.path: {
            **_way(each),
            "id": each.item.id,
            "kind": each.item.kind,
            "declared": each.license.declared,
            "detected": each.license.detected,
            "concluded": each.license.concluded,
            "category": each.category,
            "openness": each.openness and each.openness.klass,
            "pillars": each.openness and {name: v.state for name, v in each.openness.pillars.items()},
            "restrictions": sorted({restriction.kind for restriction in each.restrictions}),
            "findings": sorted(finding.slug for finding in each.findings),
        }
        for each in report.items
        if not _is_reference(each)
    }
    references = {
        each.item.id: {
            "kind": each.item.kind,
            "concluded": each.license.concluded,
            "category": each.category,
            "openness": each.openness and each.openness.klass,
            "restrictions": sorted({restriction.kind for restriction in each.restrictions}),
            "places": [f"{e.path}:{e.start_line} {e.rule}" for e in each.evidence if _names(e)],
        }
        for each in report.items
        if _is_reference(each)
    }
    skipped = [{"path": skip.path, "code": skip.code} for _, skip in report.skipped if not skip.expected]
    found = {"items": items, "skipped": skipped} | ({"references": references} if references else {})
    facts: dict[str, Any] = json.loads(json.dumps(found))
    return facts


def _way(each: Assessment) -> dict[str, Any]:
    """How a dependency comes in."""
    dependency = each.item.dependency
    if dependency is None:
        return {}
    way = {"direct": dependency.direct, "scope": dependency.scope, "via": dependency.via}
    return {"path": dependency.path, **way, "because": each.because}


def _is_reference(each: Assessment) -> bool:
    """Whether the item stands nowhere in the fixture: files of it only name it, and the rules may know it."""
    named = [e for e in each.evidence if _names(e)]
    return bool(named) and all(e in named or e.detector == "registry" for e in each.evidence)


def _names(evidence: Evidence) -> bool:
    return evidence.detector.startswith("reference:")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        found = facts(scan([str(FIXTURES / name)]))
        expected(name).write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
