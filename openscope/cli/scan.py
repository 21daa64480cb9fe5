"""`openscope scan`: the facts."""

import os
import shutil
import sys
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from openscope.cachedir import cache_directory
from openscope.cli.progress import progress
from openscope.cli.streams import (
    EXIT_INCOMPLETE,
    EXIT_USAGE,
    complain,
    emit,
    fail,
    save,
    use_color,
)

_NARROWEST, _WIDEST = 60, 120


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def scan(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            help="A directory or file, hf:org/name@revision, hf-dataset:org/name, or hf-cache.",
            show_default=".",
        ),
    ] = None,
    format: Annotated[
        str,
        typer.Option("--format", "-f", envvar="OPENSCOPE_FORMAT", help="Format on stdout: terminal, json."),
    ] = "terminal",
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="FORMAT=PATH", envvar="OPENSCOPE_OUTPUT", help="Also write a file."
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", min=0, envvar="OPENSCOPE_JOBS", help="Processes; 0 takes one for each CPU."
        ),
    ] = 0,
    engine: Annotated[
        str,
        typer.Option(
            "--engine", envvar="OPENSCOPE_ENGINE", help="native, or scancode to check against the original."
        ),
    ] = "native",
    offline: Annotated[
        bool, typer.Option("--offline", envvar="OPENSCOPE_OFFLINE", help="Keep off the network.")
    ] = False,
    cache_dir: Annotated[
        Path | None,
        typer.Option("--cache-dir", envvar="OPENSCOPE_CACHE_DIR", help="Where to keep what was read before."),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", envvar="OPENSCOPE_NO_CACHE", help="Read everything again.")
    ] = False,
    color: Annotated[
        Color, typer.Option("--color", envvar="OPENSCOPE_COLOR", help="When to use colour.")
    ] = Color.AUTO,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", envvar="OPENSCOPE_QUIET", help="Only the summary.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", envvar="OPENSCOPE_VERBOSE", help="Show the evidence as well.")
    ] = False,
) -> None:
    """Say what stands here: licences, restrictions with their quotes, and the openness of models.

    Exit code 0, or 3 where something that was asked for could not be examined.
    """
    from openscope.catalog import CatalogError
    from openscope.engine import Options
    from openscope.engine import scan as run
    from openscope.net import NetworkError, from_environment
    from openscope.render import FORMATS, Style, render
    from openscope.rulebook import ENGINES, DataError

    files = [_output(each, FORMATS) for each in output or []]
    if engine not in ENGINES:
        fail(f"--engine {engine}: not one of {', '.join(ENGINES)}")
    if quiet and verbose:
        fail("--quiet and --verbose contradict each other: take one")
    if len({path.resolve() for _, path in files}) < len(files):
        fail("--output names one file twice")
    if format not in FORMATS:
        fail(f"--format {format}: not one of {', '.join(FORMATS)}")
    width = min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)
    style = Style(use_color(color), width, verbosity=verbose - quiet)
    try:
        if cache_dir:  # the rulebook is there as well, for this process and those it starts
            os.environ["OPENSCOPE_CACHE_DIR"] = str(cache_dir)
        cache = None if no_cache else cache_directory()
        network = from_environment(os.environ, offline)
        options = Options(jobs=jobs or _cpus(), engine=engine, cache=cache, offline=offline, network=network)
        with progress(sys.stderr, quiet) as step:
            report = run(targets or ["."], options, step)
    except (CatalogError, DataError, NetworkError) as error:
        fail(str(error), EXIT_USAGE)
    for name, path in files:
        save(path, render(report, name, Style(width=width, verbosity=style.verbosity)))
    emit(render(report, format, style))
    if not report.complete:
        unread = sum(not skip.expected for _, skip in report.skipped)
        complain(
            f"{unread} thing{'s' if unread != 1 else ''} could not be examined (exit code {EXIT_INCOMPLETE})"
        )
        raise typer.Exit(EXIT_INCOMPLETE)


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _output(word: str, formats: Collection[str]) -> tuple[str, Path]:
    """`FORMAT=PATH`, checked before any work is done."""
    name, equals, path = word.partition("=")
    if not equals or not path:
        fail(f"--output {word}: write it as FORMAT=PATH, for example json=report.json")
    if name not in formats:
        fail(f"--output {word}: {name!r} is no format; one of {', '.join(formats)}")
    place = Path(path)
    if place.is_dir() or not place.parent.is_dir():
        fail(f"--output {word}: {place.parent if not place.is_dir() else place} is no place for a file")
    return name, place
