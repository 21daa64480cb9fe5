"""openscope beside pip-licenses and license-checker, on the same packages, in one run: `make peers`.

pip-licenses reads the environment that the tests run in, license-checker the installed npm workspace of
`make projects`. Printed are the packages that only one of the two lists, how many licences they name
otherwise, and how long each takes with nothing kept from an earlier run. Asks PyPI and npm once for what
is measured, in `.projects/peers`; the measured runs ask nobody.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from openscope.collect.dependencies.purl import canonical
from tests.projects import PROJECTS, WORK, say

_ROUNDS = 7
_PLACE = (WORK / "peers").resolve()

Licenses = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool: its command, how its answer is read, and what openscope is to scan for the same."""

    command: tuple[str, ...]
    read: Callable[[Any], Licenses]
    scanned: Path
    type: str


def pip_licenses() -> Peer:
    """pip-licenses, in an environment of its own, over this one."""
    at = _PLACE / "pip-licenses"
    if not (at / "bin/pip-licenses").exists():
        subprocess.run([sys.executable, "-m", "venv", at], check=True)
        subprocess.run([at / "bin/pip", "install", "--quiet", "pip-licenses==5.5.5"], check=True)
    # It leaves out itself and what installs packages; --with-system names those too.
    command = (str(at / "bin/pip-licenses"), "--python", sys.executable, "--format=json", "--with-system")
    return Peer(
        command,
        lambda told: {(canonical(each["Name"]), each["Version"]): each["License"] for each in told},
        Path(sys.prefix),
        "pypi",
    )


def license_checker() -> Peer:
    """license-checker over the npm workspace."""
    tool, project = _PLACE / "license-checker", _PLACE / "workspace"
    if not (tool / "node_modules").exists():
        tool.mkdir(parents=True, exist_ok=True)
        (tool / "package.json").write_text('{"private": true}')
        _npm(tool, "install", "license-checker@25.0.1")
    if not (project / "node_modules").exists():
        for path, text in PROJECTS["npm workspace"].files.items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_text(text)
        _npm(project, "install", "--ignore-scripts")

    def read(told: Any) -> Licenses:
        found = {}
        for key, each in told.items():
            name, _, version = key.rpartition("@")
            found[name, version] = _said(each["licenses"])
        return found

    command = (str(tool / "node_modules/.bin/license-checker"), "--start", str(project), "--json")
    return Peer(command, read, project, "npm")


def _npm(at: Path, *words: str) -> None:
    subprocess.run(["npm", *words, "--silent", "--no-audit", "--no-fund"], cwd=at, check=True)


def _said(licenses: str | list[str]) -> str:
    return licenses if isinstance(licenses, str) else " OR ".join(licenses)


def ours(told: Any, type_: str) -> Licenses:
    """What openscope says of each package on a machine."""
    return {
        (canonical(each["name"]) if type_ == "pypi" else each["name"], each["version"]): (
            each["license"]["concluded"] or ""
        )
        for each in told["items"]
        if each["id"].startswith(f"pkg:{type_}/") and each["version"]
    }


def timed(command: tuple[str, ...]) -> tuple[float, float, str]:
    """Wall and CPU seconds of a run with all its processes, and what it printed."""
    start, before = time.perf_counter(), os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, cpu, done.stdout


def compare(name: str, peer: Peer) -> None:
    """Print how the two answers differ, and the times of runs in turn."""
    own = str(Path(sys.executable).with_name("openscope"))
    scan = (own, "scan", str(peer.scanned), "-f", "json", "-q", "--offline", "--no-cache")
    once = (*scan, "-j", "1")
    theirs = peer.read(json.loads(timed(peer.command)[2]))
    found = ours(json.loads(timed(scan)[2]), peer.type)
    say(f"\n{name}: {len(theirs)} packages, openscope {len(found)}")
    for word, some in (
        (f"only {name}", theirs.keys() - found.keys()),
        ("only openscope", found.keys() - theirs.keys()),
    ):
        for package, version in sorted(some):
            say(f"  {word}: {package} {version}")
    both = theirs.keys() & found.keys()
    other = Counter(
        (theirs[each], found[each]) for each in both if _folded(theirs[each]) != _folded(found[each])
    )
    say(f"  otherwise named, by how many packages ({other.total()} of {len(both)}):")
    for (said, concluded), count in sorted(other.items(), key=lambda pair: (-pair[1], pair[0])):
        say(f"  {count:4} {said[:70]!r} is {concluded or 'unknown'}")
    runs = {name: peer.command, "openscope": scan, "openscope, one process": once}
    times: dict[str, list[tuple[float, float]]] = {each: [] for each in runs}
    for _ in range(_ROUNDS):
        for each, command in runs.items():
            times[each].append(timed(command)[:2])
    for each, own_times in times.items():
        wall, cpu = (median(column) for column in zip(*own_times, strict=True))
        ratios = [(a / c, b / d) for (a, b), (c, d) in zip(times[name], own_times, strict=True)]
        faster = [median(column) for column in zip(*ratios, strict=True)]
        say(
            f"  {each}: {wall:.2f} s, {cpu:.2f} s of CPU (median of {_ROUNDS} rounds):"
            f" {faster[0]:.2f} and {faster[1]:.2f} times as fast as {name}"
        )


def _folded(words: str) -> str:
    return re.sub(r"[\W_]|licen[cs]e", "", words.casefold())


def main() -> None:
    """Compare with both."""
    _PLACE.mkdir(parents=True, exist_ok=True)
    for name, make in (("pip-licenses", pip_licenses), ("license-checker", license_checker)):
        compare(name, make())


if __name__ == "__main__":
    main()
