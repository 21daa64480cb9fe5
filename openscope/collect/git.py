"""Git repositories by their address: `git+https://host/path[@ref]` or `https://host/path.git[@ref]`.

The system's git fetches one commit without its history, submodules and LFS files. Nothing of the
repository is run: no hook, no filter, no prompt; and nothing of the user's configuration is used but the
keys of ssh.
"""

import os
import re
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from openscope.collect import links
from openscope.collect.gather import gather
from openscope.collect.paths import printable
from openscope.collect.walk import walk
from openscope.model import Collected, SkipCode, Skipped
from openscope.net import Network, Unanswered
from openscope.regex import regex
from openscope.textfile import Limits, why

_TARGET = regex(
    r"(?:git\+(?P<plus>https?|ssh|file)|(?P<plain>https?|ssh)(?=://[^/]+/.+\.git(?:@|/?$)))"
    r"://(?P<host>[^/]*)/(?P<path>[^@]+)(?:@(?P<ref>.+))?",
    re.I | re.S,
)
# No option, no refspec (a colon, a plus), nothing that names more than one commit.
_REF = regex(r"(?![-+])(?!.*(?:\.\.|//|@\{))[\w./+-]{1,250}")
_COMMIT = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.protectNTFS": "true",
    "core.protectHFS": "true",
    "fetch.fsckObjects": "true",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "http.followRedirects": "initial",
    "advice.detachedHead": "false",
}
_KEPT = (
    *("PATH", "HOME", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR", "SYSTEMROOT", "TMPDIR"),
    *(
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "all_proxy",
    ),
)


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:
    """What stands in a commit of a repository. None for a target that is no address of git's."""
    found = _TARGET.fullmatch(asked)
    if found is None:
        return None
    scheme = (found["plus"] or found["plain"]).lower()
    url = f"{scheme}://{found['host']}/{found['path']}"
    shown = f"git+{scheme}://{found['host'].rpartition('@')[2]}/{found['path']}"
    room = tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True)
    try:
        if network.offline and scheme != "file":
            raise Unanswered(SkipCode.OFFLINE, "--offline is given")
        name = found["path"].rstrip("/").rpartition("/")[2].removesuffix(".git")
        root = Path(os.path.realpath(room.name), re.sub(r"[^\w.-]", "-", name).lstrip(".") or "repository")
        commit = _fetch(root, scheme, url, found["ref"], network)
        tree = walk(str(root), limits)
        collected = gather(
            printable(asked), printable(f"{shown}@{commit}"), tree, links.resolve(tree), limits
        )
        return replace(collected, held=room)
    except Unanswered as failure:
        skip = Skipped(printable(shown), failure.code, failure.reason)
    except OSError as error:
        skip = Skipped(printable(shown), SkipCode.FAILED, f"cannot be fetched: {why(error)}")
    room.cleanup()
    return Collected(printable(shown), printable(shown), skipped=(skip,))


def _fetch(root: Path, scheme: str, url: str, ref: str | None, network: Network) -> str:
    """Fetches a commit into a directory, and returns its name."""
    if ref is not None and not _REF.fullmatch(ref):
        raise Unanswered(SkipCode.MALFORMED, "no branch, tag or commit can have this name")
    if not url.isprintable() or " " in url:
        raise Unanswered(SkipCode.MALFORMED, "no address of a repository")
    root.mkdir()
    _git(root, scheme, network, "init", "--quiet", "--template=")
    shallow = ("--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules")
    _git(root, scheme, network, "fetch", *shallow, "--", url, ref or "HEAD")
    commit = _git(root, scheme, network, "rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()
    if not _COMMIT.fullmatch(commit):
        raise Unanswered(SkipCode.MALFORMED, "what was fetched is no commit")
    _git(root, scheme, network, "checkout", "--quiet", "--detach", "--no-recurse-submodules", commit)
    return commit


def _git(root: Path, scheme: str, network: Network, *words: str) -> str:
    settings = {**_SETTINGS, f"protocol.{scheme}.allow": "always"}
    given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_CEILING_DIRECTORIES": str(root.parent),
        "LC_ALL": "C",
    }
    try:
        process = subprocess.Popen(  # noqa: S603  git, with words that are checked
            ["git", *given, *words],  # noqa: S607  whichever git the user has
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        reason = "git is not installed: install it, or download an archive and scan that"
        raise Unanswered(SkipCode.UNSUPPORTED, reason) from error
    try:
        out, err = process.communicate(timeout=network.deadline)
    except subprocess.TimeoutExpired as error:
        reason = f"git {words[0]} took more than {network.deadline:g} s: see OPENSCOPE_NETWORK_DEADLINE"
        raise Unanswered(SkipCode.TIMEOUT, reason) from error
    finally:
        _end(process)
    if process.returncode:
        raise _failed(words[0], err.decode("utf-8", "replace"))
    return out.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends what is still running, with the programs that git itself has started."""
    if process.poll() is not None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()


def _failed(word: str, said: str) -> Unanswered:
    lines = [line for line in said.splitlines() if line.startswith(("fatal: ", "error: "))]
    words = re.sub(r"//[^/@\s]*@", "//", (lines or [f"git {word} failed"])[0].partition(": ")[2] or word)[
        :200
    ]
    lower = said.lower()
    if "couldn't find remote ref" in lower or "not our ref" in lower:
        return Unanswered(SkipCode.NOT_FOUND, "no such branch, tag or commit: a commit needs its whole name")
    if "could not read username" in lower or "permission denied" in lower or "authentication failed" in lower:
        return Unanswered(SkipCode.GATED, "not there, or private: clone it yourself, and scan the directory")
    if "not found" in lower or "does not exist" in lower or "not appear to be a git" in lower:
        return Unanswered(SkipCode.NOT_FOUND, f"no repository there ({printable(words)})")
    return Unanswered(SkipCode.UNREACHABLE, f"git cannot fetch it: {printable(words)}")
