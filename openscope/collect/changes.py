"""Which files a change touched: asked of the system's git, which is told to run nothing else.

Everything that differs between the working tree and the point where the present branch left the
given one, and what git does not know yet.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

_TIMEOUT_SECONDS = 60
_MAX_BYTES = 64 * 1024 * 1024
_NO_GIT = "git is not installed, or cannot be run"
# No hook, no monitor, no pager, no program that a configuration names.
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external=", "--no-pager")
_DIFF = ("diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules")


class ChangesError(Exception):
    """Git could not say what changed; the message says why."""


class Changes:
    """Which files changed since a commit. Git is asked at once, and waited for when the answer is wanted;
    what is still at work at the end of the `with` is ended.
    """

    def __init__(self, root: Path, ref: str | None) -> None:
        """Begin to ask; `root` is that of the repository, `ref` a name of a commit, or None."""
        self._root, self._ref = root, ref
        self._is_name = bool(ref) and not (ref or "").startswith("-") and not {*"\0\n"} & {*(ref or "")}
        self._asked: list[subprocess.Popen[bytes]] = []
        if self._is_name:
            with suppress(OSError):  # said when the answer is wanted
                self._asked.append(_begin(root, "ls-files", "-z", "--others", "--exclude-standard"))
                self._asked.append(_begin(root, *_DIFF, "--merge-base", f"{ref}^{{commit}}", "--"))

    def __enter__(self) -> "Changes":
        """Nothing more than itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what is still at work."""
        for git in self._asked:
            _stop(git)

    def files(self) -> frozenset[str] | None:
        """The paths, from the repository's root; None where nothing was asked. Raises `ChangesError`."""
        if self._ref is None:
            return None
        if not self._is_name:
            raise ChangesError(f"{self._ref!r} is no name of a commit")
        if len(self._asked) < 2:
            raise ChangesError(_NO_GIT)
        new, diff = (_end(git) for git in self._asked)
        if diff is None:  # a git before 2.30, no common ancestor, several, or no commit
            diff = self._compared(f"{self._ref}^{{commit}}")
        return frozenset(diff) | frozenset(new or ())

    def _compared(self, ref: str) -> list[str]:
        commit = _git(self._root, "rev-parse", "--verify", "--quiet", "--end-of-options", ref)
        if not commit:
            raise ChangesError(f"{self._ref!r} is no commit here; in a shallow clone, fetch it first")
        base = _git(self._root, "merge-base", commit[0], "HEAD")
        diff = _git(self._root, *_DIFF, base[0] if base else commit[0], "--")
        if diff is None:
            raise ChangesError(f"git could not compare the working tree with {self._ref!r}")
        return diff


def _git(root: Path, *words: str) -> list[str] | None:
    try:
        return _end(_begin(root, *words))
    except OSError as error:
        raise ChangesError(_NO_GIT) from error


def _begin(root: Path, *words: str) -> "subprocess.Popen[bytes]":
    """Git at its work. Raises `OSError` where it cannot be run."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    return subprocess.Popen(  # noqa: S603  a list of words, no shell
        ["git", *_SAFE, "-C", str(root), *words],  # noqa: S607  the system's git
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _end(git: "subprocess.Popen[bytes]") -> list[str] | None:
    """What git prints, by NUL or line; None where it fails."""
    try:
        output, _ = git.communicate(timeout=_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        _stop(git)
        raise ChangesError(f"git took more than {_TIMEOUT_SECONDS} s") from error
    if git.returncode != 0:
        return None
    if len(output) > _MAX_BYTES:
        raise ChangesError("the change is too large to be listed")
    text = os.fsdecode(output)
    return [part for part in (text.split("\0") if "\0" in text else text.split("\n")) if part]


def _stop(git: "subprocess.Popen[bytes]") -> None:
    if git.returncode is None:
        git.kill()
        git.communicate()
