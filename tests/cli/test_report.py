import json
from pathlib import Path

import pytest

from openscope.cli.app import app
from openscope.render.page.voice import of_company
from tests.render.reports import report


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "demo.json").write_text(json.dumps(report("demo")), encoding="utf-8")
    (tmp_path / "cards.json").write_text(json.dumps(report("cards")), encoding="utf-8")
    return tmp_path


def run(*words: object) -> int:
    try:
        app([str(word) for word in words], standalone_mode=False)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_it_merges_and_writes_every_file_that_was_asked_for(place: Path) -> None:
    page, merged = place / "audit.html", place / "all.json"
    reports = (place / "demo.json", place / "cards.json")
    assert run("report", *reports, "-o", f"html={page}", "-o", f"json={merged}") == 0
    assert "<h1>Licence and openness audit</h1>" in page.read_text(encoding="utf-8")
    facts = json.loads(merged.read_text(encoding="utf-8"))
    assert len(facts["items"]) == len(report("demo")["items"]) + len(report("cards")["items"])


def test_without_a_file_it_prints_markdown(place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("report", place / "demo.json") == 0
    assert capfdbinary.readouterr().out.startswith(b"# Licence and openness audit\n")


def test_redacted_pages_hold_no_path(place: Path) -> None:
    page = place / "audit.html"
    assert run("report", place / "demo.json", "--redact", "-o", f"html={page}") == 0
    text = page.read_text(encoding="utf-8")
    assert "models/assistant" not in text
    assert "README.md" not in text
    assert "Built with Llama" in text


def test_a_bad_file_is_one_line_and_exit_code_2(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "bad.json").write_text("{}", encoding="utf-8")
    assert run("report", place / "bad.json", "-o", f"html={place / 'audit.html'}") == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (place / "audit.html").exists()


def test_a_format_that_is_none_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", place / "demo.json", "-f", "pdf") == 2
    assert "--format pdf: not one of markdown, html" in capsys.readouterr().err


def test_the_policys_company_is_on_the_page_and_in_the_json(place: Path) -> None:
    policy = place / "openscope.toml"
    policy.write_text("[company]\ncommercial = true\nmonthly_active_users = 2_000_000\n", encoding="utf-8")
    page, merged = place / "audit.html", place / "all.json"
    assert (
        run("report", place / "cards.json", "-c", policy, "-o", f"html={page}", "-o", f"json={merged}") == 0
    )
    facts = json.loads(merged.read_text(encoding="utf-8"))
    assert facts["company"]["figures"] == {"monthly_active_users": 2_000_000}
    reasons = {each["reason"] for item in facts["items"] for each in item["restrictions"]}
    assert "you are at 0.29 % of the threshold of 700,000,000 users" in {reason[:55] for reason in reasons}
    text = page.read_text(encoding="utf-8")
    assert "the company: 2M monthly active users" in text
    assert all(of_company(reason) in text for reason in reasons if "threshold" in reason)


def test_a_policy_that_is_wrong_is_said_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "openscope.toml").write_text("[company]\nusers_a_month = 1\n", encoding="utf-8")
    assert run("report", place / "cards.json", "-c", place / "openscope.toml") == 2
    assert "users_a_month" in capsys.readouterr().err
