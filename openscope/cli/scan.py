"""`openscope scan`: the facts."""

import typer

from openscope.cli.options import (
    CacheDir,
    Color,
    Engine,
    Format,
    Jobs,
    NoCache,
    Offline,
    Output,
    Quiet,
    Run,
    Targets,
    UseColor,
    Verbose,
    checked,
    examine,
    placed,
    style_of,
    working_directory,
)
from openscope.cli.streams import EXIT_INCOMPLETE, complain, emit, save


def scan(
    targets: Targets = None,
    format: Format = "terminal",
    output: Output = None,
    jobs: Jobs = 0,
    engine: Engine = "native",
    offline: Offline = False,
    cache_dir: CacheDir = None,
    no_cache: NoCache = False,
    color: UseColor = Color.AUTO,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Say what stands here: licences, restrictions with their quotes, and the openness of models.

    Exit code 0, or 3 where something that was asked for could not be examined.
    """
    from openscope.config import repository_root
    from openscope.render import render

    files = checked(format, output, engine, quiet, verbose)
    style = style_of(color, quiet, verbose)
    here = working_directory()
    report = examine(targets or ["."], Run(jobs, engine, offline, cache_dir, no_cache, quiet))
    report = placed(report, repository_root(here) or here)
    for name, path in files:
        save(path, render(report, name, style.plain()))
    emit(render(report, format, style))
    if not report.complete:
        say_incomplete(sum(not skip.expected for _, skip in report.skipped))
        raise typer.Exit(EXIT_INCOMPLETE)


def say_incomplete(unread: int) -> None:
    """One line about what could not be examined."""
    complain(
        f"{unread} thing{'s' if unread != 1 else ''} could not be examined (exit code {EXIT_INCOMPLETE})"
    )
