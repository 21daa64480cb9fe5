"""From a report to bytes: one file a format, named in `FORMATS`.

Each file has one function, `render(report, style)`. It is imported when its format is asked for, so
that no format pays for another.
"""

from importlib import import_module

from openscope.model import Report
from openscope.render.style import Style

__all__ = ["FORMATS", "Style", "render"]

FORMATS: dict[str, str] = {
    "terminal": "openscope.render.terminal",
    "json": "openscope.render.json",
    "sarif": "openscope.render.sarif",
    "github": "openscope.render.github",
    "gitlab": "openscope.render.gitlab",
    "junit": "openscope.render.junit",
    "markdown": "openscope.render.markdown",
}
"""Every format, and the module that renders it."""

# A report that was judged is shown to a person as what is wrong with it, not as what stands there.
_JUDGED = {"terminal": "openscope.render.verdict"}


def render(report: Report, name: str, style: Style | None = None) -> str:
    """The report in the format of that name, a key of `FORMATS`."""
    judged = _JUDGED.get(name) if report.policy is not None else None
    text: str = import_module(judged or FORMATS[name]).render(report, style or Style())
    return text
