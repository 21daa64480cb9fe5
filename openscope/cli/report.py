"""`openscope report`: saved facts in another form."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from openscope.cli.outputs import output_files
from openscope.cli.streams import EXIT_USAGE, emit, fail, save


def report(
    reports: Annotated[
        list[Path], typer.Argument(metavar="REPORT.json...", help="What `openscope scan -o json=…` wrote.")
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="Format on stdout: markdown, html, csv, json, notice, spdx, spdx-tv, spdx3, cyclonedx.",
            show_default="markdown, where no file is asked for",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="FORMAT=PATH", help="Write a file, html=audit.html."),
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Leave out paths and file names, for sharing.")
    ] = False,
) -> None:
    """Render saved reports, merged into one: the audit page, tables, bills of materials, notices.

    Nothing is scanned. Exit code 0, or 2 where a file is no report.
    """
    from openscope.catalog import CatalogError
    from openscope.redact import redacted
    from openscope.render import DOCUMENTS
    from openscope.saved import SavedError, load

    files = output_files(output or [], DOCUMENTS)
    if format is not None and format not in DOCUMENTS:
        fail(f"--format {format}: not one of {', '.join(DOCUMENTS)}")
    gc.disable()  # what is read stays until the end: looking for garbage in it takes a third of the time
    try:
        merged = load(reports)
        facts = redacted(merged) if redact else merged
        for name, path in files:
            save(path, DOCUMENTS[name](facts))
        if format or not files:
            emit(DOCUMENTS[format or "markdown"](facts))
    except (SavedError, CatalogError) as error:
        fail(str(error), EXIT_USAGE)
