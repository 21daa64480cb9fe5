"""What the commands that scan have in common: their options, the run itself, and how it ends."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from openscope.cachedir import cache_directory
from openscope.cli.outputs import output_files
from openscope.cli.progress import Step, progress
from openscope.cli.rows import Output as Rows
from openscope.cli.rows import write_stream
from openscope.cli.streams import EXIT_INCOMPLETE, EXIT_USAGE, fail, has_columns, use_color

if TYPE_CHECKING:
    from openscope.engine import Options
    from openscope.model import Report
    from openscope.render import Style

_NARROWEST, _WIDEST = 60, 120


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Targets = Annotated[
    list[str] | None,
    typer.Argument(
        help="A directory, file or archive, hf:org/name@revision, hf-dataset:org/name, hf-cache,"
        " pkg:pypi/name@version, pkg:npm/name@version, or git+https://host/path@ref.",
        show_default=".",
    ),
]
# Written out: what lists the formats is not loaded for a page of help. A test compares the two.
_FORMATS = (
    "Format on stdout: terminal, json, sarif, github, gitlab, junit, markdown, html, csv, notice, spdx,"
    " spdx-tv, spdx3, cyclonedx"
)
Format = Annotated[str, typer.Option("--format", "-f", envvar="OPENSCOPE_FORMAT", help=f"{_FORMATS}.")]
FormatOrRows = Annotated[
    str, typer.Option("--format", "-f", envvar="OPENSCOPE_FORMAT", help=f"{_FORMATS}, jsonl, parquet.")
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="FORMAT=PATH", envvar="OPENSCOPE_OUTPUT", help="Also write a file."
    ),
]
Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", min=0, envvar="OPENSCOPE_JOBS", help="Processes; 0 takes one for each CPU."),
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine", envvar="OPENSCOPE_ENGINE", help="native, or scancode to check against the original."
    ),
]
Offline = Annotated[bool, typer.Option("--offline", envvar="OPENSCOPE_OFFLINE", help="Keep off the network.")]
CacheDir = Annotated[
    Path | None,
    typer.Option("--cache-dir", envvar="OPENSCOPE_CACHE_DIR", help="Where to keep what was read before."),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", envvar="OPENSCOPE_NO_CACHE", help="Read everything again.")
]
UseColor = Annotated[Color, typer.Option("--color", envvar="OPENSCOPE_COLOR", help="When to use colour.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", envvar="OPENSCOPE_QUIET", help="Only the summary.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", envvar="OPENSCOPE_VERBOSE", help="Show the evidence as well.")
]


class Run(Struct, frozen=True):
    """How to scan, as the command line says it."""

    jobs: int
    engine: str
    offline: bool
    cache_dir: Path | None
    no_cache: bool
    quiet: bool


def examine(targets: Sequence[str], run: Run) -> "Report":
    """Scan the targets; what cannot be used is one clear line and exit code 2."""
    from openscope.engine import scan

    with _examining(run) as (options, step):
        return scan(targets, options, step)


def examine_tables(tables: Sequence[str], run: Run, outputs: Sequence[Rows]) -> int:
    """Write the models of tables row by row, and return how many rows could not be examined."""
    from sqlite3 import Error

    from openscope.render.rows import item_row
    from openscope.stream import stream

    try:
        with _examining(run) as (options, step):
            return write_stream(tables, stream(tables, options, item_row, step), outputs)
    except Error as error:
        fail(
            f"the directory for temporary files cannot be used ({error}): TMPDIR names another",
            EXIT_INCOMPLETE,
        )


@contextmanager
def _examining(run: Run) -> "Iterator[tuple[Options, Step]]":
    from openscope.catalog import CatalogError
    from openscope.engine import Options
    from openscope.net import NetworkError, from_environment
    from openscope.rulebook import DataError

    try:
        if run.cache_dir:  # the rulebook is there as well, for this process and those it starts
            os.environ["OPENSCOPE_CACHE_DIR"] = str(run.cache_dir)
        cache = None if run.no_cache else cache_directory()
        network = from_environment(os.environ, run.offline)
        options = Options(
            jobs=run.jobs or _cpus(),
            engine=run.engine,
            cache=cache,
            offline=run.offline,
            registries=not run.offline,
            network=network,
        )
        with progress(sys.stderr, run.quiet) as step:
            yield options, step
    except (CatalogError, DataError, NetworkError) as error:
        fail(str(error), EXIT_USAGE)


def checked(
    format: str, output: Sequence[str] | None, engine: str, quiet: bool, verbose: bool, rows: bool = False
) -> list[tuple[str, Path]]:
    """The files to write, after every option was found to make sense. `rows` allows formats of rows."""
    from openscope.render import DOCUMENTS, FORMATS
    from openscope.render.rows import ROWS
    from openscope.rulebook import ENGINES

    formats = list({**FORMATS, **DOCUMENTS, **(ROWS if rows else {})})
    files = output_files(output or [], formats)
    if engine not in ENGINES:
        fail(f"--engine {engine}: not one of {', '.join(ENGINES)}")
    if quiet and verbose:
        fail("--quiet and --verbose contradict each other: take one")
    if format not in formats:
        fail(f"--format {format}: not one of {', '.join(formats)}")
    return files


def style_of(color: Color, quiet: bool, verbose: bool) -> "Style":
    """How the person at this terminal wants to see it."""
    from openscope.render import Style

    width = min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)
    return Style(use_color(color), width, verbosity=verbose - quiet, wrap=has_columns())


def working_directory() -> Path:
    """Where the command was called."""
    try:
        return Path.cwd()
    except OSError as error:
        fail(f"the working directory: {error.strerror}")


def placed(report: "Report", root: Path) -> "Report":
    """The report with the place of each target in the repository."""
    return replace(
        report, targets=tuple(replace(target, place=_place(target.asked, root)) for target in report.targets)
    )


def _place(asked: str, root: Path) -> str | None:
    try:
        path = Path(asked).resolve(strict=True)
        path = path if path.is_dir() else path.parent
        return path.relative_to(root.resolve()).as_posix()
    except (OSError, ValueError, RuntimeError):
        return None


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
