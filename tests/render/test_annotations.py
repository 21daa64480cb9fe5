"""SARIF, GitHub, GitLab, JUnit and Markdown: what their readers require, whatever was scanned."""

import json
import re
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.checks import ALL
from openscope.config import Policy
from openscope.config.values import Layer
from openscope.gate import Circumstances, gate
from openscope.model import (
    Assessment,
    Category,
    Evidence,
    Finding,
    Item,
    Judge,
    Kind,
    License,
    Report,
    Severity,
    SkipCode,
    Skipped,
    Source,
    Target,
)
from openscope.render import FORMATS, Style, render
from openscope.render.github import MOST_OF_A_KIND
from openscope.render.sarif import MOST_RESULTS
from tests.conftest import Look

HOSTILE = "a%b\r\nc:d,e|f`g`<b>@h[i](j)\x1b[0m\u202e::error::\x00&\"'"


def finding(
    code: str = "OS501", severity: Severity = Severity.ERROR, path: str | None = "a.json", **rest: Any
) -> Finding:
    slug = next(check.SLUG for check in ALL if code == check.CODE)
    rest = {"message": "said", "fix": "do", "fingerprint": "0123456789abcdef", "line": 3, **rest}
    return Finding(code, slug, severity, path=path, **rest)


def report(*findings: Finding, place: str | None = ".", **rest: Any) -> Report:
    evidence = (Evidence(Source.DECLARED, "manifest", "MIT", "a.json", 3),)
    each = Assessment(
        Item("pkg:npm/thing@1", Kind.PACKAGE, "thing", "1", "."),
        License("MIT", None, "MIT"),
        Category.PERMISSIVE,
        findings=findings,
        evidence=evidence,
    )
    return Report(
        (Target("hf:org/name" if place is None else ".", ".", place),),
        "digest",
        (rest.pop("each", each),) if not rest.get("items") else rest.pop("items"),
        **{"policy": Judge("openscope.toml", "d"), **rest},
    )


def sarif(shown: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render(shown, "sarif"))
    return log


# ── SARIF ────────────────────────────────────────────────────────────────────────────────────


def check_sarif(log: dict[str, Any]) -> None:
    """What GitHub asks for beyond the published schema, which `tests/test_published.py` holds it against."""
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    for rule in driver["rules"]:
        assert rule["help"]["text"]
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= 20
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    assert len(run["results"]) <= 25_000
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=@%/-]+", uri), uri
        assert not uri.startswith("/")
        assert ":" not in uri.partition("/")[0]
        assert physical["region"]["startLine"] >= 1
        assert all(re.fullmatch(r"[0-9a-f]{16}", value) for value in result["partialFingerprints"].values())


def test_sarif_of_every_check() -> None:
    shown = report(*(finding(check.CODE, check.SEVERITY) for check in ALL))
    log = sarif(shown)
    check_sarif(log)
    assert len(log["runs"][0]["tool"]["driver"]["rules"]) == len(ALL)
    levels = [result["level"] for result in log["runs"][0]["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)


def test_sarif_without_findings_is_valid() -> None:
    log = sarif(report())
    check_sarif(log)
    assert log["runs"][0]["results"] == []


def test_sarif_paths_are_relative_to_the_root_and_encoded() -> None:
    def uris(shown: Report) -> list[str]:
        check_sarif(sarif(shown))
        locations = [result["locations"][0] for result in sarif(shown)["runs"][0]["results"]]
        return [each["physicalLocation"]["artifactLocation"]["uri"] for each in locations]

    odd = "a b/ü#?%.py"
    assert unquote(uris(report(finding(path=odd)))[0]) == odd
    assert uris(report(finding(), place="sub/dir")) == ["sub/dir/a.json"]
    assert uris(report(finding(), place=None)) == ["hf%3Aorg/name/a.json"]


def test_a_finding_without_a_file_sits_where_the_item_is_named_else_on_the_policys_first_line() -> None:
    def place(shown: Report) -> tuple[str, int]:
        physical = sarif(shown)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        return physical["artifactLocation"]["uri"], physical["region"]["startLine"]

    nowhere = finding(path=None, line=None)
    shown = report(nowhere)
    assert place(shown) == ("a.json", 3)
    bare = replace(shown, items=(replace(shown.items[0], evidence=()),))
    assert place(bare) == ("openscope.toml", 1)
    assert place(replace(bare, policy=Judge("sub/pyproject.toml", "d"))) == ("sub/pyproject.toml", 1)
    assert place(replace(bare, policy=Judge("openscope:research", "d"))) == ("openscope.toml", 1)
    assert place(replace(bare, policy=None)) == ("openscope.toml", 1)


def test_what_is_suppressed_is_no_result_and_what_was_not_examined_is_said() -> None:
    skip = Skipped("big", SkipCode.TOO_LARGE, "too large")
    log = sarif(report(finding(suppressed="known from the baseline"), skipped=((0, skip),)))
    check_sarif(log)
    assert log["runs"][0]["results"] == []
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "too large" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_keeps_to_what_github_takes() -> None:
    many = tuple(finding("OS508", Severity.WARNING, line=number + 1) for number in range(MOST_RESULTS + 5))
    log = sarif(report(*many, finding()))
    check_sarif(log)
    run = log["runs"][0]
    assert (len(run["results"]), run["results"][0]["ruleId"]) == (MOST_RESULTS, "OS501")
    assert "6 results" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_fingerprints_hold_no_line_no_version_and_no_wording(catalog: Catalog) -> None:
    def prints(version: str, line: int, path: str = "a.json") -> list[str]:
        evidence = (Evidence(Source.DECLARED, "manifest", "GPL-3.0-only", path, line, quote="license: GPL"),)
        each = Assessment(
            Item(f"pkg:npm/thing@{version}", Kind.PACKAGE, "thing", version, "."),
            License("GPL-3.0-only", None, "GPL-3.0-only"),
            Category.COPYLEFT,
            evidence=evidence,
        )
        policy = Policy("openscope.toml", own={"": Layer(allow=("permissive",))})
        from datetime import date

        judged = gate(report(each=each), policy, catalog, Circumstances(date(2027, 1, 1)))
        return [f.fingerprint for f in judged.items[0].findings]

    assert prints("1.0", 3) == prints("2.0", 30) != prints("1.0", 3, "other.json")
    assert len(prints("1.0", 3)) == 1


def test_a_scan_without_a_policy_has_annotations_as_well(look: Look) -> None:
    found = look({"package.json": '{"name": "bare", "version": "1.0.0"}\n'})
    check_sarif(sarif(found))
    assert sarif(found)["runs"][0]["results"][0]["ruleId"] == "OS102"
    assert "OS102" in render(found, "github")
    assert "OS102" in render(found, "junit")
    assert json.loads(render(found, "gitlab"))[0]["check_name"] == "OS102 no-license"
    assert "OS102" in render(found, "markdown")


# ── GitHub ───────────────────────────────────────────────────────────────────────────────────


def test_github_commands_are_escaped_worst_first_and_few() -> None:
    notes = [finding("OS402", Severity.NOTE, message=f"n{n}") for n in range(3)]
    errors = [finding(line=n + 1, message=f"e{n}") for n in range(MOST_OF_A_KIND + 5)]
    lines = render(report(*notes, *errors), "github").splitlines()
    assert len(lines) == MOST_OF_A_KIND + 3
    assert lines[0] == "::error file=a.json,line=1,title=OS501 denied-license::e0%0Ado"
    assert "(5 more of this kind" in lines[MOST_OF_A_KIND - 1]
    assert lines[-1].startswith("::notice ")


def test_nothing_scanned_can_write_a_command() -> None:
    text = render(report(finding(path=HOSTILE, message=HOSTILE, fix=HOSTILE)), "github")
    (line,) = text.splitlines()
    assert line.startswith("::error file=a%25b%0D%0Ac%3Ad%2Ce")
    head, _, data = line[2:].partition("::")
    assert "\r" not in line
    assert data.startswith("a%25b%0D%0Ac:d")
    assert head.count(",") == 2


def test_what_was_not_examined_comes_first_and_fails_where_nothing_else_does() -> None:
    skips = tuple((0, Skipped(f"big{n}", SkipCode.TOO_LARGE, "too large")) for n in range(5))
    (*_, last) = lines = render(report(skipped=skips), "github").splitlines()
    assert lines[0] == "::error file=big0,title=not examined::big0: too large"
    assert (len(lines), last.endswith("(2 more were not examined: see the report)")) == (3, True)
    many = [finding("OS508", Severity.WARNING, line=n + 1) for n in range(MOST_OF_A_KIND + 1)]
    lines = render(report(finding(), *many, skipped=skips), "github").splitlines()
    assert [line.partition(" ")[0] for line in lines[:4]] == ["::warning"] * 3 + ["::error"]
    assert sum(line.startswith("::warning ") for line in lines) == MOST_OF_A_KIND
    assert "(4 more of this kind" in lines[-1]


# ── what fails is the same in every format, and every message names its item ──────────────────


@pytest.mark.parametrize("fails", [False, True])
def test_a_fact_is_an_error_where_it_fails_the_run_alone(fails: bool) -> None:
    fact = finding("OS201", message="declares MIT", fingerprint="f" * 16)
    warning = finding("OS508", Severity.WARNING, message="thing 1: read it", fingerprint="e" * 16)
    judge = Judge("openscope.toml", "d", failing=frozenset({"f" * 16} if fails else ()))
    shown = report(fact, warning, policy=judge)
    count = 1 if fails else 0
    assert ElementTree.fromstring(render(shown, "junit")).attrib["failures"] == str(count)
    github = render(shown, "github")
    assert (github.count("::error "), github.count("::warning ")) == (count, 2 - count)
    assert [each["severity"] for each in json.loads(render(shown, "gitlab"))].count("major") == count
    levels = [result["level"] for result in sarif(shown)["runs"][0]["results"]]
    assert levels.count("error") == count
    state = "violated: 1 error, 1 warning" if fails else "pass: 1 warning"
    rest = "" if fails else "; facts, which fail only where --fail-on names them: 1 OS201"
    end = f"{state} in 1 item by openscope.toml{rest}\n"
    assert render(shown, "terminal").endswith(end)
    words = re.sub(r"[*\\]", "", render(shown, "markdown"))
    assert end.strip() in words


def test_every_message_names_its_item_once() -> None:
    shown = report(finding("OS201", message="declares MIT"), finding(message="thing 1: GPL"))
    for name in ("terminal", "github", "gitlab", "junit", "markdown", "sarif"):
        text = render(shown, name, Style(verbosity=0))
        assert "thing 1: declares MIT" in text, name
        assert "thing 1: GPL" in text, name
        assert "thing 1: thing" not in text, name


def test_a_check_is_wrapped_at_the_width_where_there_is_one() -> None:
    long = "a licence that is not what the policy lets pass " * 4
    said = finding(message=f"thing 1: {long}", fix=long, path="a.json")
    skip = Skipped("big", SkipCode.TOO_LARGE, long)
    line = "some words of a line that is far longer than any terminal would be " * 2
    shown = replace(report(said, skipped=((0, skip),)), excerpts={("a.json", 3): line})
    narrow = render(shown, "terminal", Style(width=60, wrap=True))
    assert max(map(len, narrow.splitlines())) <= 60
    wide = render(shown, "terminal", Style(width=60))
    assert long.strip() in wide
    assert " ".join(long.split()) in " ".join(narrow.split())


def test_a_terminal_has_the_worst_last_and_else_the_order_of_places() -> None:
    paths = ["web/a", "src/b", "app/c"]
    found = [finding(path=path, message=f"{path}: no") for path in paths]
    warned = [finding("OS508", Severity.WARNING, path=path, message=f"{path}: hm") for path in paths]
    alike = finding(path="app/d", message="app/d: no", line=7)
    item = report().items[0].item
    other = report().items[0]
    kinds = (Kind.PACKAGE, Kind.MODEL, Kind.DATASET)
    items = tuple(
        replace(other, item=replace(item, kind=kind), findings=(one, two))
        for kind, one, two in zip(kinds, found, warned, strict=True)
    )
    twin = replace(item, id="pkg:npm/twin@2", kind=Kind.DATASET)
    items += (replace(other, item=twin, findings=(alike,)),)
    lines = render(report(items=items), "terminal").splitlines()
    places = [line.split()[1] for line in lines if "-->" in line]
    assert places == [f"{path}:3" for path in (*sorted(paths), *sorted(paths))]
    assert "  + app/d:7: app/d  pkg:npm/twin" in lines, "with the id that an exception for it needs"
    assert next(n for n, line in enumerate(lines) if "error" in line) > max(
        n for n, line in enumerate(lines) if line.startswith("warning")
    )


# ── GitLab, JUnit, Markdown ──────────────────────────────────────────────────────────────────


def test_gitlab_issues_have_what_is_required_and_unique_fingerprints() -> None:
    twice = [finding(), finding(line=9), finding("OS508", Severity.WARNING), finding("OS402", Severity.NOTE)]
    issues = json.loads(render(report(*twice), "gitlab"))
    assert [each["severity"] for each in issues] == ["major", "major", "minor", "info"]
    assert len({each["fingerprint"] for each in issues}) == 4
    assert json.loads(render(report(), "gitlab")) == []


def test_junit_has_a_case_for_each_item_and_fails_with_errors_alone() -> None:
    skip = Skipped(HOSTILE, SkipCode.TOO_LARGE, HOSTILE)
    shown = report(finding(message=HOSTILE), finding("OS508", Severity.WARNING), skipped=((0, skip),))
    root = ElementTree.fromstring(render(shown, "junit"))
    assert root.attrib["tests"] == "2"
    assert root.attrib["failures"] == root.attrib["errors"] == "1"
    suite = root.find("testsuite")
    assert suite is not None
    assert len(suite.findall("testcase")) == 2
    assert len(root.findall(".//failure")) == len(root.findall(".//error")) == 1
    output = root.find(".//system-out")
    assert output is not None
    assert "OS508" in (output.text or "")
    warned = ElementTree.fromstring(render(report(finding("OS508", Severity.WARNING)), "junit"))
    assert warned.attrib["failures"] == "0"
    about_policy = report(findings=(finding("OS506", path="openscope.toml"),))
    assert ElementTree.fromstring(render(about_policy, "junit")).attrib["tests"] == "2"


def test_markdown_is_words_and_fits_a_comment() -> None:
    many = [finding(message=HOSTILE * 20, fix=HOSTILE * 20, line=n + 1) for n in range(300)]
    text = render(report(*many), "markdown")
    assert "<b>" not in text
    assert "@h" not in text
    rows = [line for line in text.splitlines() if line.startswith("| 🔴")]
    assert f"… and {300 - len(rows)} more" in text
    assert len(rows) > 10
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert len(text) < 65_536


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_words_break_a_format(message: str, path: str) -> None:
    shown = report(finding(message=message, fix=message, path=path or None, words=(message,)))
    for name in FORMATS:
        text = render(shown, name)
        text.encode("utf-8", "replace")
        if name in ("sarif", "gitlab", "json"):
            json.loads(text)
        if name == "junit":
            ElementTree.fromstring(text.encode("utf-8", "replace"))
        if name == "github":
            assert text.count("\n") == 1


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_ends_with_a_line_break_or_is_empty(name: str) -> None:
    assert render(report(finding()), name).endswith("\n")
    text = render(report(), name)
    assert text == "" or text.endswith("\n")
