"""What changed between two reports: items that came, that went, and that have another licence now."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from packageurl import PackageURL

from openscope.model import Category

_OPEN = frozenset({Category.PERMISSIVE, Category.COPYLEFT})
_CLOSING = frozenset({Category.SOURCE_AVAILABLE, Category.PROPRIETARY})
# From the least that a licence asks to the most.
_WORST = (
    Category.PERMISSIVE,
    Category.COPYLEFT,
    Category.UNKNOWN,
    Category.SOURCE_AVAILABLE,
    Category.PROPRIETARY,
)


class Entry(Struct, frozen=True):
    """An item of a report, as far as two reports are compared.

    `license` is what is concluded, else what is declared, else None. `restrictions` are kinds.
    """

    id: str
    name: str
    version: str | None
    path: str | None
    license: str | None
    category: Category
    restrictions: tuple[str, ...] = ()


class Relicensed(Struct, frozen=True):
    """An item before and after its licence changed."""

    before: Entry
    after: Entry

    @property
    def closed(self) -> bool:
        """Whether what was open source is no longer so."""
        return self.before.category in _OPEN and self.after.category in _CLOSING

    @property
    def new_restrictions(self) -> tuple[str, ...]:
        """The kinds of restrictions that were not there before."""
        return tuple(kind for kind in self.after.restrictions if kind not in self.before.restrictions)


class Diff(Struct, frozen=True):
    """What changed; the licences that ask for most more than before come first."""

    relicensed: tuple[Relicensed, ...]
    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]


def entries(report: Mapping[str, Any]) -> list[Entry]:
    """The items of a report in its published form. Raises `ValueError` for what is none."""
    try:
        return [
            Entry(
                str(item["id"]),
                str(item["name"]),
                item.get("version") and str(item["version"]),
                item.get("path") and str(item["path"]),
                _words(item["license"].get("concluded") or item["license"].get("declared")),
                Category(item["category"]),
                tuple(dict.fromkeys(str(each["kind"]) for each in item.get("restrictions", ()))),
            )
            for item in report["items"]
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a report: {error}") from error


def _words(value: object) -> str | None:
    return str(value) if value else None


def diff(old: Sequence[Entry], new: Sequence[Entry]) -> Diff:
    """Compares the items of two reports. Another version alone is no change."""
    before, after = _by_key(old), _by_key(new)
    relicensed = [
        Relicensed(_before(before[key], entry), entry)
        for key in after.keys() & before.keys()
        for entry in _unlike(after[key], before[key])
    ]
    return Diff(
        tuple(sorted(relicensed, key=_gravity)),
        tuple(_ranked(entry for key in after.keys() - before.keys() for entry in after[key])),
        tuple(_ranked(entry for key in before.keys() - after.keys() for entry in before[key])),
    )


def _by_key(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[_key(entry)].append(entry)
    return found


def _key(entry: Entry) -> str:
    """What an item is known by in both reports: its package URL without the version.

    What has no name of its own is known by its place, for its directory may be named after the release.
    """
    if entry.path == ".":
        return "."
    try:
        purl = PackageURL.from_string(entry.id)
    except ValueError:
        return entry.id
    if purl.type == "generic":
        return f"generic {purl.subpath or '.'}"
    return PackageURL(purl.type, purl.namespace, purl.name, None, None, purl.subpath).to_string()


def _unlike(entries: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    """Those entries whose licence none of the others has, each licence once."""
    known = {entry.license for entry in others}
    found: dict[str | None, Entry] = {}
    for entry in sorted(entries, key=_place):
        if entry.license not in known:
            found.setdefault(entry.license, entry)
    return list(found.values())


def _before(entries: Sequence[Entry], after: Entry) -> Entry:
    """Which of several versions the change is counted from: the one of the same place, else the last."""
    ranked = sorted(entries, key=_place)
    return next((entry for entry in reversed(ranked) if entry.path == after.path), ranked[-1])


def _place(entry: Entry) -> tuple[tuple[tuple[int, str], ...], str, str]:
    """Sorts by version, 10 after 9, then by place."""
    parts = re.findall(r"[0-9]+|[^0-9]+", entry.version or "")
    version = tuple((len(part.lstrip("0")) if part.isdigit() else 0, part.lstrip("0")) for part in parts)
    return version, entry.path or "", entry.id


def _gravity(change: Relicensed) -> tuple[object, ...]:
    before, after = (_WORST.index(entry.category) for entry in (change.before, change.after))
    # What is known now and was not is no move at all.
    moved = after - before if change.before.category is not Category.UNKNOWN else -len(_WORST)
    return not change.closed, -moved, change.after.name, _place(change.after)


def _ranked(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (-_WORST.index(entry.category), entry.name, *_place(entry)))
