"""Where the gate plugs in: pre-commit, GitHub, GitLab, and the reference of findings."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import reference
from tests.conftest import Grow

ROOT = Path(__file__).parent.parent


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


ACTION = read("action.yml")


def package(license: str) -> str:
    return json.dumps({"name": "odd", "version": "1.0.0", "license": license}, indent=2)


@pytest.fixture
def bin_directory(tmp_path: Path) -> Path:
    """A directory with an `openscope` command, as the install step leaves it."""
    place = tmp_path / "bin"
    place.mkdir()
    script = place / "openscope"
    script.write_text(f"#!{sys.executable}\nfrom openscope.cli import main\nmain()\n")
    script.chmod(0o755)
    return place


def run_step(
    step: dict[str, Any], inputs: dict[str, str], cwd: Path, bin_directory: Path
) -> subprocess.CompletedProcess[str]:
    """A step as the runner calls it: the script in a file, inputs in the environment."""
    given = {name: value["default"] for name, value in ACTION["inputs"].items()} | inputs
    values = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], text)
        for name, text in step.get("env", {}).items()
    }
    script = bin_directory / "step.sh"
    script.write_text(step["run"])
    keep = ("HOME", "PYTHONPATH", "OPENSCOPE_CACHE_DIR")
    environment = {name: os.environ[name] for name in keep if name in os.environ} | values
    environment["PATH"] = f"{bin_directory}:{os.environ['PATH']}"
    environment["PYTHONPATH"] = str(ROOT)
    environment["GITHUB_OUTPUT"] = str(bin_directory / "output")
    environment["GITHUB_STEP_SUMMARY"] = str(bin_directory / "summary")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_no_input_is_interpolated_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        for value in step.get("env", {}).values():
            assert re.fullmatch(r"\$\{\{ inputs\.[\w-]+ \}\}", value)
    used = {value for step in ACTION["runs"]["steps"] for value in step.get("env", {}).values()}
    assert used == {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}


def test_the_action_annotates_writes_sarif_and_fails(grow: Grow, bin_directory: Path) -> None:
    root = grow(
        {"package.json": package("GPL-3.0-only"), "openscope.toml": '[policy]\nallow = ["permissive"]\n'}
    )
    check = ACTION["runs"]["steps"][1]
    done = run_step(check, {}, root, bin_directory)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=package.json,line=4,title=OS501 denied-license::")
    assert json.loads((root / "openscope.sarif").read_text())["version"] == "2.1.0"
    assert (bin_directory / "output").read_text() == "sarif=openscope.sarif\n"
    assert "OS501" in (bin_directory / "summary").read_text()
    research = {"config": "openscope:research"}
    for inputs, code in (
        (research, 0),
        ({**research, "fail-on": "denied-license OS102"}, 0),
        ({"fail-on": "OS102"}, 1),
        ({"fail-on": "nonsense"}, 2),
        ({"sarif": ""}, 1),
    ):
        assert run_step(check, inputs, root, bin_directory).returncode == code, inputs


def test_hostile_inputs_of_the_action_are_words(grow: Grow, bin_directory: Path) -> None:
    root = grow({"package.json": package("MIT"), "openscope.toml": '[policy]\nallow = ["permissive"]\n'})
    check = ACTION["runs"]["steps"][1]
    hostile = '"; touch owned; $(touch owned) `touch owned`\n--exit-zero'
    for name in ACTION["inputs"]:
        done = run_step(check, {name: hostile}, root, bin_directory)
        # the words are the name of a file where SARIF goes, and of nothing that is there elsewhere
        assert done.returncode in ((0,) if name == "sarif" else (2, 3)), (name, done.stderr)
        assert not (root / "owned").exists()
    assert (bin_directory / "output").read_text().count("\n") == len(ACTION["inputs"])


def test_the_hook_is_one_that_pre_commit_takes(grow: Grow, bin_directory: Path) -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["pass_filenames"] is False
    root = grow({"package.json": package("MIT"), "openscope.toml": '[policy]\nallow = ["permissive"]\n'})
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "x"],
        cwd=root,
        check=True,
    )
    environment = {**os.environ, "PATH": f"{bin_directory}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [*hook["entry"].split(), *hook["args"]]
    for license, code in (("ISC", 0), ("GPL-3.0-only", 1)):
        (root / "package.json").write_text(package(license))
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == code, done.stderr


def test_the_gitlab_job_writes_the_reports_that_it_hands_over(grow: Grow, bin_directory: Path) -> None:
    job = read("templates/gitlab.yml")["openscope"]
    root = grow(
        {"package.json": package("GPL-3.0-only"), "openscope.toml": '[policy]\nallow = ["permissive"]\n'}
    )
    environment = {**os.environ, "PATH": f"{bin_directory}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", job["script"][0]],
        cwd=root,
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    for name in job["artifacts"]["reports"].values():
        assert "OS501" in (root / name).read_text(encoding="utf-8")
    assert job["artifacts"]["when"] == "always"


def test_the_reference_of_findings_is_current() -> None:
    found = reference.PATH.read_text(encoding="utf-8")
    assert found == reference.text(), "python -m tests.reference writes it"


def test_completion_is_there_for_shells() -> None:
    code = "from openscope.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_OPENSCOPE_COMPLETE": "complete_bash"}
    environment |= {"COMP_WORDS": "openscope ch", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = ['openscope']; {code}"],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "check" in done.stdout.split()
