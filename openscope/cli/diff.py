"""`openscope diff`: what came, what went, and whose licence is another one now."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openscope.cachedir import cache_directory
from openscope.cli.options import Color
from openscope.cli.progress import progress
from openscope.cli.streams import EXIT_INCOMPLETE, complain, emit, fail, use_color

if TYPE_CHECKING:
    from openscope.engine import Options

_NARROWEST, _WIDEST = 60, 120
_MAX_REPORT = 512 * 1024 * 1024


def diff(
    old: Annotated[str, typer.Argument(help="A saved report (JSON), or any target that can be scanned.")],
    new: Annotated[str, typer.Argument(help="The same, later.")],
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", envvar="OPENSCOPE_FORMAT", help="Format on stdout: terminal, json, markdown."
        ),
    ] = "terminal",
    offline: Annotated[
        bool, typer.Option("--offline", envvar="OPENSCOPE_OFFLINE", help="Keep off the network.")
    ] = False,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", min=0, envvar="OPENSCOPE_JOBS", help="Processes; 0 takes one per CPU."),
    ] = 0,
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
        bool, typer.Option("--verbose", "-v", envvar="OPENSCOPE_VERBOSE", help="List everything.")
    ] = False,
) -> None:
    """Compare two reports, lockfiles, directories, packages or commits.

    Exit code 0 whatever changed, or 3 where something of either could not be examined.
    """
    from openscope.catalog import CatalogError
    from openscope.decide.diff import diff as compare
    from openscope.decide.diff import entries
    from openscope.engine import Options
    from openscope.net import NetworkError, from_environment
    from openscope.render import Style
    from openscope.render.changes import FORMATS
    from openscope.rulebook import DataError

    if format not in FORMATS:
        fail(f"--format {format}: not one of {', '.join(FORMATS)}")
    width = min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)
    try:
        options = Options(
            jobs=jobs or os.cpu_count() or 1,
            cache=None if no_cache else cache_directory(),
            offline=offline,
            registries=not offline,
            network=from_environment(os.environ, offline),
        )
        reports = [_report(target, options, quiet) for target in (old, new)]
    except (CatalogError, DataError, NetworkError) as error:
        fail(str(error))
    try:
        found = compare(*(entries(report) for report in reports))
    except ValueError as error:
        fail(f"{old}, {new}: {error}; write it again with `openscope scan -f json`")
    emit(FORMATS[format](found, Style(use_color(color), width, verbose - quiet)))
    unread = sum(not skip.get("expected") for report in reports for skip in report.get("skipped", ()))
    if unread:
        complain(
            f"{unread} thing{'s' if unread != 1 else ''} could not be examined: `openscope scan` says which"
        )
        raise typer.Exit(EXIT_INCOMPLETE)


def _report(target: str, options: "Options", quiet: bool) -> dict[str, Any]:
    """A saved report, or what a scan of the target gives."""
    from openscope.engine import scan
    from openscope.schema import report_to_dict

    saved = _saved(target)
    if saved is not None:
        return saved
    with progress(sys.stderr, quiet) as step:
        return report_to_dict(scan([target], options, step))


def _saved(target: str) -> dict[str, Any] | None:
    """The report in a file; None where the target is none."""
    from openscope.schema import SCHEMA

    path = Path(target)
    try:
        if path.suffix != ".json" or not path.is_file() or path.stat().st_size > _MAX_REPORT:
            return None
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    is_report = isinstance(value, dict) and value.get("schema") == SCHEMA
    return value if is_report and isinstance(value.get("skipped", []), list) else None
