"""openscope and ScanCode over one tree, side by side in one run: `make bench`.

The tree is made of packages from the registries, by name and version, in `.bench/`. Every command is
a process of its own, timed as a whole; the ratios are what to quote, since machines are noisy.
`python -m tests.benchmark --no-scancode` leaves the ten minutes of the original out.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from openscope.expression import ExpressionError, leaves, parse
from openscope.rulebook import CATCH_ALL

PYPI = ("ansible-core==2.17.7",)
NPM = ("typescript@5.4.5", "mongodb@6.6.0")
BENCH = Path(".bench")
TREE = BENCH / "tree"
SMALL = "mongodb-6.6.0.tgz"
RUNS = 3
LOAD = """
import time, numpy
from openscope.catalog import load_catalog
from openscope.rulebook import engine
load_catalog()
started = time.perf_counter()
engine()
print(time.perf_counter() - started)
"""
# Where Python keeps no compiled modules, every start would compile ours anew, but nobody's else.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall time and CPU time in seconds, peak memory of its largest process in MB."""

    wall: float
    cpu: float
    memory: float


def build() -> None:
    """Bring the packages and unpack them; what is there already is kept."""
    if TREE.is_dir():
        return
    draft, archives = BENCH / "draft", BENCH / "archives"
    for directory in (draft, archives):
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d"]
    subprocess.run([*pip, str(archives), *PYPI], check=True)
    if shutil.which("npm"):
        subprocess.run(["npm", "pack", "--silent", *NPM], cwd=archives, check=True)
    else:
        print("npm is not installed: the tree is smaller by", ", ".join(NPM))  # noqa: T201
    for archive in sorted(archives.iterdir()):
        with tarfile.open(archive) as packed:
            packed.extractall(draft / archive.name, filter="data")
    draft.rename(TREE)


def twice() -> Path:
    """A tree that holds the tree two times."""
    place = BENCH / "twice"
    for name in ("one", "two"):
        if not (place / name).is_dir():
            shutil.copytree(TREE, place / name, symlinks=True)
    return place


def run(command: list[str], output: Path) -> Run:
    """Run a command to its end."""
    started = time.perf_counter()
    with output.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        _, _, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def middle(command: list[str], output: Path, times: int = RUNS) -> Run:
    """The medians of several runs, after one that is not counted."""
    run(command, output)
    runs = [run(command, output) for _ in range(times)]
    return Run(*(median(getattr(each, name) for each in runs) for name in ("wall", "cpu", "memory")))


def agreement(ours: Path, theirs: Path) -> tuple[int, int]:
    """Files in which both name the same licences, of those in which either names one."""
    report = json.loads(ours.read_text(encoding="utf-8"))
    scancode = json.loads(theirs.read_text(encoding="utf-8"))
    mine = {file["path"]: _ids(file["expression"]) for file in report["files"]}
    original = {
        file["path"].partition("/")[2]: _ids(file["detected_license_expression_spdx"])
        for file in scancode["files"]
        if file["type"] == "file"
    }
    either = [path for path in mine.keys() | original.keys() if mine.get(path) or original.get(path)]
    return sum(mine.get(path, set()) == original.get(path, set()) for path in either), len(either)


def _ids(expression: str | None) -> set[str]:
    """The ids of an expression, without catch-alls and without the choice of a later version."""
    try:
        found = {leaf.id for leaf in leaves(parse(expression))} if expression else set()
    except ExpressionError:
        return set()
    return {id.removesuffix("-only").removesuffix("-or-later") for id in found - CATCH_ALL}


def main() -> None:
    """Measure, and print the table as Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-scancode", action="store_true", help="measure openscope only")
    options = parser.parse_args()
    build()
    files = [path for path in TREE.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    openscope = [str(Path(sys.executable).with_name("openscope"))]
    scan = [*openscope, "scan", str(TREE), "-f", "json", "--offline"]
    report = BENCH / "openscope.json"
    rows = {"openscope, 1 process": middle([*scan, "-j", "1", "--no-cache"], report)}
    rows["openscope, 2 processes"] = middle([*scan, "-j", "2", "--no-cache"], report)
    rows["openscope, second scan"] = middle([*scan, "-j", "2", "--cache-dir", str(BENCH / "cache")], report)
    rows["one package (mongodb), cold"] = middle(
        [*openscope, "scan", str(TREE / SMALL), "-j", "1", "--no-cache", "--offline"], BENCH / "small.txt"
    )
    rows["the tree twice, 1 process"] = middle(
        [*openscope, "scan", str(twice()), "-f", "json", "-j", "1", "--no-cache", "--offline"],
        BENCH / "twice.json",
    )
    rows["openscope --version"] = middle([*openscope, "--version"], BENCH / "version.txt")
    rows["Python, numpy, rules and the rulebook loaded"] = middle(
        [sys.executable, "-c", LOAD], BENCH / "load.txt"
    )
    rows["compiling the rulebook"] = run([*openscope, "rulebook", "--rebuild"], BENCH / "rebuild.txt")
    lines = [f"{len(files):,} files, {size:.0f} MB; medians of {RUNS} runs", ""]
    reference = None
    if not options.no_scancode:
        theirs = BENCH / "scancode.json"
        scancode = str(Path(sys.executable).with_name("scancode"))
        command = [scancode, "--license", "--processes", "2", "--json", str(theirs), str(TREE)]
        reference = run(command, BENCH / "scancode.txt")
        rows["ScanCode, 2 processes (one run)"] = reference
    lines += ["| | wall | CPU | peak memory | ratio |", "| --- | --- | --- | --- | --- |"]
    for name, row in rows.items():
        ratio = f"{reference.wall / row.wall:.0f}×" if reference and name.startswith("openscope,") else ""
        lines.append(f"| {name} | {row.wall:.2f} s | {row.cpu:.2f} s | {row.memory:.0f} MB | {ratio} |")
    if reference:
        same, either = agreement(report, BENCH / "scancode.json")
        lines += ["", f"Both name the same licences in {same} of {either} files ({same / either:.1%})."]
    load = float((BENCH / "load.txt").read_text(encoding="utf-8"))
    lines += ["", f"Of a start, loading the rulebook takes {load:.3f} s."]
    table = "\n".join(lines) + "\n"
    (BENCH / "table.md").write_text(table, encoding="utf-8")
    print(table)  # noqa: T201


if __name__ == "__main__":
    main()
