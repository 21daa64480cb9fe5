"""The command line in a process of its own for each run, with nothing but the given environment.

Starting Python and loading the scanner takes longer than most runs, so one process does that once
and forks for each run. The settings of huggingface_hub are fixed when it is imported: a run that is
given other ones imports it afresh.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openscope

ROOT = Path(openscope.__file__).parent.parent


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, what it printed, and how many seconds it took."""

    returncode: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def report(self) -> dict[str, Any]:
        """What it printed, where that is a report as JSON."""
        found: dict[str, Any] = json.loads(self.stdout)
        return found


class Zygote:
    """The process that forks. Made by `hatch`."""

    def __init__(self, process: subprocess.Popen[str], directory: Path) -> None:
        self._process = process
        self._directory = directory
        self._count = 0

    def run(self, *words: str, environment: Mapping[str, str]) -> Ended:
        """Runs `openscope` with these words and, besides the environment of all runs, this one."""
        self._count += 1
        out, err = (self._directory / f"{self._count}.{name}" for name in ("out", "err"))
        assert self._process.stdin
        assert self._process.stdout
        began = time.monotonic()
        order = {"words": words, "environment": dict(environment), "out": str(out), "err": str(err)}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        seconds = time.monotonic() - began
        return Ended(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"), seconds)


@contextmanager
def hatch(environment: Mapping[str, str]) -> Iterator[Zygote]:
    """A process that is ready to fork, with `PATH`, `HOME`, openscope's cache and this environment."""
    names = ("PATH", "HOME", "PYTHONPATH", "OPENSCOPE_CACHE_DIR")
    keep = {name: os.environ[name] for name in names if name in os.environ}
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.zygote"],
            cwd=ROOT,
            env={**keep, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Zygote(process, Path(directory))
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(30)


def main() -> None:
    """Loads what every run needs, then forks for each line on stdin and prints the exit code."""
    from openscope.cli import app, scan  # noqa: F401
    from openscope.engine import scan as run
    from openscope.render import terminal  # noqa: F401
    from tests.expectations import FIXTURES

    run([str(FIXTURES / "hub")])
    assert "huggingface_hub" not in sys.modules, "loaded without a need"
    import huggingface_hub.file_download
    import huggingface_hub.hf_api

    huggingface_hub.get_session()  # it loads the rest at its first use
    huggingface_hub.close_session()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(**json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def _run(words: list[str], environment: dict[str, str], out: str, err: str) -> None:
    from openscope.cli import main as run_and_leave

    os.environ.update(environment)
    if any(name.startswith("HF_") and name != "HF_TOKEN" for name in environment):
        for name in [name for name in sys.modules if name.partition(".")[0] == "huggingface_hub"]:
            del sys.modules[name]
    for stream, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    sys.argv = ["openscope", *words]
    run_and_leave()


if __name__ == "__main__":
    main()
