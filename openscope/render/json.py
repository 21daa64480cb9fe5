"""The report as `openscope-report/1` JSON."""

from json import dumps

from openscope.model import Report
from openscope.render.style import Style
from openscope.schema import Json, report_to_dict


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """Indented, in UTF-8's own characters, with a newline at the end."""
    return text(report_to_dict(report))


def text(report: Json) -> str:
    """The public form itself."""
    return dumps(report, ensure_ascii=False, indent=2) + "\n"
