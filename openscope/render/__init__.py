"""From a report to bytes: one file a format, named in `FORMATS`."""

from collections.abc import Callable

from openscope.model import Report
from openscope.render import json, terminal
from openscope.render.style import Style

__all__ = ["FORMATS", "Style", "render"]

FORMATS: dict[str, Callable[[Report, Style], str]] = {
    "terminal": terminal.render,
    "json": json.render,
}


def render(report: Report, name: str, style: Style | None = None) -> str:
    """The report in the format of that name, a key of `FORMATS`."""
    return FORMATS[name](report, style or Style())
