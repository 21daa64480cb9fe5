"""Trees on disk, and their collection in a form that is short to compare."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Git = Callable[..., bytes]


@pytest.fixture(autouse=True)
def no_hanging() -> Iterator[None]:
    """A walk that blocks fails instead of holding up everything."""
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Runs the real git, blind to the user's and the system's configuration."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.com",
    }

    def run(directory: Path, *arguments: str) -> bytes:
        done = subprocess.run(
            ["git", *arguments], cwd=directory, env=environment, check=True, capture_output=True
        )
        return done.stdout

    return run
