"""What is written for other programs is of the form that they publish. JUnit's is in `tests/network`."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pre_commit.clientlib import load_manifest
from sarif_kit import validation_errors

from openscope.checks import ALL
from openscope.model import Report, Severity, SkipCode, Skipped
from openscope.render import render
from tests.render.test_annotations import HOSTILE, finding, report

ROOT = Path(__file__).parent.parent

# What GitLab validates a report by (app/validators/json_schemas/codeclimate.json in its sources), and the
# severities, the unique fingerprint and the form of a path that its documentation adds.
GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)."},
                    "lines": {
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}

SKIP = Skipped(HOSTILE, SkipCode.TOO_LARGE, HOSTILE)
EVERY_CHECK = report(*(finding(check.CODE, check.SEVERITY) for check in ALL))
REPORTS = {
    "nothing": report(),
    "every check": EVERY_CHECK,
    "hostile": report(finding(message=HOSTILE, path=HOSTILE), skipped=((0, SKIP),)),
    "remote": report(finding(), place=None),
    "no policy": replace(EVERY_CHECK, policy=None),
    "excerpts": replace(report(finding()), excerpts={("a.json", 3): HOSTILE}),
    "all severities": report(*(finding(severity=each, line=None) for each in Severity)),
}


def hold_against_the_schemas(shown: Report) -> None:
    assert validation_errors(json.loads(render(shown, "sarif"))) == []
    jsonschema.validate(json.loads(render(shown, "gitlab")), GITLAB)


@pytest.mark.parametrize("name", REPORTS)
def test_sarif_and_gitlab(name: str) -> None:
    hold_against_the_schemas(REPORTS[name])


@given(st.text(max_size=40), st.text(min_size=1, max_size=40).filter(lambda path: path[0] not in "./"))
def test_sarif_and_gitlab_whatever_was_scanned(message: str, path: str) -> None:
    hold_against_the_schemas(report(finding(message=message, fix=message, path=path, words=(message,))))


def test_the_schema_of_sarif_refuses_what_is_wrong() -> None:
    log = json.loads(render(report(finding()), "sarif"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert validation_errors(log)


@pytest.mark.parametrize(
    ("name", "schema"), [("action.yml", "github-actions"), ("templates/gitlab.yml", "gitlab-ci")]
)
def test_the_action_and_the_job(name: str, schema: str) -> None:
    jsonschema.validate(yaml.safe_load((ROOT / name).read_text(encoding="utf-8")), get_builtin_schema(schema))


def test_the_hook_is_read_by_pre_commit_itself() -> None:
    (hook,) = load_manifest(ROOT / ".pre-commit-hooks.yaml")
    assert hook["id"] == "openscope"
