"""From a document's text to evidence: what is declared, what stands there, what it says.

Each detector is one file with one function, `detect(page, reading, catalog)`, which returns the
reading with what it found added to it. They run in the order of `DETECTORS`, cheap to dear, and a
later one may read what an earlier one found. To add a detector, write its file and name it here.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from openscope.catalog import Catalog
from openscope.model import Reading, Role

if TYPE_CHECKING:
    from openscope.detect.page import Page

Detector = Callable[["Page", Reading, Catalog], Reading]

_TEXTS = frozenset(Role) - {Role.METADATA}
_CARDS = frozenset({Role.CARD})

DETECTORS: tuple[tuple[str, frozenset[Role]], ...] = (
    ("tag", _TEXTS),
    ("manifest", frozenset({Role.MANIFEST, Role.METADATA})),
    ("card", _CARDS),
    ("header", frozenset({Role.HEADER})),
    ("base", frozenset({Role.CARD, Role.HEADER, Role.OTHER})),
    ("origin", _CARDS),
    ("statement", _CARDS),
    ("gate", _CARDS),
    ("text", _TEXTS),
    ("parameters", frozenset({Role.LICENSE})),
    ("clause", frozenset({Role.LICENSE, Role.CARD})),
    ("added", frozenset({Role.LICENSE})),
    ("contrary", _CARDS),
    ("openness", _CARDS),
    ("display", frozenset({Role.CARD, Role.README, Role.NOTICE})),
    ("datasets", _CARDS),
    ("holder", frozenset({Role.LICENSE, Role.NOTICE})),
    ("allow", _TEXTS),
    ("references", _TEXTS),
)
"""The names of the detectors, and the roles of the documents that each of them reads."""


def examine(page: "Page", catalog: Catalog) -> Reading:
    """Everything the detectors find on one page."""
    reading = Reading(page.document.path)
    for detector in detectors(page.document.role):
        reading = detector(page, reading, catalog)
    return reading


@cache
def detectors(role: Role) -> tuple[Detector, ...]:
    """Those that read documents of a role. They are loaded with the first one: few trees hold every kind."""
    return tuple(import_module(f"{__name__}.{name}").detect for name, roles in DETECTORS if role in roles)
