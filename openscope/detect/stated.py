"""What a bill of materials says of an item: a declaration, and what the maker of the bill found.

The two are kept apart as a manifest and a licence text are, so that a contradiction between them is seen.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from openscope.catalog import Catalog
from openscope.detect.words import confidence, declared_expression
from openscope.expression import conjunction
from openscope.model import Document, Evidence, Examined, Item, Reading, Role, Source, Stated

_LONGEST_QUOTE = 200
# What stands between several declarations in words (`decide/conclude.py`).
_JOINT = "; "


def stated(item: Item, said: Stated, catalog: Catalog) -> Iterator[Examined]:
    """The declared side as the item's metadata, the concluded one as a text of it."""
    declared = tuple(_evidence(_apart(said.declared, catalog), Source.DECLARED, said, catalog))
    yield Examined(
        _document(item, said, Role.METADATA),
        Reading(said.path, evidence=declared, signals=said.signals, bases=said.bases),
    )
    found = tuple(_evidence(said.concluded, Source.DETECTED, said, catalog))
    known = [each.expression for each in found if each.expression]
    if known or said.clauses:
        reading = Reading(said.path, evidence=found, clauses=said.clauses, expression=conjunction(known))
        yield Examined(_document(item, said, Role.LICENSE), reading)


def _apart(words: Iterable[str], catalog: Catalog) -> Iterator[str]:
    """Declarations that a bill joined into one since none of them names a licence: each can be an ambiguous
    word by itself ("BSD; License :: OSI Approved :: BSD License").
    """
    for each in words:
        parts = each.split(_JOINT)
        named = declared_expression(each, catalog) or any(declared_expression(p, catalog) for p in parts)
        yield from [each] if named else parts


def _document(item: Item, said: Stated, role: Role) -> Document:
    return Document(said.path, Path(said.path), role, item.key, own=True, size=0)


def _evidence(words: Iterable[str], source: Source, said: Stated, catalog: Catalog) -> Iterator[Evidence]:
    for each in words:
        expression = declared_expression(each, catalog)
        yield Evidence(
            source,
            f"sbom:{'declared' if source is Source.DECLARED else 'concluded'}",
            expression,
            said.path,
            said.line,
            said.line,
            score=confidence(each, expression, catalog),
            quote=each[:_LONGEST_QUOTE],
        )
