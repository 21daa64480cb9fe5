"""From what the user asks for to the items, documents and skips that stand there."""

import os
from collections.abc import Callable
from importlib import import_module

from openscope.model import Collected
from openscope.net import Network
from openscope.textfile import Limits

Source = Callable[[str, Limits, Network], Collected | None]
"""A place that targets come from. It returns None for a target that is none of its own."""

SOURCES: tuple[tuple[str, bool], ...] = (
    ("hub", False),
    ("hubcache", True),
    ("ollama", True),
    ("package", False),
    ("git", False),
    ("archive", False),
    ("sbom", False),
    ("table", False),
    ("local", True),
)
"""The names of all sources, in the order in which they are asked, and whether a directory may be one of
theirs. The last one takes everything. Each has a function `collect`, and is loaded when it is asked.
"""


_LIMITS = Limits()
_NETWORK = Network()


def collect(asked: str, limits: Limits = _LIMITS, network: Network = _NETWORK) -> Collected:
    """Finds out what stands in one target. Raises nothing: what cannot be examined is in `skipped`."""
    is_directory = ":" not in asked and os.path.isdir(asked)
    for name, takes_directories in SOURCES:
        if takes_directories or not is_directory:
            source: Source = import_module(f"{__name__}.{name}").collect
            if (collected := source(asked, limits, network)) is not None:
                return collected
    raise AssertionError("the local source takes every target")
