"""Which documents speak for an item's licence: its licence files; else its README; else its files."""

import re
from collections.abc import Sequence

from openscope.catalog import Catalog
from openscope.model import Evidence, Examined, Reading, Role
from openscope.regex import regex

# A tree without a licence file whose files name more licences than this is a collection, not a work.
_MOST_FILE_LICENSES = 5

_SHORTEST_NOTICE_LINES = 3

# Where the works of others lie in a tree, and what is made of many works.
_VENDORED = regex(
    r"(?:^|/)(?:_?vendor(?:ed|s)?|third[-_]?party|3rd[-_]?party|externals?|extern|node_modules|bower_components"
    r"|site-packages|dist|bundles?)/|[.-](?:min|bundle)\.\w+$",
    re.I,
)
# "SEE LICENSE IN LICENSE.txt": a text is named, not a licence.
_POINTER = regex(
    r"^\W*(?:see|refer to|in|file)\b|^\W*(?:\S*/)?(?:licen[cs]e|copying)\S*(?: file)?\W*$"
    r"|^\W*(?:none|other|unknown|custom|n/?a)\W*$",
    re.I,
)


def license_files(own: Sequence[Examined]) -> list[Examined]:
    """Licence files, and cards whose own words restrict what no declared licence explains."""
    return [
        each
        for each in own
        if each.reading.expression and (each.document.role is Role.LICENSE or _speaks(each))
    ]


def _speaks(each: Examined) -> bool:
    """Whether a card's own words restrict, beyond the names of licences in them."""
    return each.document.role is Role.CARD and any(not clause.license for clause in each.reading.clauses)


def readme(own: Sequence[Examined]) -> list[Examined]:
    """READMEs and cards that name a licence in their text."""
    return [
        each for each in own if each.document.role in (Role.README, Role.CARD) and each.reading.expression
    ]


def has_unread(declarations: Sequence[Evidence], catalog: Catalog) -> bool:
    """Whether something is declared that no table knows ("ACME-EULA-2.0"), which no file's header means."""
    return any(is_unread(each, catalog) for each in declarations)


def is_unread(declaration: Evidence, catalog: Catalog) -> bool:
    """Whether it names something that no table knows, and is no mere pointer to a text."""
    words = declaration.quote
    if declaration.expression is not None or not words or _POINTER.search(words):
        return False
    return catalog.meaning(declaration.words) is None


def files(examined: Sequence[Examined]) -> list[Examined]:
    """Where nothing speaks for the whole, its files do, each distinct licence once.

    A tag or a notice of some lines speaks; a licence's name in a string or a sentence does not, nor what
    somebody else wrote.
    """
    first: dict[str, Examined] = {}
    for each in examined:
        own = each.document.path.removeprefix(f"{each.document.item}/")
        if each.document.role is not Role.OTHER or _VENDORED.search(own):
            continue
        if each.reading.expression and _is_notice(each.reading):
            first.setdefault(each.reading.expression, each)
    return list(first.values()) if len(first) <= _MOST_FILE_LICENSES else []


def _is_notice(reading: Reading) -> bool:
    return any(
        e.detector == "tag" or (e.end_line or 0) - (e.start_line or 0) + 1 >= _SHORTEST_NOTICE_LINES
        for e in reading.evidence
    )
