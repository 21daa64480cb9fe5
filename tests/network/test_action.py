"""The action from first step to last, as a runner calls them: what it installs, and what that finds."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Grow
from tests.test_plugs import ACTION, package

pytestmark = pytest.mark.network

ROOT = Path(__file__).parents[2]


def test_the_action_installs_itself_and_fails_the_build(grow: Grow, tmp_path: Path) -> None:
    root = grow(
        {"package.json": package("GPL-3.0-only"), "openscope.toml": '[policy]\nallow = ["permissive"]\n'}
    )
    runner = tmp_path / "runner"
    runner.mkdir()
    files = {name: runner / name for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    # Of the tests' own environment only what the network and the shell need.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "OPENSCOPE_", "VIRTUAL_ENV"))
    }
    given = {name: value["default"] for name, value in ACTION["inputs"].items()}
    path, codes, said = os.environ["PATH"], [], ""
    for step in ACTION["runs"]["steps"]:
        inputs = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], words)
            for name, words in step.get("env", {}).items()
        }
        script = runner / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=root,
            env={
                **kept,
                **inputs,
                **{name: str(file) for name, file in files.items()},
                "PATH": path,
                "RUNNER_TEMP": str(runner),
                "GITHUB_ACTION_PATH": str(ROOT),
                "OPENSCOPE_CACHE_DIR": str(tmp_path / "cache"),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        codes.append((done.returncode, done.stderr[-2000:] if done.returncode > 1 else ""))
        said = done.stdout
        if files["GITHUB_PATH"].exists():
            path = f"{files['GITHUB_PATH'].read_text().strip()}:{os.environ['PATH']}"
    assert codes == [(0, ""), (1, "")]
    assert said.startswith("::error file=package.json,line=4,title=OS501 denied-license::")
    assert json.loads((root / "openscope.sarif").read_text())["version"] == "2.1.0"
    assert files["GITHUB_OUTPUT"].read_text() == "sarif=openscope.sarif\n"
    assert "OS501" in files["GITHUB_STEP_SUMMARY"].read_text()
