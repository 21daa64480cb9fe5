"""The report as JSON, `openscope-report/1`: the public contract, apart from the internal types.

Its JSON Schema is `openscope/report-1.schema.json`. The same input and the same rulebook give the
same bytes.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from openscope.model import (
    Assessment,
    Dependency,
    FileReport,
    Mof,
    Openness,
    PillarVerdict,
    Report,
    Restriction,
    Verdict,
)
from openscope.version import __version__

SCHEMA = "openscope-report/1"
Json = dict[str, Any]

_EVIDENCE = "source detector expression path start_line end_line score quote rule"
_FINDING = "code slug severity message fix fingerprint path line suppressed"
_DATASET = "name license gated known outputs problem path line"
_SKIPPED = "path reason code expected"


@lru_cache(maxsize=1)
def json_schema() -> Json:
    """The JSON Schema of the report."""
    text = (Path(__file__).parent / "report-1.schema.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def report_to_dict(report: Report) -> Json:
    """The report in its published form."""
    judged: Json = {}
    if report.policy is not None:
        judged = {
            "policy": _fields(report.policy, "path digest extend"),
            "findings": [_fields(finding, _FINDING) for finding in report.findings],
        }
    return {
        "schema": SCHEMA,
        "tool": {"name": "openscope", "version": __version__},
        "rulebook": {"digest": report.rulebook},
        "targets": [{"asked": target.asked, "resolved": target.resolved} for target in report.targets],
        "items": [_item(each) for each in report.items],
        "files": [_file(each) for each in report.files],
        "skipped": [_fields(skip, _SKIPPED) | {"target": target} for target, skip in report.skipped],
        **judged,
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
        **_dependency(each.item.dependency),
        "license": {
            "declared": each.license.declared,
            "detected": each.license.detected,
            "concluded": each.license.concluded,
            "chosen": each.chosen,
            "code": each.license.code,
            "data": each.license.data,
        },
        "category": each.category,
        "copyleft": each.copyleft,
        "because": each.because,
        "openness": _openness(each.openness) if each.openness else None,
        "bases": [_fields(base, "name relation path line") for base in each.bases],
        "lineage": [_fields(each, "name relation license known steps") for each in each.lineage],
        "developer": _fields(each.developer, "name country source") if each.developer else None,
        "datasets": [_fields(data, _DATASET) for data in each.datasets],
        "restrictions": [_restriction(restriction) for restriction in each.restrictions],
        "evidence": [_fields(evidence, _EVIDENCE) for evidence in each.evidence],
        "copyrights": [_fields(each, "text path line") for each in each.copyrights],
        "findings": [_fields(finding, _FINDING) for finding in each.findings],
        "evidence_sha256": each.evidence_sha256,
        **({"verdict": _verdict(each.verdict)} if each.verdict else {}),
    }


def _verdict(verdict: Verdict) -> Json:
    return {
        **_fields(verdict, "state fails expression chosen short_of exceptions"),
        "labels": [_fields(label, "leaf state why blocked taken") for label in verdict.labels],
        "restrictions": [_fields(bound, "kind license bearing reason treatment") for bound in verdict.bounds],
    }


def _dependency(dependency: Dependency | None) -> Json:
    """How a dependency comes in; of all other items the same names, and nothing to say."""
    return {
        "direct": dependency.direct if dependency else None,
        "via": list(dependency.via) if dependency else [],
        "line": dependency.line if dependency else None,
        "requirement": dependency.requirement if dependency else None,
    }


def _openness(openness: Openness) -> Json:
    return {
        "class": openness.klass,
        "complete_but_restricted": openness.complete_but_restricted,
        "pillars": {pillar: _pillar(verdict) for pillar, verdict in openness.pillars.items()},
        "mof": _mof(openness.mof) if openness.mof else None,
    }


def _mof(mof: Mof) -> Json:
    missing = [_fields(gap, "component reason") for gap in mof.missing]
    return {"class": mof.klass, "missing": missing, "progress": dict(mof.progress)}


def _pillar(verdict: PillarVerdict) -> Json:
    evidence = [_fields(signal, "rule path line quote") for signal in verdict.evidence]
    return {"state": verdict.state, "evidence": evidence}


def _restriction(restriction: Restriction) -> Json:
    names = "kind summary license limit clause quote inherited_from path line"
    limit = restriction.limit and _fields(
        restriction.limit, "metric op value unit period effect scope becomes"
    )
    return _fields(restriction, names) | {"limit": limit}


def _fields(value: object, names: str) -> Json:
    """The attributes of those names: the published names are spelled out, whatever else a value holds."""
    return {name: getattr(value, name) for name in names.split()}


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
