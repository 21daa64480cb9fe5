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


class ChangesError(Exception):
    """Git could not say what changed; the message says why."""


def changed_files(root: Path, ref: str) -> frozenset[str]:
    """The paths, from the repository's root, of the files that changed since `ref`. Raises `ChangesError`."""
    if not ref or ref.startswith("-") or any(char in ref for char in "\0\n"):
        raise ChangesError(f"{ref!r} is no name of a commit")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if not commit:
        raise ChangesError(f"{ref!r} is no commit here; in a shallow clone, fetch it first")
    base = _git(root, "merge-base", commit[0], "HEAD")
    since = base[0] if base else commit[0]
    options = ("--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules")
    diff = _git(root, "diff", *options, since, "--")
    if diff is None:
        raise ChangesError(f"git could not compare the working tree with {ref!r}")
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard") or []
    return frozenset(diff) | frozenset(new)


def _git(root: Path, *words: str) -> list[str] | None:
    """What git prints, by NUL or line; None where it fails."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(  # noqa: S603  a list of words, no shell
            ["git", *_SAFE, "-C", str(root), *words],  # noqa: S607  the system's git
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
            env=environment,
            check=False,
        )
    except FileNotFoundError as error:
        raise ChangesError("git is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise ChangesError(f"git took more than {_TIMEOUT_SECONDS} s") from error
    if done.returncode != 0:
        return None
    if len(done.stdout) > _MAX_BYTES:
        raise ChangesError("the change is too large to be listed")
    text = os.fsdecode(done.stdout)
    return [part for part in (text.split("\0") if "\0" in text else text.split("\n")) if part]
