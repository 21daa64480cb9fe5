"""SARIF 2.1.0, as code scanning takes it: OASIS "Static Analysis Results Interchange Format", and the
properties and limits that GitHub documents for uploads.
"""

from inspect import cleandoc
from json import dumps
from typing import Any
from urllib.parse import quote

from openscope.checks import ALL
from openscope.decide.place import is_address
from openscope.model import Report, Severity
from openscope.render.located import Located, located, unread
from openscope.render.style import Style
from openscope.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
"""What GitHub takes of one run; it shows the first 5,000."""

_LONGEST = 1_000
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """One run, its results worst first. What a comment, a baseline or a change suppresses is not in it."""
    found = located(report)
    results = found[:MOST_RESULTS]
    order = {code: number for number, code in enumerate(sorted({each.finding.code for each in results}))}
    rules = [_rule(code) for code in order]
    notifications = [
        {"level": "error", "message": {"text": f"not examined: {path}: {skip.reason}"[:_LONGEST]}}
        for path, skip, _ in unread(report)
    ]
    if len(found) > len(results):
        text = f"{len(found) - len(results)} results beyond {MOST_RESULTS:,} are left out"
        notifications.append({"level": "error", "message": {"text": text}})
    run = {
        "tool": {
            "driver": {
                "name": "openscope",
                "semanticVersion": __version__,
                "version": __version__,
                "rules": rules,
            }
        },
        "invocations": [
            {"executionSuccessful": report.complete, "toolExecutionNotifications": notifications[:1_000]}
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, order[each.finding.code], report) for each in results],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str) -> dict[str, Any]:
    check = next(check for check in ALL if code == check.CODE)
    page = cleandoc(check.__doc__ or check.SLUG)
    title, _, rest = page.partition("\n\n")
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in check.SLUG.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": " ".join(rest.split("\n\n")[0].split()) or title},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[check.SEVERITY]},
        "properties": {"tags": ["license", "supply-chain"], "precision": "high"},
    }


def _result(each: Located, index: int, report: Report) -> dict[str, Any]:
    finding = each.finding
    region: dict[str, Any] = {"startLine": each.line}
    if (line := report.excerpts.get((each.path, each.line))) is not None and each.known:
        region["snippet"] = {"text": line}
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[each.level],
        "message": {"text": f"{each.message[:_LONGEST]}. Next: {finding.fix[:_LONGEST]}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(each, report)},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"openscopeFinding/v1": finding.fingerprint},
        "properties": {"item": each.item.item.id} if each.item else {},
    }


def _uri(each: Located, report: Report) -> str:
    if is_address(each.path):
        return quote(each.path, safe=":/?#[]@!$&'()*+,;=%~")
    return quote(each.path, safe="/" if _inside(each, report) else "/%")


def _inside(each: Located, report: Report) -> bool:
    """Whether the path is one of the repository; one of a remote target is quoted already."""
    return each.item is None or report.targets[each.item.target].place is not None or not each.known
