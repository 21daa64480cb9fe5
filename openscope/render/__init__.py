"""From a report to bytes: one file a format, named in `FORMATS` or `DOCUMENTS`.

Each file has one function, `render(report, style)`. It is imported when its format is asked for, so
that no format pays for another.
"""

from collections.abc import Callable
from importlib import import_module

from openscope.model import Report
from openscope.render.style import Style
from openscope.schema import Json, report_to_dict

__all__ = ["DOCUMENTS", "FORMATS", "Style", "render"]

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


def _later(module: str, function: str = "render") -> Callable[[Json], str]:
    """The function of a module that is imported at its first use."""

    def render(report: Json) -> str:
        text: str = getattr(import_module(f"openscope.render.{module}"), function)(report)
        return text

    return render


DOCUMENTS: dict[str, Callable[[Json], str]] = {
    "markdown": _later("audit_markdown"),
    "html": _later("html"),
    "csv": _later("table"),
    "json": _later("json", "text"),
    "notice": _later("notice"),
    "spdx": _later("spdx", "render_json"),
    "spdx-tv": _later("spdx", "render_tag_value"),
    "spdx3": _later("spdx3"),
    "cyclonedx": _later("cyclonedx"),
}
"""What is made from the public form of a report, and so from a saved one as well."""

# A report that was judged is shown to a person as what is wrong with it, not as what stands there.
_JUDGED = {"terminal": "openscope.render.verdict"}


def render(report: Report, name: str, style: Style | None = None) -> str:
    """The report in the format of that name, a key of `FORMATS` or of `DOCUMENTS`."""
    if name not in FORMATS:
        return DOCUMENTS[name](report_to_dict(report))
    judged = _JUDGED.get(name) if report.policy is not None else None
    text: str = import_module(judged or FORMATS[name]).render(report, style or Style())
    return text
