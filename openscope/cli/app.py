"""The commands, one file each."""

from typing import Annotated

import typer

from openscope.cli import check, diff, explain, init, report, rulebook, scan
from openscope.cli.streams import emit
from openscope.version import __version__

app = typer.Typer(
    name="openscope",
    help="What may we do with it, commercially, and how open is it really?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("scan")(scan.scan)
app.command("check")(check.check)
app.command("diff")(diff.diff)
app.command("report")(report.report)
app.command("explain")(explain.explain)
app.command("init")(init.init)
app.command("rulebook")(rulebook.rulebook)


def _version(asked: bool) -> None:
    if asked:
        emit(f"openscope {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What may we do with it, commercially, and how open is it really?"""
