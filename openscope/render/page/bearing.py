"""What binds now, what may, what does not yet: items and clauses by their bearing on the company."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openscope.model import Bearing
from openscope.render.page.shares import Share, parts
from openscope.schema import Json

BEARINGS = (Bearing.BINDS, Bearing.POSSIBLE, Bearing.NOT_YET, Bearing.NOT_APPLY)
"""From what restricts most to what restricts least."""

FREE = "unrestricted"
WORDS: dict[str, str] = {
    Bearing.BINDS: "binds now",
    Bearing.POSSIBLE: "may bind",
    Bearing.NOT_YET: "not yet",
    Bearing.NOT_APPLY: "does not apply",
    FREE: "no restriction",
}
"""The words for each on the page."""

_MEANINGS: dict[str, str] = {
    Bearing.BINDS: "a clause or a duty to open source applies today",
    Bearing.POSSIBLE: "it depends on what nobody has stated",
    Bearing.NOT_YET: "the company is below the size at which it starts",
    Bearing.NOT_APPLY: "it takes nothing from what the company does",
    FREE: "no clause and no duty was found",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A kind of restriction in one licence, as it bears on the company. `items` are indexes."""

    bearing: str
    kind: str
    license: str
    reason: str
    items: tuple[int, ...]


def by_bearing(items: Sequence[Json]) -> list[Share]:
    """The items by what bears on them most."""
    return parts(Counter(_hardest(item) for item in items), _MEANINGS)


def _hardest(item: Json) -> str:
    found = {each["bearing"] for each in _bound(item)}
    return next((each for each in BEARINGS if each in found), FREE)


def bounds(items: Sequence[Json]) -> list[Bound]:
    """What binds, may bind or does not yet: each kind of each licence once, those first that bind."""
    groups: dict[tuple[str, str, str, str], dict[int, None]] = defaultdict(dict)
    for number, item in enumerate(items):
        for each in _bound(item):
            if each["bearing"] != Bearing.NOT_APPLY:
                groups[each["bearing"], each["kind"], each["license"], each["reason"]][number] = None
    made = [Bound(*key, tuple(numbers)) for key, numbers in groups.items()]
    return sorted(made, key=lambda b: (BEARINGS.index(b.bearing), -len(b.items), b.kind, b.license, b.reason))


def _bound(item: Json) -> Iterator[Json]:
    yield from item["restrictions"]
    yield from item["duties"]
