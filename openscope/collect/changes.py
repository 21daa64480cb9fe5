"""Which files a change touched: asked of the system's git, which is told to run nothing else.

Everything that differs between the working tree and the point where the present branch left the
given one, and what git does not know yet.
"""

import os
import subprocess
from pathlib import Path

_TIMEOUT_SECONDS = 60
_MAX_BYTES = 64 * 1024 * 1024
# No hook, no monitor, no pager, no program that a configuration names.
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external=", "--no-pager")
_DIFF = ("diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules")


class ChangesError(Exception):
    """Git could not say what changed; the message says why."""


class Changes:
    """Which files changed since a commit. Git is asked at once, and waited for when the answer is wanted."""

    def __init__(self, root: Path, ref: str) -> None:
        """Begin to ask; `root` is that of the repository, `ref` any name of a commit."""
        self._root, self._ref = root, ref
        self._is_name = bool(ref) and not ref.startswith("-") and not any(char in ref for char in "\0\n")
        if self._is_name:
            self._diff = _begin(root, *_DIFF, "--merge-base", f"{ref}^{{commit}}", "--")
            self._new = _begin(root, "ls-files", "-z", "--others", "--exclude-standard")

    def files(self) -> frozenset[str]:
        """The paths, from the repository's root. Raises `ChangesError`."""
        if not self._is_name:
            raise ChangesError(f"{self._ref!r} is no name of a commit")
        new, diff = _end(self._new), _end(self._diff)
        if diff is None:  # a git before 2.30, no common ancestor, several, or no commit
            diff = self._compared()
        return frozenset(diff) | frozenset(new or ())

    def _compared(self) -> list[str]:
        commit = _git(
            self._root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{self._ref}^{{commit}}"
        )
        if not commit:
            raise ChangesError(f"{self._ref!r} is no commit here; in a shallow clone, fetch it first")
        base = _git(self._root, "merge-base", commit[0], "HEAD")
        diff = _git(self._root, *_DIFF, base[0] if base else commit[0], "--")
        if diff is None:
            raise ChangesError(f"git could not compare the working tree with {self._ref!r}")
        return diff


def _git(root: Path, *words: str) -> list[str] | None:
    return _end(_begin(root, *words))


def _begin(root: Path, *words: str) -> "subprocess.Popen[bytes] | None":
    """Git at its work; None where it is not installed."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    try:
        return subprocess.Popen(  # noqa: S603  a list of words, no shell
            ["git", *_SAFE, "-C", str(root), *words],  # noqa: S607  the system's git
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    except FileNotFoundError:
        return None


def _end(git: "subprocess.Popen[bytes] | None") -> list[str] | None:
    """What git prints, by NUL or line; None where it fails."""
    if git is None:
        raise ChangesError("git is not installed")
    try:
        output, _ = git.communicate(timeout=_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        git.kill()
        raise ChangesError(f"git took more than {_TIMEOUT_SECONDS} s") from error
    if git.returncode != 0:
        return None
    if len(output) > _MAX_BYTES:
        raise ChangesError("the change is too large to be listed")
    text = os.fsdecode(output)
    return [part for part in (text.split("\0") if "\0" in text else text.split("\n")) if part]
