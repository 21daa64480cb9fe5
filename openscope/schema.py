"""The report as JSON, `openscope-report/1`: the public contract, apart from the internal types.

Its JSON Schema is `openscope/report-1.schema.json`. The same input and the same rulebook give the
same bytes.
"""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from openscope.model import (
    Assessment,
    Evidence,
    FileReport,
    Finding,
    Limit,
    Openness,
    PillarVerdict,
    Report,
    Restriction,
    Skipped,
)
from openscope.version import __version__

SCHEMA = "openscope-report/1"
Json = dict[str, Any]


@lru_cache(maxsize=1)
def json_schema() -> Json:
    """The JSON Schema of the report."""
    text = files("openscope").joinpath("report-1.schema.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def report_to_dict(report: Report) -> Json:
    """The report in its published form."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "openscope", "version": __version__},
        "rulebook": {"digest": report.rulebook},
        "targets": [{"asked": target.asked, "resolved": target.resolved} for target in report.targets],
        "items": [_item(each) for each in report.items],
        "files": [_file(each) for each in report.files],
        "skipped": [_skipped(skip, target) for target, skip in report.skipped],
    }


def _item(each: Assessment) -> Json:
    return {
        "id": each.item.id,
        "kind": each.item.kind,
        "name": each.item.name,
        "version": each.item.version,
        "target": each.target,
        "path": each.item.path,
        "scope": each.item.scope,
        "license": {
            "declared": each.license.declared,
            "detected": each.license.detected,
            "concluded": each.license.concluded,
            "chosen": each.chosen,
        },
        "category": each.category,
        "copyleft": each.copyleft,
        "because": each.because,
        "openness": _openness(each.openness) if each.openness else None,
        "restrictions": [_restriction(restriction) for restriction in each.restrictions],
        "evidence": [_evidence(evidence) for evidence in each.evidence],
        "findings": [_finding(finding) for finding in each.findings],
    }


def _openness(openness: Openness) -> Json:
    return {
        "class": openness.klass,
        "complete_but_restricted": openness.complete_but_restricted,
        "pillars": {pillar: _pillar(verdict) for pillar, verdict in openness.pillars.items()},
    }


def _pillar(verdict: PillarVerdict) -> Json:
    evidence = [
        {"rule": signal.rule, "path": signal.path, "line": signal.line, "quote": signal.quote}
        for signal in verdict.evidence
    ]
    return {"state": verdict.state, "evidence": evidence}


def _restriction(restriction: Restriction) -> Json:
    return {
        "kind": restriction.kind,
        "summary": restriction.summary,
        "license": restriction.license,
        "limit": _limit(restriction.limit) if restriction.limit else None,
        "clause": restriction.clause,
        "quote": restriction.quote,
        "inherited_from": restriction.inherited_from,
        "path": restriction.path,
        "line": restriction.line,
    }


def _limit(limit: Limit) -> Json:
    return {
        "metric": limit.metric,
        "op": limit.op,
        "value": limit.value,
        "unit": limit.unit,
        "period": limit.period,
        "effect": limit.effect,
        "scope": limit.scope,
        "becomes": limit.becomes,
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "source": evidence.source,
        "detector": evidence.detector,
        "expression": evidence.expression,
        "path": evidence.path,
        "start_line": evidence.start_line,
        "end_line": evidence.end_line,
        "score": evidence.score,
        "quote": evidence.quote,
        "rule": evidence.rule,
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "slug": finding.slug,
        "severity": finding.severity,
        "message": finding.message,
        "fix": finding.fix,
        "fingerprint": finding.fingerprint,
        "path": finding.path,
        "line": finding.line,
    }


def _file(file: FileReport) -> Json:
    return {
        "path": file.path,
        "target": file.target,
        "expression": file.expression,
        "category": file.category,
        "coverage": file.coverage,
        "matches": [
            {
                "rule": match.rule or match.detector,
                "expression": match.expression,
                "start_line": match.start_line,
                "end_line": match.end_line,
                "score": match.score,
            }
            for match in file.matches
        ],
    }


def _skipped(skip: Skipped, target: int) -> Json:
    return {
        "path": skip.path,
        "target": target,
        "reason": skip.reason,
        "code": skip.code,
        "expected": skip.expected,
    }
