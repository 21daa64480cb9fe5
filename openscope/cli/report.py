"""`openscope report`: saved facts in another form."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openscope.cli.outputs import output_files
from openscope.cli.streams import EXIT_USAGE, complain, emit, fail, save

if TYPE_CHECKING:
    from openscope.catalog import Catalog
    from openscope.config import Company


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
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            "-c",
            envvar="OPENSCOPE_CONFIG",
            metavar="FILE",
            help=r"A policy whose \[company] says which restrictions bind now, and which at what size.",
        ),
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Leave out paths and file names, for sharing.")
    ] = False,
) -> None:
    """Render saved reports, merged into one: the audit page, tables, bills of materials, notices.

    Nothing is scanned. Exit code 0, or 2 where a file is no report.
    """
    from openscope.catalog import CatalogError, load_catalog
    from openscope.redact import redacted
    from openscope.render import DOCUMENTS
    from openscope.saved import SavedError, load
    from openscope.weigh import weighed

    files = output_files(output or [], DOCUMENTS)
    if format is not None and format not in DOCUMENTS:
        fail(f"--format {format}: not one of {', '.join(DOCUMENTS)}")
    gc.disable()  # what is read stays until the end: looking for garbage in it takes a third of the time
    try:
        catalog = load_catalog()
        company = _company(config, catalog) if config else None
        merged = weighed(load(reports), company, catalog)
        facts = redacted(merged) if redact else merged
        for name, path in files:
            save(path, DOCUMENTS[name](facts))
        if format or not files:
            emit(DOCUMENTS[format or "markdown"](facts))
    except (SavedError, CatalogError) as error:
        fail(str(error), EXIT_USAGE)


def _company(config: str, catalog: "Catalog") -> "Company":
    from openscope.config import ConfigError, load_policy

    try:
        return load_policy(config, catalog).company
    except ConfigError as error:
        for mistake in error.mistakes[:-1]:
            complain(str(mistake))
        fail(str(error.mistakes[-1]))
