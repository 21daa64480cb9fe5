"""What the bills of materials have in common: names, what depends on what, and a date that is none.

A bill of materials wants an id and a time of its making. The same report gives the same bytes: ids come
from its content, and the time from `SOURCE_DATE_EPOCH` (reproducible-builds.org), else the epoch itself.
"""

import json
import os
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from openscope.catalog import license_text, load_catalog
from openscope.expression import ExpressionError, ids, leaves, parse
from openscope.render.shown import shown
from openscope.schema import Json

_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def made_at() -> datetime:
    """The time that the document says it was made at."""
    word = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(word) if word.isascii() and word.isdigit() and len(word) < len("100000000000") else 0
    return datetime.fromtimestamp(min(seconds, _LATEST), UTC)


def identity(report: Json, purpose: str) -> uuid.UUID:
    """An id for the document of that purpose which is made from this report."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"openscope:{purpose}:{json.dumps(report, sort_keys=True)}")


def words(text: object) -> str:
    """Words of a report: control and direction characters are visible, half of a surrogate pair is "?"."""
    return shown(str(text)).encode("utf-8", "replace").decode()


@lru_cache(maxsize=8192)
def expression(text: str | None) -> str | None:
    """An SPDX expression of known licences, or None where the words are none ("license: other")."""
    if not text:
        return None
    try:
        read = parse(text)
    except ExpressionError:
        return None
    catalog = load_catalog()
    for leaf in leaves(read):
        if not _REFERENCE.fullmatch(leaf.id) and catalog.license(leaf.id) is None:
            return None
        if leaf.exception and not catalog.is_exception(leaf.exception):
            return None
    return str(read)


def place(item: Json) -> str:
    """Where an item stands: its target's number, and its path there."""
    return f"{item['target'] + 1}:{item['path'] or ''}"


def dependencies(items: Sequence[Json]) -> Iterator[tuple[int, int]]:
    """Pairs (what depends, on what), as indexes: by the last name on the way to a dependency."""
    by_name: dict[tuple[int, str], int] = {}
    for number, item in enumerate(items):
        by_name.setdefault((item["target"], item["name"]), number)
    for number, item in enumerate(items):
        if item["via"]:
            parent = by_name.get((item["target"], item["via"][-1]))
            if parent is not None and parent != number:
                yield parent, number


def lineage(items: Sequence[Json]) -> Iterator[tuple[int, Json, int | None]]:
    """(model, base, the base's index where it is an item itself)."""
    by_name = {item["name"].lower(): number for number, item in reversed(list(enumerate(items)))}
    for number, item in enumerate(items):
        for base in item.get("bases", []):
            yield number, base, by_name.get(base["name"].lower())


def restriction(each: Json) -> str:
    """A restriction as one JSON text: nothing of it is lost in a format that knows no restrictions."""
    names = ("kind", "license", "clause", "summary", "limit", "quote", "inherited_from")
    return words(
        json.dumps({name: each[name] for name in names if each[name] is not None}, ensure_ascii=False)
    )


def text_of(id: str) -> str | None:
    """The text of a licence, from the installed licence data; None where it has none."""
    rule = load_catalog().license(id)
    return license_text(rule) if rule else None


def copyrights(item: Json) -> list[str]:
    """The copyright lines of an item, without those that stand in the text of its licence itself."""
    texts = [text for id in ids(expression(item["license"]["concluded"])) if (text := text_of(id))]
    of_license = {" ".join(line.split()) for text in texts for line in text.split("\n")}
    said = dict.fromkeys(words(each["text"]) for each in item.get("copyrights", ()))
    return [line for line in said if line not in of_license]


def name_of(id: str) -> str | None:
    """The name of a licence, where the rules know it."""
    rule = load_catalog().license(id)
    return rule.name if rule else None
