"""openscope: what may we do with it, commercially, and how open is it really?

The Python API is `scan`, which gives a `Report` (see `openscope.model`), and `report_to_dict`,
which gives the published JSON form of it.
"""

from typing import TYPE_CHECKING, Any

from openscope.version import __version__

if TYPE_CHECKING:
    from openscope.engine import Options, scan
    from openscope.model import Report
    from openscope.schema import report_to_dict

__all__ = ["Options", "Report", "__version__", "report_to_dict", "scan"]

_HOMES = {
    "Options": "openscope.engine",
    "Report": "openscope.model",
    "report_to_dict": "openscope.schema",
    "scan": "openscope.engine",
}


def __getattr__(name: str) -> Any:
    """Import a part of the API at its first use, so that `openscope --version` pays for none."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
