"""What binds now, what may, what does not yet: items and clauses by their bearing on the company."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from openscope.catalog import load_catalog
from openscope.model import Bearing
from openscope.render.page.shares import Share, parts
from openscope.render.page.voice import of_company
from openscope.schema import Json

BEARINGS = (Bearing.BINDS, Bearing.POSSIBLE, Bearing.NOT_YET, Bearing.NOT_APPLY)
"""From what restricts most to what restricts least."""

SEVERITIES = ("block", "review", "note")
"""From the kinds that can stop a company to duties and limits far off."""

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


class Bound(Struct, frozen=True):
    """A kind of restriction as it bears on the company, in these licences. `items` are indexes."""

    bearing: str
    kind: str
    severity: str
    reason: str
    licenses: tuple[str, ...]
    items: tuple[int, ...]


def by_bearing(items: Sequence[Json]) -> list[Share]:
    """The items by what bears on them most."""
    return parts(Counter(_hardest(item) for item in items), _MEANINGS)


def _hardest(item: Json) -> str:
    found = {each["bearing"] for each in _bound(item)}
    return next((each for each in BEARINGS if each in found), FREE)


def bounds(items: Sequence[Json]) -> list[Bound]:
    """What binds, may bind or does not yet, each kind once for each reason: those first that bind, and of
    these the ones that can stop a company.
    """
    groups: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for number, item in enumerate(items):
        for each in _bound(item):
            if each["bearing"] != Bearing.NOT_APPLY:
                groups[each["bearing"], each["kind"], each["reason"]].append((number, each["license"]))
    made = [
        Bound(
            bearing,
            kind,
            severity_of(kind),
            of_company(reason),
            tuple(sorted({license for _, license in found})),
            tuple(dict.fromkeys(number for number, _ in found)),
        )
        for (bearing, kind, reason), found in groups.items()
    ]
    return sorted(made, key=_weight)


def severity_of(kind: str) -> str:
    """How much a kind weighs; one that these rules don't know (of a later version) is to be reviewed."""
    term = load_catalog().terms.get(kind)
    return term.severity if term else "review"


def _weight(each: Bound) -> tuple[int, int, int, str, str]:
    rank = SEVERITIES.index(each.severity)
    return BEARINGS.index(each.bearing), rank, -len(each.items), each.kind, each.reason


def size_bound(items: Sequence[Json]) -> int:
    """How many items carry something that starts to bind at a larger size."""
    return sum(any(each["bearing"] == Bearing.NOT_YET for each in _bound(item)) for item in items)


def _bound(item: Json) -> Iterator[Json]:
    yield from item["restrictions"]
    yield from item["duties"]
