"""`openscope check` and `init` as a build meets them: exit codes, exceptions, baselines, changes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from openscope.schema import json_schema
from tests.cli.conftest import Done, Run, process
from tests.conftest import Grow, text_of

POLICY = 'schema = 1\n\n[policy]\nallow = ["permissive"]\n'
WAIVER = """
[[exception]]
item = "pkg:npm/odd"
allow = ["GPL-3.0-only"]
reason = "a tool of the build"
owner = "legal@example.com"
"""


def package(license: str, name: str = "odd") -> str:
    return json.dumps({"name": name, "version": "1.0.0", "license": license}, indent=2) + "\n"


@pytest.fixture
def fine(grow: Grow) -> Path:
    return grow({"package.json": package("MIT"), "openscope.toml": POLICY, ".git/HEAD": "ref: x\n"})


@pytest.fixture
def odd(grow: Grow) -> Path:
    return grow({"package.json": package("GPL-3.0-only"), "openscope.toml": POLICY, ".git/HEAD": "ref: x\n"})


def slugs(done: Done) -> list[str]:
    report = json.loads(done.stdout)
    found = [each for item in report["items"] for each in item["findings"]] + report["findings"]
    return [each["slug"] for each in found if not each["suppressed"]]


# ── exit codes ───────────────────────────────────────────────────────────────────────────────


def test_0_where_the_policy_is_kept(openscope: Run, fine: Path) -> None:
    done = openscope("check", cwd=fine)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "pass: no findings in 1 item by openscope.toml\n"


def test_1_with_file_line_the_words_underlined_and_the_next_step(openscope: Run, odd: Path) -> None:
    done = openscope("check", cwd=odd)
    assert done.returncode == 1
    assert done.stdout.splitlines()[:6] == [
        "error[OS501] denied-license: odd 1.0.0: GPL-3.0-only (strong copyleft is not allowed)",
        " --> package.json:4",
        "  |",
        '4 | "license": "GPL-3.0-only"',
        "  |             ^^^^^^^^^^^^",
        '  = replace it, or write an [[exception]] with item = "pkg:npm/odd", allow = ["GPL-3.0-only"]'
        " into openscope.toml",
    ]
    assert done.stdout.splitlines()[-1] == "violated: 1 error in 1 item by openscope.toml"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--config", "nowhere.toml"], "nowhere.toml: cannot be read"),
        (["--config", "openscope:nonsense"], "there is no such preset"),
        (["--config", "broken.toml"], "broken.toml:2: policy.alow: unknown key (did you mean 'allow'?)"),
        (["--baseline", "nowhere.json"], "write it with --write-baseline"),
        (["--baseline", "broken.toml"], "is no JSON"),
        (["--since", "--output=/tmp/x"], "is no name of a commit"),
        (["--since", "no-such-branch"], "is no commit here"),
        (["--today", "tomorrow"], "write it as 2027-06-30"),
        (["--fail-on", "everything"], "neither error, warning, note nor the code or slug"),
        (["--format", "yaml"], "not one of terminal, json, sarif"),
    ],
)
def test_2_for_what_cannot_be_used_before_any_work_is_done(
    openscope: Run, fine: Path, words: list[str], said: str
) -> None:
    (fine / "broken.toml").write_text('[policy]\nalow = ["MIT"]\n')
    done = openscope("check", *words, cwd=fine)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_2_without_a_policy_says_what_to_do(openscope: Run, grow: Grow) -> None:
    done = openscope("check", cwd=grow({"package.json": package("MIT")}))
    assert done.returncode == 2
    assert "`openscope init` writes one" in done.stderr


def test_3_where_something_could_not_be_examined_and_1_beats_it(
    openscope: Run, fine: Path, odd: Path
) -> None:
    (odd / "sub").mkdir()
    (odd / "sub" / "LICENSE").symlink_to("/nowhere/at/all")
    assert openscope("check", cwd=odd).returncode == 1
    (odd / "package.json").write_text(package("MIT"))
    done = openscope("check", cwd=odd)
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == (
        "not examined: no findings in 1 item by openscope.toml; 1 thing not examined"
    )
    assert openscope("check", ".", "nowhere", cwd=fine).returncode == 3


def test_70_for_a_bug(openscope: Run, odd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("openscope.gate.judge", broken)
    done = openscope("check", cwd=odd)
    assert done.returncode == 70
    assert "a bug in openscope" in done.stderr


def test_exit_zero_and_fail_on(openscope: Run, odd: Path) -> None:
    assert openscope("check", "--exit-zero", cwd=odd).returncode == 0
    # A code is added to what the policy fails, a severity moves where it begins to.
    assert openscope("check", "--fail-on", "OS402", cwd=odd).returncode == 1
    assert openscope("check", "--fail-on", "no-license", "--fail-on", "warning", cwd=odd).returncode == 1
    (odd / "package.json").write_text(package("MIT"))
    (odd / "openscope.toml").write_text(POLICY + WAIVER)
    assert openscope("check", cwd=odd).returncode == 0
    assert openscope("check", cwd=odd).stdout.splitlines()[-1].startswith("pass: ")
    warned = openscope("check", "--fail-on", "warning", cwd=odd)
    assert (warned.returncode, warned.stdout.splitlines()[-1][:9]) == (1, "violated:")
    assert openscope("check", "--fail-on", "unused-exception", cwd=odd).returncode == 1
    assert openscope("check", "--fail-on", "OS505", cwd=odd).returncode == 1
    assert openscope("check", "--fail-on", "OS101", cwd=odd).returncode == 0
    assert openscope("check", "--fail-on", "OS101,OS505", cwd=odd).returncode == 1


def test_a_fact_fails_only_where_it_is_named(openscope: Run, grow: Grow) -> None:
    root = grow(
        {"src.py": "x = 1\n", "package.json": '{"name": "bare", "version": "1"}', "openscope.toml": ""}
    )
    (root / "openscope.toml").write_text('[policy]\nunknown = "warn"\n')
    assert openscope("check", cwd=root).returncode == 0
    assert openscope("check", "--fail-on", "no-license", cwd=root).returncode == 1
    card = "---\nlicense: mit\nbase_model: meta-llama/Llama-3.1-8B\n---\n# Chat\n"
    (root / "README.md").write_text(card)
    (root / "openscope.toml").write_text('[policy]\nallow = ["permissive", "source-available"]\n')
    done = openscope("check", cwd=root)
    assert (done.returncode, "warning[OS201]" in done.stdout) == (0, True)
    assert "pass: " in done.stdout
    assert "facts, which fail only where --fail-on names them: 1 OS201\n" in done.stdout
    failing = openscope("check", "--fail-on", "OS201", cwd=root)
    assert (failing.returncode, "error[OS201]" in failing.stdout) == (1, True)
    assert failing.stdout.splitlines()[-1].startswith("violated: 1 error in ")


def test_what_was_not_examined_is_no_pass_in_any_format(openscope: Run, fine: Path) -> None:
    said = {}
    for name in ("terminal", "github", "gitlab", "markdown", "junit", "sarif"):
        done = openscope("check", "-q", "-f", name, "nowhere", cwd=fine)
        assert done.returncode == 3
        assert "nowhere" in done.stdout or name == "terminal"
        said[name] = done.stdout
    assert said["terminal"].startswith("not examined: ")
    assert said["terminal"].endswith("1 thing not examined\n")
    assert said["github"] == "::error title=not examined::nowhere: nothing is there\n"
    (issue,) = json.loads(said["gitlab"])
    assert (issue["check_name"], issue["severity"]) == ("not-examined", "major")
    assert "**not examined**: " in said["markdown"]


# ── the report is written before a failing exit, and what cannot be written is no pass ─────────


def test_every_output_is_written_before_a_failing_exit(openscope: Run, odd: Path, tmp_path: Path) -> None:
    names = ["json", "sarif", "github", "gitlab", "junit", "markdown", "terminal"]
    words = [word for name in names for word in ("-o", f"{name}={tmp_path / name}")]
    summary = tmp_path / "summary.md"
    summary.write_text("# before\n")
    done = openscope("check", *words, cwd=odd, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    for name in names:
        assert "OS501" in (tmp_path / name).read_text(encoding="utf-8")
    assert summary.read_text(encoding="utf-8").startswith("# before\n## openscope")
    jsonschema.validate(json.loads((tmp_path / "json").read_text(encoding="utf-8")), json_schema())


@pytest.mark.parametrize(("license", "code"), [("MIT", 3), ("GPL-3.0-only", 1)])
def test_a_full_disk_or_a_place_that_refuses(odd: Path, license: str, code: int) -> None:
    (odd / "package.json").write_text(package(license))
    with open("/dev/full", "wb") as full:
        done = process("", "check", cwd=odd, stdout=full)
    assert done.returncode == code
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr
    done = process("", "check", "-o", "json=/dev/full", cwd=odd, stdout=subprocess.PIPE)
    assert done.returncode == code
    assert b"1 item by openscope.toml" in done.stdout


@pytest.mark.parametrize(("license", "code"), [("MIT", 3), ("GPL-3.0-only", 1)])
def test_a_broken_pipe(odd: Path, license: str, code: int) -> None:
    (odd / "package.json").write_text(package(license))
    run = f"{sys.executable} -c 'from openscope.cli import main; main()' check -f json"
    done = subprocess.run(
        ["bash", "-c", f"{run} | true; echo ${{PIPESTATUS[0]}}"], cwd=odd, capture_output=True, check=False
    )
    assert done.stdout.decode().strip() == str(code)
    assert b"Traceback" not in done.stderr


def test_a_kill_looks_like_no_verdict(odd: Path) -> None:
    wait = "import openscope.engine as e, time; e.collect = lambda *_: time.sleep(60)"
    # A test run in the background of a shell ignores SIGINT, and so do its children.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heed}\n{wait}\nfrom openscope.cli import main; main()", "check"]
    for sent, codes in ((signal.SIGTERM, {-signal.SIGTERM}), (signal.SIGINT, {130})):
        running = subprocess.Popen(command, cwd=odd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(2.5)
        running.send_signal(sent)
        out, _ = running.communicate(timeout=60)
        assert running.returncode in codes
        assert out == b""


def test_a_kill_leaves_no_process_behind(grow: Grow) -> None:
    root = grow({f"{n}/LICENSE": "Some words.\n" for n in range(50)} | {"openscope.toml": POLICY})
    wait = "import os, time, openscope.engine as e"
    work = "e.examine = lambda *_: (os.write(1, b'at work\\n'), time.sleep(600))"
    main = f"{wait}\n{work}\nfrom openscope.cli import main; main()"
    command = [sys.executable, "-c", main, "check", "--offline", "--no-cache", "-j", "2"]
    for sent in (signal.SIGTERM, signal.SIGKILL):
        running = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
        assert running.stdout is not None
        assert running.stdout.readline() == "at work\n"
        running.send_signal(sent)
        running.communicate(timeout=60)  # it lasts as long as any process holds the stream
        assert running.returncode == -sent


# ── whose policy ─────────────────────────────────────────────────────────────────────────────


def test_a_scanned_directorys_own_policy_is_never_loaded(openscope: Run, grow: Grow, tmp_path: Path) -> None:
    theirs = grow(
        {"package.json": package("GPL-3.0-only"), "openscope.toml": '[policy]\nallow = ["copyleft"]\n'}
    )
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "openscope.toml").write_text(POLICY)
    assert openscope("check", theirs, cwd=ours).returncode == 1
    assert openscope("check", cwd=theirs).returncode == 0
    assert openscope("check", "-c", "openscope:permissive-only", cwd=theirs).returncode == 1


def test_a_policy_above_the_working_directory_and_paths_from_the_root(openscope: Run, odd: Path) -> None:
    (odd / "apps").mkdir()
    (odd / "package.json").rename(odd / "apps" / "package.json")
    done = openscope("check", cwd=odd / "apps")
    assert done.returncode == 1
    assert "--> apps/package.json:4" in done.stdout


# ── exceptions ───────────────────────────────────────────────────────────────────────────────


def test_an_exception_passes_until_its_day_and_fails_after_it(openscope: Run, odd: Path) -> None:
    (odd / "openscope.toml").write_text(POLICY + WAIVER + "expires = 2027-06-30\n")
    assert openscope("check", "--today", "2027-06-30", cwd=odd).returncode == 0
    done = openscope("check", "--today", "2027-07-01", "-f", "json", cwd=odd)
    assert done.returncode == 1
    assert slugs(done) == ["denied-license", "expired-exception"]
    shown = openscope("check", cwd=odd, OPENSCOPE_TODAY="2027-07-01").stdout
    assert "--> openscope.toml:6" in shown
    assert "ask legal@example.com" in shown


def test_an_exception_dies_when_the_licence_text_changes(openscope: Run, grow: Grow) -> None:
    text = "Acme Terms. You may look at this software. You may not use it for anything else at all.\n"
    root = grow(
        {"package.json": package("SEE LICENSE IN LICENSE"), "LICENSE": text, "openscope.toml": POLICY}
    )
    report = json.loads(openscope("check", "-f", "json", cwd=root).stdout)
    digest = report["items"][0]["evidence_sha256"]
    assert f'evidence_sha256 = "{digest}"' in openscope("check", "-v", cwd=root).stdout
    waiver = WAIVER.replace("GPL-3.0-only", "unknown-license") + f'evidence_sha256 = "{digest}"\n'
    (root / "openscope.toml").write_text(POLICY + waiver)
    assert openscope("check", cwd=root).returncode == 0
    (root / "LICENSE").write_text(text.replace(" You may look", "\n  You may look"))
    assert openscope("check", cwd=root).returncode == 0, "the same words on other lines"
    (root / "LICENSE").write_text(text.replace("may look at", "may sell"))
    done = openscope("check", "-f", "json", cwd=root)
    assert done.returncode == 1
    assert "stale-exception" in slugs(done)
    messages = [each["message"] for each in json.loads(done.stdout)["findings"]]
    assert "or the evidence for it that openscope reads, has changed since" in messages[0]


def test_an_unused_exception_is_a_finding_where_everything_was_judged(openscope: Run, fine: Path) -> None:
    (fine / "openscope.toml").write_text(POLICY + WAIVER)
    (fine / "sub").mkdir()
    (fine / "sub" / "package.json").write_text(package("MIT", "inner"))
    assert slugs(openscope("check", "-f", "json", cwd=fine)) == ["unused-exception"]
    assert slugs(openscope("check", "sub", "-f", "json", cwd=fine)) == []


def test_a_clarification_says_what_the_licence_is(openscope: Run, grow: Grow) -> None:
    root = grow({"package.json": package("whatever we said"), "openscope.toml": POLICY})
    assert openscope("check", cwd=root).returncode == 1
    clear = '\n[[clarification]]\nitem = "pkg:npm/odd"\nlicense = "mit"\nreason = "their mail of 2 May"\n'
    (root / "openscope.toml").write_text(POLICY + clear)
    report = json.loads(openscope("check", "-f", "json", cwd=root).stdout)
    assert report["items"][0]["verdict"]["state"] == "allow"
    assert report["items"][0]["verdict"]["exceptions"] == ["their mail of 2 May"]


def test_a_comment_lets_a_finding_pass_with_a_reason(openscope: Run, grow: Grow) -> None:
    manifest = '[project]\nname = "odd"\nversion = "1"\nlicense = "GPL-3.0-only"{}\n'
    comment = "  # openscope: allow[denied-license] a tool of the build"
    root = grow(
        {"pyproject.toml": manifest.format(comment), "openscope.toml": POLICY, ".git/HEAD": "ref: x\n"}
    )
    done = openscope("check", cwd=root)
    assert done.returncode == 0
    assert "1 allowed in the file" in done.stdout
    report = json.loads(openscope("check", "-f", "json", cwd=root).stdout)
    assert report["items"][0]["findings"][0]["suppressed"] == "allowed in the file: a tool of the build"
    for words, codes in (
        ("  # openscope: allow[denied-license]", (1, ["denied-license", "unused-exception"])),
        ("  # openscope: allow[unknown-license] wrong slug", (1, ["denied-license", "unused-exception"])),
    ):
        (root / "pyproject.toml").write_text(manifest.format(words))
        done = openscope("check", "-f", "json", cwd=root)
        assert (done.returncode, slugs(done)) == codes
    (root / "pyproject.toml").write_text("\n\n# openscope: allow[OS501] code\n" + manifest.format(""))
    assert openscope("check", cwd=root).returncode == 1, "too far away"


LOADS = """from transformers import AutoModel as m, AutoTokenizer as t

tok = t.from_pretrained("meta-llama/Llama-3.1-8B-Instruct")
llm = m.from_pretrained("meta-llama/Llama-3.1-8B-Instruct"){}
gem = m.from_pretrained("google/gemma-2-9b-it")
"""


def test_a_model_in_code_is_found_at_the_line_that_loads_it_in_every_format(
    openscope: Run, grow: Grow
) -> None:
    root = grow({"package.json": package("MIT"), "src/serve.py": LOADS.format(""), "openscope.toml": POLICY})
    shown = {
        name: openscope("check", "-f", name, cwd=root).stdout for name in ("terminal", "github", "gitlab")
    }
    assert " --> src/serve.py:3\n" in shown["terminal"]
    assert " --> src/serve.py:5\n" in shown["terminal"]
    assert "file=src/serve.py,line=5,title=OS501" in shown["github"]
    places = [
        (each["location"]["path"], each["location"]["lines"]["begin"]) for each in json.loads(shown["gitlab"])
    ]
    assert places == [("src/serve.py", 3), ("src/serve.py", 5)]
    [run] = json.loads(openscope("check", "-f", "sarif", cwd=root).stdout)["runs"]
    [one, other] = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert one["artifactLocation"] == other["artifactLocation"] == {"uri": "src/serve.py"}
    assert (one["region"]["startLine"], other["region"]["startLine"]) == (3, 5)
    assert "google/gemma-2-9b-it" in other["region"]["snippet"]["text"]


CARD = "---\nlicense: gpl-3.0\n---\n# A model\n"
OF_A_MODEL = """
[[exception]]
item = "pkg:generic/{}"
allow = ["GPL-3.0-only"]
reason = "an experiment"
"""


@pytest.mark.parametrize("written", ["app#models/m", "renamed#models/m", "renamed#models/*"])
def test_an_exception_for_a_directory_holds_whatever_the_checkout_is_called(
    openscope: Run, grow: Grow, written: str
) -> None:
    tree = {"LICENSE": text_of("mit"), "models/m/README.md": CARD}
    tree |= {"openscope.toml": POLICY + OF_A_MODEL.format(written), ".git/HEAD": "ref: x\n"}
    root = grow({f"clone/{name}": text for name, text in tree.items()})
    for place in ("clone", "clone/models", "clone/models/m"):
        done = openscope("check", cwd=root / place)
        assert (done.returncode, "OS505" in done.stdout) == (0, False), done.stdout
    (root / "clone/models/m").rename(root / "clone/models/other")
    done = openscope("check", cwd=root / "clone/models")
    assert done.returncode == ("*" not in written)
    if done.returncode:
        assert 'item = "pkg:generic/models#models/other"' in done.stdout, "from the policy, not from here"


def test_an_exception_of_a_policy_from_elsewhere_means_a_project_by_its_own_name(
    openscope: Run, grow: Grow
) -> None:
    manifest = '[project]\nname = "{}"\nversion = "1"\nlicense = "MIT"\n'
    files = {"company.toml": POLICY + OF_A_MODEL.format("shop#m")}
    for clone, name in (("one", "shop"), ("two", "shop"), ("three", "other")):
        files |= {f"{clone}/pyproject.toml": manifest.format(name), f"{clone}/m/README.md": CARD}
        files |= {f"{clone}/.git/HEAD": "ref: x\n"}
    root = grow(files)
    codes = [
        openscope("check", "-c", "../company.toml", cwd=root / clone).returncode
        for clone in ("one", "two", "three")
    ]
    assert codes == [0, 0, 1]


def test_a_baseline_holds_whatever_the_checkout_is_called(openscope: Run, grow: Grow) -> None:
    root = grow({"one/a.py": "x = 1\n", "one/openscope.toml": POLICY, "one/.git/HEAD": "ref: x\n"})
    assert openscope("check", cwd=root / "one").returncode == 1
    assert openscope("check", "--write-baseline", "known.json", cwd=root / "one").returncode == 0
    (root / "one").rename(root / "two")
    assert openscope("check", "--baseline", "known.json", cwd=root / "two").returncode == 0


@pytest.mark.parametrize(("word", "code"), [("closed", 0), ("proprietary", 0), ("open-weights", 1)])
def test_a_model_that_is_a_service_is_judged_by_its_class(
    openscope: Run, grow: Grow, word: str, code: int
) -> None:
    call = 'import openai\nopenai.OpenAI().chat.completions.create(model="gpt-4o", messages=[])\n'
    policy = POLICY.replace('"permissive"', f'"permissive", "{word}"')
    root = grow({"package.json": package("MIT"), "a.py": call, "openscope.toml": policy})
    done = openscope("check", cwd=root)
    assert done.returncode == code, done.stdout
    if code:
        assert "offered as a service only" in done.stdout
        assert "https://openai.com/policies/" in done.stdout
        assert 'write "closed" into allow' in done.stdout
        waiver = WAIVER.replace("pkg:npm/odd", "pkg:generic/openai/gpt-4o").replace("GPL-3.0-only", "closed")
        (root / "openscope.toml").write_text(policy + waiver)
        assert openscope("check", cwd=root).returncode == 0


def test_a_licence_of_ones_own_is_allowed_by_its_id(openscope: Run, grow: Grow) -> None:
    clear = """
[[clarification]]
item = "pkg:npm/odd"
license = "LicenseRef-Acme-Internal"
reason = "ours"
"""
    root = grow({"package.json": package("UNLICENSED"), "openscope.toml": POLICY + clear})
    done = openscope("check", cwd=root)
    assert done.returncode == 1
    assert 'write "LicenseRef-Acme-Internal" into allow under [policy]' in done.stdout
    allowed = POLICY.replace('"permissive"', '"permissive", "LicenseRef-Acme-Internal"')
    (root / "openscope.toml").write_text(allowed + clear)
    assert openscope("check", cwd=root).returncode == 0


def test_init_says_that_it_lets_the_missing_licence_of_the_project_pass(openscope: Run, grow: Grow) -> None:
    root = grow({"a.py": "x = 1\n"})
    said = "the project names no licence of its own, which is let through with a warning"
    assert said in openscope("init", cwd=root).stdout
    (root / "LICENSE").write_text(text_of("mit"))
    assert said not in openscope("init", "--force", cwd=root).stdout


def test_a_part_of_a_repository_is_no_unlicensed_project(openscope: Run, grow: Grow) -> None:
    root = grow(
        {
            "LICENSE": text_of("mit"),
            "openscope.toml": POLICY,
            ".git/HEAD": "ref: x\n",
            "src/a.py": "x = 1\n",
            "own/.git/HEAD": "ref: x\n",
            "own/a.py": "x = 1\n",
            "broken/package.json": "{",
        }
    )
    for words, place in ((["src"], "."), ([], "src"), (["-c", "openscope:research", "src"], ".")):
        done = openscope("check", *words, cwd=root / place)
        assert (done.returncode, "judged at the root" in done.stdout) == (0, True), done.stdout
    assert openscope("check", "own", cwd=root).returncode == 1, "a repository of its own"
    assert openscope("check", "broken", cwd=root).returncode != 0, "it could have a licence of its own"
    (root / "LICENSE").unlink()
    assert openscope("check", cwd=root).returncode == 1, "the root is judged as before"


def test_a_comment_on_any_line_that_names_a_model_lets_it_pass_and_no_other(
    openscope: Run, grow: Grow
) -> None:
    comment = "  # openscope: allow[denied-license] legal read it"
    root = grow(
        {"package.json": package("MIT"), "src/serve.py": LOADS.format(comment), "openscope.toml": POLICY}
    )
    done = openscope("check", "-f", "json", cwd=root)
    states = {
        item["name"]: [(each["code"], each["suppressed"]) for each in item["findings"]]
        for item in json.loads(done.stdout)["items"]
        if item["findings"]
    }
    assert states == {
        "google/gemma-2-9b-it": [("OS501", None)],
        "meta-llama/Llama-3.1-8B-Instruct": [("OS501", "allowed in the file: legal read it")],
    }
    assert json.loads(done.stdout)["findings"] == []
    alone = LOADS.format("").replace("gem =", "# openscope: allow[denied-license] legal read it\ngem =")
    (root / "src/serve.py").write_text(alone)
    done = openscope("check", cwd=root)
    assert "error[OS501] denied-license: meta-llama" in done.stdout
    assert "gemma" not in done.stdout
    assert "1 allowed in the file" in done.stdout


def test_a_comment_in_the_code_of_others_counts_for_nothing(openscope: Run, grow: Grow) -> None:
    waived = (
        '[project]\nname = "x"\nversion = "1"\nlicense = "GPL-3.0-only" # openscope: allow[OS501] trust me\n'
    )
    root = grow(
        {
            "package.json": package("MIT"),
            "openscope.toml": POLICY,
            ".git/HEAD": "ref: x\n",
            "vendor/x/pyproject.toml": waived,
        }
    )
    assert openscope("check", cwd=root).returncode == 1
    remote = root.parent / "elsewhere"
    (root / "vendor").rename(remote)
    assert openscope("check", remote, cwd=root).returncode == 1


# ── baselines and changes ────────────────────────────────────────────────────────────────────


def test_with_a_baseline_only_what_is_new_fails(openscope: Run, odd: Path) -> None:
    written = openscope("check", "-q", "--write-baseline", "base.json", cwd=odd)
    assert written == Done(
        0,
        "pass: no findings in 1 item by openscope.toml; 1 known from the baseline\n",
        "openscope: written to base.json: 1 finding; from now on: openscope check --baseline base.json\n",
    )
    ended = POLICY + WAIVER + "expires = 2026-01-01\n"
    (odd / "openscope.toml").write_text(ended)
    told = openscope("check", "--write-baseline", "base.json", "--fail-on", "warning", cwd=odd)
    assert (told.returncode, told.stdout.splitlines()[-1][:9]) == (0, "violated:")
    assert "1 finding; 1 about the policy itself stays; from now on" in told.stderr
    (odd / "openscope.toml").write_text(POLICY)
    done = openscope("check", "--baseline", "base.json", cwd=odd)
    assert done.returncode == 0
    assert "1 known from the baseline" in done.stdout
    # a line above it and another version make no other finding of it
    (odd / "package.json").write_text("\n" + package("GPL-3.0-only").replace("1.0.0", "2.0.0"))
    assert openscope("check", "--baseline", "base.json", cwd=odd).returncode == 0
    (odd / "new").mkdir()
    (odd / "new" / "package.json").write_text(package("GPL-3.0-only", "new"))
    done = openscope("check", "--baseline", "base.json", cwd=odd)
    assert done.returncode == 1
    assert "new/package.json:4" in done.stdout
    first = (odd / "base.json").read_bytes()
    openscope("check", "--write-baseline", "again.json", "new/..", cwd=odd)
    assert len((odd / "again.json").read_bytes()) > len(first)


def git(root: Path, *words: str) -> None:
    names = {"GIT_AUTHOR_NAME": "a", "GIT_COMMITTER_NAME": "a"}
    mails = {"GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_EMAIL": "a@example.com"}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ["git", "-C", str(root), *words],
        check=True,
        capture_output=True,
        env={**os.environ, **names, **mails, **quiet},
    )


def test_since_judges_only_what_a_change_touched(openscope: Run, grow: Grow) -> None:
    root = grow(
        {
            "openscope.toml": POLICY,
            "old/package.json": package("GPL-3.0-only", "old"),
            "new/package.json": package("MIT", "new"),
        }
    )
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    assert openscope("check", cwd=root).returncode == 1
    assert openscope("check", "--since", "HEAD", cwd=root).returncode == 0
    (root / "new" / "package.json").write_text(package("GPL-3.0-only", "new"))
    done = openscope("check", "--since", "HEAD", cwd=root)
    assert done.returncode == 1
    assert "new/package.json" in done.stdout
    assert "old/package.json" not in done.stdout
    assert "1 not touched since HEAD" in done.stdout
    git(root, "commit", "-qam", "second")
    assert openscope("check", "--since", "HEAD", cwd=root).returncode == 0
    assert openscope("check", "--since", "HEAD~1", cwd=root).returncode == 1
    (root / "more").mkdir()
    (root / "more" / "package.json").write_text(package("GPL-3.0-only", "more"))
    assert openscope("check", "--since", "HEAD", cwd=root).returncode == 1, "what git does not know yet"
    assert openscope("check", "--since", "main", cwd=root / "more").returncode == 1


def test_since_runs_no_program_of_the_repositorys_configuration(
    openscope: Run, grow: Grow, tmp_path: Path
) -> None:
    root = grow({"openscope.toml": POLICY, "package.json": package("MIT")})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {ran}\n")
    script.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "core.pager", "diff.x.textconv", "diff.x.command"):
        git(root, "config", name, str(script))
    (root / ".gitattributes").write_text("* diff=x\n")
    (root / "package.json").write_text(package("ISC"))
    ran.unlink(missing_ok=True)
    assert openscope("check", "--since", "HEAD", cwd=root).returncode == 0
    assert not ran.exists()


# ── init ─────────────────────────────────────────────────────────────────────────────────────


def test_init_writes_a_policy_that_works_and_replaces_none(openscope: Run, grow: Grow) -> None:
    root = grow({"package.json": package("MIT"), "sub/package.json": package("BUSL-1.1", "source")})
    done = openscope("init", cwd=root)
    assert done.returncode == 0
    assert "2 items, of which openscope:commercial-saas lets 1 pass" in done.stdout
    written = (root / "openscope.toml").read_text(encoding="utf-8")
    assert '# item = "pkg:npm/source"' in written
    assert "# hosted_service = true" in written
    assert openscope("check", cwd=root).returncode == 1
    assert openscope("init", cwd=root).returncode == 2
    assert openscope("init", "--force", "--preset", "research", cwd=root).returncode == 0
    assert openscope("check", cwd=root).returncode == 0
    assert openscope("init", "--force", "--preset", "nothing", cwd=root).returncode == 2
    # taken out of their comments, its proposals are a policy
    openscope("init", "--force", cwd=root)
    lines = (root / "openscope.toml").read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if "[[exception]]" in line)
    proposed = "\n".join(line.removeprefix("# ") for line in lines[start:]).replace(
        'reason = ""', 'reason = "x"'
    )
    proposed = proposed.replace('owner = ""', 'owner = "x"')
    (root / "openscope.toml").write_text("\n".join(lines[:start]) + "\n" + proposed + "\n")
    assert openscope("check", "--today", "2027-01-01", cwd=root).returncode == 0


def test_what_is_our_own_passes_by_the_policy_that_init_writes(openscope: Run, grow: Grow) -> None:
    root = grow(
        {"package.json": package("UNLICENSED", "ours"), "vendor/x/package.json": package("UNLICENSED")}
    )
    assert "lets 0 pass" in openscope("init", cwd=root).stdout
    done = openscope("check", cwd=root)
    assert done.returncode == 1
    assert "--> vendor/x/package.json:4" in done.stdout
    assert "--> package.json" not in done.stdout


def test_the_same_input_gives_the_same_bytes(openscope: Run, odd: Path) -> None:
    for name in ("json", "sarif", "gitlab", "junit", "markdown", "github", "terminal"):
        first = openscope("check", "-f", name, "-j", "1", cwd=odd).stdout
        assert first == openscope("check", "-f", name, "-j", "2", "--no-cache", cwd=odd).stdout
        assert str(odd) not in first


# ── dependencies and bases ───────────────────────────────────────────────────────────────────


def test_a_dependency_is_named_at_its_line_of_the_lockfile(openscope: Run, grow: Grow) -> None:
    entry = {"version": "1.0.0", "license": "MIT", "dependencies": {"deep": "^2"}}
    lock = {
        "name": "shop",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "packages": {
            "": {"name": "shop", "version": "1.0.0", "license": "MIT", "dependencies": {"top": "^1"}},
            "node_modules/top": entry,
            "node_modules/deep": {"version": "2.0.0", "license": "GPL-3.0-only"},
            "node_modules/tool": {"version": "3.0.0", "license": "GPL-3.0-only", "dev": True},
        },
    }
    text = json.dumps(lock, indent=2)
    policy = POLICY + '\n[policy.scope.development]\nalso_allow = ["copyleft"]\n'
    root = grow({"package-lock.json": text, "openscope.toml": policy, ".git/HEAD": "ref: x\n"})
    (root / "package.json").write_text(package("MIT", "shop"))
    done = openscope("check", cwd=root)
    line = text[: text.index("node_modules/deep")].count("\n") + 1
    assert done.returncode == 1
    assert done.stdout.splitlines()[:5] == [
        "error[OS501] denied-license: deep 2.0.0, needed by top: "
        "GPL-3.0-only (strong copyleft is not allowed)",
        f"  --> package-lock.json:{line}",
        "   |",
        f'{line} | "node_modules/deep": {{',
        "   |               ^^^^",
    ]
    assert "tool" not in done.stdout


def test_a_model_made_from_a_restricted_one_fails_at_the_line_that_names_it(
    openscope: Run, grow: Grow
) -> None:
    card = "---\nlicense: apache-2.0\nbase_model: meta-llama/Llama-3.1-8B\n---\n# Chat\n"
    root = grow({"chat/README.md": card, "openscope.toml": POLICY, ".git/HEAD": "ref: x\n"})
    done = openscope("check", cwd=root)
    assert done.returncode == 1
    assert "--> chat/README.md:3" in done.stdout
    assert "3 | base_model: meta-llama/Llama-3.1-8B" in done.stdout
