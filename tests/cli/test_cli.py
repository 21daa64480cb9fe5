"""The command line as a user meets it: what it prints where, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from openscope.catalog import Catalog
from openscope.config import OnUnknown
from openscope.config.tables import company_keys
from openscope.config.words import WORDS
from openscope.schema import json_schema
from tests.cli.conftest import Run, process
from tests.conftest import Grow
from tests.expectations import FIXTURES


def test_the_demonstration_shows_an_allowed_a_restricted_and_an_unknown_item(
    openscope: Run, tmp_path: Path
) -> None:
    saved = tmp_path / "report.json"
    done = openscope("scan", FIXTURES / "demo", "-o", f"json={saved}", COLUMNS="120")
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        "permissive 3",
        "source-available 2",
        "unknown 1",
        "700,000,000",
        "opens 2029-03-01 as Apache-2.0",
    ):
        assert words in done.stdout
    jsonschema.validate(json.loads(saved.read_text(encoding="utf-8")), json_schema())


def test_json_is_the_published_form_and_holds_no_absolute_path(openscope: Run, small: Path) -> None:
    done = openscope("scan", ".", "-f", "json", cwd=small)
    report = json.loads(done.stdout)
    jsonschema.validate(report, json_schema(), cls=jsonschema.Draft202012Validator)
    assert report["items"][0]["id"] == "pkg:npm/small@1.0.0"
    assert str(small) not in done.stdout
    assert done.stdout == openscope("scan", ".", "-f", "json", cwd=small).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scan", "--format", "yaml"], "--format yaml: not one of terminal, json"),
        (["scan", "-o", "json"], "write it as FORMAT=PATH"),
        (["scan", "-o", "xml=out.xml"], "'xml' is no format"),
        (["scan", "-o", "json=no/such/place/out.json"], "is no place for a file"),
        (["scan", "--nonsense"], "No such option"),
        (["scan", "--jobs", "-3"], "--jobs"),
        (["frobnicate"], "No such command"),
        (["explain", "no-such-thing-anywhere"], "no licence, kind of restriction or finding"),
        (["explain", "bsd"], "may mean"),
    ],
)
def test_a_bad_flag_is_one_clear_line_and_exit_code_2(
    openscope: Run, small: Path, words: list[str], said: str
) -> None:
    done = openscope(*words, cwd=small)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_path_that_is_not_there_could_not_be_examined(openscope: Run, tmp_path: Path) -> None:
    done = openscope("scan", "nowhere", cwd=tmp_path)
    assert done.returncode == 3
    assert "nowhere  nothing is there" in done.stdout
    assert done.stderr == "openscope: 1 thing could not be examined (exit code 3)\n"


def test_one_bad_target_does_not_hide_the_others(openscope: Run, small: Path) -> None:
    done = openscope("scan", ".", "nowhere", "-f", "json", cwd=small)
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert [item["name"] for item in report["items"]] == ["small"]
    assert [(skip["target"], skip["code"]) for skip in report["skipped"]] == [(1, "not-found")]


def test_stdout_that_cannot_be_written_is_no_pass(small: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = process("", "scan", "-f", "json", cwd=small, stdout=full)
    assert done.returncode == 3
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_bug_is_70_and_never_looks_like_a_violation(
    openscope: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("openscope.engine.collect", broken)
    done = openscope("scan", cwd=small)
    assert done.returncode == 70
    assert "a bug in openscope: ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr


def test_colour_only_where_it_is_asked_for(openscope: Run, small: Path) -> None:
    assert "\x1b[" not in openscope("scan", cwd=small).stdout
    assert "\x1b[" in openscope("scan", "--color", "always", cwd=small).stdout
    assert "\x1b[" in openscope("scan", cwd=small, OPENSCOPE_COLOR="always").stdout


def test_an_escape_sequence_in_a_name_does_not_reach_the_terminal(openscope: Run, grow: Grow) -> None:
    name = "\x1b]0;owned\x07\u202egnp"
    root = grow({"package.json": json.dumps({"name": name, "version": "1", "license": "MIT"})})
    done = openscope("scan", cwd=root)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_quiet_is_one_line(openscope: Run, small: Path) -> None:
    assert openscope("scan", "-q", cwd=small).stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("BUSL-1.1", ["source-available", "make non-production use of the Licensed Work", "delayed-open"]),
        ("busl-1.1", ["BUSL-1.1"]),
        ("llama3.1", ["700,000,000", "Hub tag"]),
        ("no-hosted-service", ["Elastic-2.0", "what to do"]),
        ("OS101", ["license-contradiction", "Ask the maintainers"]),
        ("license-rider", ["OS104"]),
        ("MIT", ["permissive", "no restriction is recorded"]),
        (
            "GPL-3.0-only",
            ["copyleft (strong)", "share-alike", "Source of the whole work goes out with a copy"],
        ),
        ("share-alike", ["every copyleft licence"]),
        ("hosted_service", ["you offer a hosted service", "no-hosted-service"]),
        ("annual_revenue", ["a figure"]),
    ],
)
def test_explain_renders_the_rule_behind_a_word(openscope: Run, name: str, words: list[str]) -> None:
    done = openscope("explain", name)
    assert (done.returncode, done.stderr) == (0, "")
    for word in words:
        assert word in done.stdout


def test_explain_knows_every_word_that_a_policy_may_hold(openscope: Run, catalog: Catalog) -> None:
    for word in (*WORDS, *OnUnknown, *company_keys(catalog), *catalog.terms):
        done = openscope("explain", word)
        assert (done.returncode, done.stderr) == (0, ""), word
        assert done.stdout.startswith(f"{word}\n\n"), word


@pytest.mark.parametrize(("command", "key"), [("check", "[tool.openscope]"), ("report", "[company]")])
def test_a_table_of_the_policy_is_no_markup_in_the_help(openscope: Run, command: str, key: str) -> None:
    assert key in openscope(command, "--help", COLUMNS="120").stdout


def test_version(openscope: Run) -> None:
    assert openscope("--version").stdout.startswith("openscope ")


@pytest.mark.parametrize("words", ["2>&-", ">&-"])
def test_a_closed_stream_is_no_bug(small: Path, words: str) -> None:
    command = f"{sys.executable} -c 'from openscope.cli import main; main()' scan {words}"
    done = subprocess.run(["sh", "-c", command], cwd=small, check=False, timeout=120, capture_output=True)
    assert done.returncode == (0 if words == "2>&-" else 3)
    assert b"Traceback" not in done.stderr


def test_an_output_that_is_no_regular_file_is_written_and_never_replaced(
    openscope: Run, small: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target.json"
    target.write_text("old")
    (tmp_path / "link.json").symlink_to(target)
    assert openscope("scan", small, "-o", f"json={tmp_path / 'link.json'}").returncode == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "openscope-report/1"
    assert openscope("scan", small, "-o", f"json={os.devnull}").returncode == 0
    assert not Path(os.devnull).is_file()


def test_a_remote_target_says_that_it_is_remote(openscope: Run, tmp_path: Path) -> None:
    done = openscope("scan", "https://example.com/page", cwd=tmp_path)
    assert done.returncode == 3
    assert "this version scans what lies on this machine" in " ".join(done.stdout.split())


def test_a_cache_that_cannot_be_written_is_one_clear_line(
    openscope: Run, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    done = openscope("scan", small, "--cache-dir", tmp_path / "file" / "cache")
    assert done.returncode == 2
    assert "the rulebook cannot be kept there" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["scan", "check"])
def test_help_names_every_format_that_there_is(
    openscope: Run, grow: Grow, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    refused = openscope(command, "-f", "xml", cwd=grow({"openscope.toml": "schema = 1\n"})).stderr
    names = refused.strip().partition("not one of ")[2]
    assert "cyclonedx" in names
    shown = openscope(command, "--help").stdout
    words = " ".join(word for word in shown.split() if word != "│")
    assert f"Format on stdout: {names}." in words


def test_a_build_is_told_what_it_waits_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from openscope.catalog import load_catalog
    from openscope.cli.progress import progress
    from openscope.rulebook import DataError
    from openscope.rulebook import compile as compiler

    def absent() -> Path:
        raise DataError("no licence data")

    monkeypatch.setattr(compiler, "data_directory", absent)
    monkeypatch.setenv("CI", "1")
    for quiet in (False, True):
        with progress(sys.stderr, quiet) as step:
            step("reading", 0, 9)
            with pytest.raises(DataError):
                compiler.compile_rules(load_catalog(), step)
            step("compiling", 5, 5)
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == (0 if quiet else 1)
        assert said.err.startswith("openscope: compiling the licence texts") is not quiet
