"""Copyright lines of a licence or notice file: who is to be named where the item is passed on."""

import re

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.model import Reading
from openscope.regex import regex

_MARK = r"(?:copyright|\(c\)|©|&copy;)"
# A mark at the head of its line, then a year or a name: "Copyright 2010 Pallets", not "the copyright notice".
_LINE = regex(
    rf"^[^\w(©&\n]{{0,12}}(?P<said>{_MARK}(?:[\s:,]+{_MARK})*[\s:,]+(?:by\s+)?(?:\d{{4}}|[A-Z@])[^\n]{{0,400}})",
    re.I | re.M,
)
_NAMED = regex(rf"(?i:{_MARK}[\s:,]+)+(?i:by\s+)?(?:\d{{4}}|[A-Z][\w.'’-]+(?:[\s,;<(]|$))")
# Blanks of a template, and sentences about copyright.
_EMPTY = regex(
    r"[<\[{]\s*(?:yyyy|year|name|copyright|owner|fullname)|\byyyy\b|\bXXXX\b"
    r"|copyright\s+(?:holders?|owners?|notices?|licen[cs]e|statement|law|and\b|is\b|in\b|of\b|to\b|or\b)",
    re.I,
)
_LISTED = regex(r"\(c\)(?!.*\b\d{4}\b)", re.I)  # "(c)" without a year numbers a paragraph
_MOST = 500


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """The statements, each once, with the number of its line."""
    del catalog
    found: dict[str, int] = {}
    for match in _LINE.finditer(page.body):
        said = " ".join(match["said"].split())
        if _NAMED.match(said) and not _LISTED.match(said) and not _EMPTY.search(said) and len(found) < _MOST:
            found.setdefault(said, page.body.count("\n", 0, match.start()) + 1)
    return replace(reading, holders=tuple((line, said) for said, line in found.items())) if found else reading
