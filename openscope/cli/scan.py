"""`openscope scan`: the facts."""

import typer

from openscope.cli.options import (
    CacheDir,
    Color,
    Engine,
    FormatOrRows,
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
    examine_tables,
    placed,
    style_of,
    working_directory,
)
from openscope.cli.rows import is_stream, row_outputs, write_rows
from openscope.cli.streams import EXIT_INCOMPLETE, complain, emit, save


def scan(
    targets: Targets = None,
    format: FormatOrRows = "terminal",
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

    A .jsonl, .jsonl.gz or .parquet file is a table with a model card in each row: as -f jsonl, or
    -o jsonl=PATH or parquet=PATH, it is read in constant memory, however long it is.

    Exit code 0, or 3 where something that was asked for could not be examined.
    """
    from openscope.config import repository_root
    from openscope.render import render
    from openscope.render.rows import ROWS, report_rows

    files = checked(format, output, engine, quiet, verbose, rows=True)
    style = style_of(color, quiet, verbose)
    here = working_directory()
    asked = targets or ["."]
    run = Run(jobs, engine, offline, cache_dir, no_cache, quiet)
    outputs = row_outputs(format, files)
    if is_stream(asked, format, files):
        if skipped := examine_tables(asked, run, outputs):
            say_incomplete(skipped)
            raise typer.Exit(EXIT_INCOMPLETE)
        return
    report = placed(examine(asked, run), repository_root(here) or here)
    if outputs:
        write_rows(report_rows(report), outputs)
    for name, path in files:
        if name not in ROWS:
            save(path, render(report, name, style.plain()))
    if format not in ROWS:
        emit(render(report, format, style))
    if not report.complete:
        say_incomplete(sum(not skip.expected for _, skip in report.skipped))
        raise typer.Exit(EXIT_INCOMPLETE)


def say_incomplete(unread: int) -> None:
    """One line about what could not be examined."""
    complain(
        f"{unread} thing{'s' if unread != 1 else ''} could not be examined (exit code {EXIT_INCOMPLETE})"
    )
