"""The command line in this process, and in one of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import pytest

from openscope.cli import execute
from tests.conftest import Grow


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    returncode: int
    stdout: str
    stderr: str


class Run(Protocol):
    """Run the command line in this process; `cwd` and the environment are put back afterwards."""

    def __call__(self, *words: str | Path, cwd: Path | None = None, **env: str) -> Done: ...


@pytest.fixture
def openscope(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str | Path, cwd: Path | None = None, **env: str) -> Done:
        with monkeypatch.context() as patch:
            patch.setenv("OPENSCOPE_CACHE_DIR", "")  # the command line sets it: this puts it back
            for name in [name for name in os.environ if name.startswith("OPENSCOPE_")]:
                patch.delenv(name)
            patch.setenv("OPENSCOPE_OFFLINE", "1")
            for name, value in env.items():
                patch.setenv(name, value)
            if cwd:
                patch.chdir(cwd)
            patch.setattr(sys, "argv", ["openscope", *map(str, words)])
            capfd.readouterr()
            code = execute()
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return run


def process(code: str, *words: str, cwd: Path, stdout: int | IO[bytes]) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-c", f"{code}\nfrom openscope.cli import main; main()", *words]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, cwd=cwd, check=False, timeout=120)


@pytest.fixture
def small(grow: Grow) -> Path:
    """A tree that needs no text engine: fast to scan."""
    return grow({"package.json": '{"name": "small", "version": "1.0.0", "license": "MIT"}\n'})
