"""What changed since a commit is git's own word, and git does not outlive the question."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from openscope.collect import changes
from openscope.collect.changes import Changes, ChangesError


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    for name in ("one", "two"):
        (root / name).write_text(name)
        git(root, "add", "-A")
        git(root, "commit", "-qm", name)
    return root


def since(root: Path, ref: str | None) -> frozenset[str] | None:
    with Changes(root, ref) as found:
        return found.files()


def test_it_is_counted_from_where_the_branches_part(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "branch", "HEAD~1")
    (repository / "mine").write_text("")
    (repository / "new\nline ü").write_text("")
    git(repository, "add", "mine")
    assert since(repository, "main") == frozenset({"mine", "new\nline ü"})
    assert since(repository, None) is None


def test_without_a_common_ancestor_the_commits_are_compared(repository: Path) -> None:
    git(repository, "checkout", "-q", "--orphan", "other")
    (repository / "one").write_text("another")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "other")
    assert since(repository, "main") == frozenset({"one"})


@pytest.mark.parametrize("ref", ["", "-x", "--output=x", "a\0b", "a\nb"])
def test_what_is_no_name_is_never_given_to_git(repository: Path, ref: str) -> None:
    with pytest.raises(ChangesError, match="no name of a commit"):
        since(repository, ref)
    assert not (repository / "x").exists()


@pytest.mark.parametrize("ref", ["nothing", "HEAD:one", "HEAD~1..HEAD", "HEAD~9"])
def test_what_is_no_commit_is_said(repository: Path, ref: str) -> None:
    with pytest.raises(ChangesError, match="no commit here"):
        since(repository, ref)


def test_without_git_that_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ChangesError, match="not installed"):
        since(repository, "main")


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git that takes its time, and the file that it names its processes in."""
    own, pids = tmp_path / "bin", tmp_path / "pids"
    own.mkdir()
    (own / "git").write_text(f"#!/bin/sh\necho $$ >> {pids}\nexec sleep 60\n")
    (own / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{own}:{os.environ['PATH']}")
    return pids


def gone(pids: Path) -> bool:
    """Whether both of its processes ended, and were waited for."""
    for _ in range(200):
        found = pids.read_text().split() if pids.exists() else []
        if len(found) == 2 and not any(Path("/proc", pid).exists() for pid in found):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_what_takes_too_long_is_ended(repository: Path, slow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_TIMEOUT_SECONDS", 1.0)
    with pytest.raises(ChangesError, match="took more than"):
        since(repository, "main")
    assert gone(slow)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_nothing_is_left_where_nobody_wants_the_answer(repository: Path, slow: Path) -> None:
    with Changes(repository, "main"):
        for _ in range(200):
            if slow.exists() and len(slow.read_text().split()) == 2:
                break
            time.sleep(0.05)
    assert gone(slow)
