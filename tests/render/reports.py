"""Reports to render: the fixtures' own, and one in which everything is hostile."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from openscope.engine import scan
from openscope.saved import merge
from openscope.schema import report_to_dict

Json = dict[str, Any]
FIXTURES = Path(__file__).parents[2] / "fixtures"
NAMES = ("demo", "cards", "dependencies", "hostile", "audit", "stack", "hub")

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "abc\u202egpj.exe",
    "bell\x07 escape\x1b[31m nul\x00",
    '=HYPERLINK("http://example.invalid";"click")',
    "+1",
    "@SUM(A1)",
    "-2+3",
    "\t=1+1",
    "{{ 7*7 }}{% raw %}",
    "| a | b |\n# not a heading\n[x](javascript:alert(1)) @someone www.example.invalid",
    "</text> PackageName: other",
    "half \ud800 a pair",
    "x" * 10_000,
)


@lru_cache(maxsize=8)
def report(name: str) -> Json:
    """The report of a directory of the fixtures, in its public form."""
    import json

    facts: Json = json.loads(json.dumps(report_to_dict(scan([str(FIXTURES / name)]))))
    return facts


@lru_cache(maxsize=1)
def everything() -> Json:
    """All fixtures in one report."""
    return merge([report(name) for name in NAMES])


def hostile() -> Json:
    """The demonstration with hostile words wherever a scanned file may bring words."""
    facts = merge([report("demo")])
    items = []
    for number, text in enumerate(HOSTILE):
        items += [
            {
                **item,
                "id": f"pkg:generic/{number}",
                "name": text,
                "version": text,
                "path": text,
                "license": {**item["license"], "declared": text},
                "developer": {"name": text, "country": "US", "source": text},
                "because": text if item["because"] else None,
                "bases": [{**base, "name": text} for base in item["bases"]],
                "restrictions": [
                    {**each, "quote": text, "summary": text, "path": text, "clause": text}
                    for each in item["restrictions"]
                ],
                "findings": [{**each, "message": text, "fix": text} for each in item["findings"]],
                "evidence": [{**each, "path": text, "quote": text} for each in item["evidence"]],
                "copyrights": [{"text": f"Copyright {text}", "path": text, "line": 1}],
            }
            for item in facts["items"]
        ]
    skipped = [
        {"path": text, "reason": text, "code": "unreadable", "expected": False, "target": 0}
        for text in HOSTILE
    ]
    return {
        **facts,
        "items": items,
        "skipped": skipped,
        "targets": [{"asked": HOSTILE[0], "resolved": HOSTILE[1]}],
    }
