"""What changed hands: one item that the reports know in several versions, under licences that differ."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from openscope.schema import Json


class Relicensed(Struct, frozen=True):
    """An item, and its licence in each version: (index of the item, version, licence, category)."""

    name: str
    versions: tuple[tuple[int, str, str, str], ...]


def relicensed(items: Sequence[Json]) -> list[Relicensed]:
    """The items that have another licence in another version, in the order of their versions."""
    by_id: dict[str, dict[str, tuple[int, str, str, str]]] = defaultdict(dict)
    names: dict[str, str] = {}
    for number, item in enumerate(items):
        id, mark, path = item["id"].partition("#")
        plain = id.partition("?")[0].partition("@")[0]  # within a package URL, only a version has an @
        if not (item["version"] and item["license"]["concluded"]):
            continue
        key = f"{plain}{mark}{path}"
        names.setdefault(key, item["name"])
        row = (number, item["version"], item["license"]["concluded"], item["category"])
        by_id[key].setdefault(item["version"], row)
    found = [
        Relicensed(names[key], tuple(sorted(rows.values(), key=lambda row: _ordered(row[1]))))
        for key, rows in by_id.items()
        if len({license for _, _, license, _ in rows.values()}) > 1
    ]
    return sorted(found, key=lambda each: each.name.lower())


def _ordered(version: str) -> list[tuple[int, str]]:
    """Sorts 4.10 after 4.9."""
    return [
        (int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in version.split(".")
    ]
