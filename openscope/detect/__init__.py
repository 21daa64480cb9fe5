"""From a document's text to evidence: what is declared, what stands there, what it says.

Each detector is one file with one function, `detect(page, reading, catalog)`, which returns the
reading with what it found added to it. They run in the order of `DETECTORS`, cheap to dear, and a
later one may read what an earlier one found. To add a detector, write its file and name it here.
"""

from collections.abc import Callable

from openscope.catalog import Catalog
from openscope.detect import (
    allow,
    base,
    card,
    clause,
    contrary,
    datasets,
    display,
    gate,
    header,
    holder,
    manifest,
    openness,
    origin,
    parameters,
    references,
    statement,
    tag,
    text,
)
from openscope.detect.page import Page
from openscope.model import Reading, Role

Detector = Callable[[Page, Reading, Catalog], Reading]

DETECTORS: tuple[Detector, ...] = (
    tag.detect,
    manifest.detect,
    card.detect,
    header.detect,
    base.detect,
    origin.detect,
    statement.detect,
    gate.detect,
    text.detect,
    parameters.detect,
    clause.detect,
    contrary.detect,
    openness.detect,
    display.detect,
    datasets.detect,
    holder.detect,
    allow.detect,
    references.detect,
)


def examine(page: Page, catalog: Catalog) -> Reading:
    """Everything the detectors find on one page."""
    reading = Reading(page.document.path)
    declares_only = page.document.role is Role.METADATA
    for detector in (manifest.detect,) if declares_only else DETECTORS:
        reading = detector(page, reading, catalog)
    return reading
