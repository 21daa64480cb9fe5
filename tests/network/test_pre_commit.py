"""The hook as pre-commit runs it: installed from this repository, in a repository of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_check import POLICY, git, package
from tests.conftest import Grow

pytestmark = pytest.mark.network

ROOT = Path(__file__).parents[2]


def test_try_repo_runs_the_hook(grow: Grow, tmp_path: Path) -> None:
    root = grow({"package.json": package("MIT"), "old/package.json": package("GPL-3.0-only", "old")})
    (root / "openscope.toml").write_text(POLICY)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    (root / "package.json").write_text(package("GPL-3.0-only"))
    git(root, "add", "-A")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "openscope", "--verbose"],
        cwd=root,
        env=os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "home"), "OPENSCOPE_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 1, done.stderr
    for words in ("Failed", "- exit code: 1", "--> package.json:4", "1 not touched since HEAD"):
        assert words in done.stdout, done.stdout
