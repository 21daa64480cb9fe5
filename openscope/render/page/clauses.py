"""Restrictions: each clause once with what it reaches and how it bears; items by kind."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from openscope.catalog import load_catalog
from openscope.render.page.bearing import BEARINGS, SEVERITIES, severity_of
from openscope.render.page.voice import of_company
from openscope.schema import Json


class Borne(Struct, frozen=True):
    """How a clause bears on some of its items, and why. `items` are indexes into the report's items."""

    bearing: str
    reason: str
    items: tuple[int, ...]


class Clause(Struct, frozen=True):
    """The words of a clause, and the items that it reaches. `items` are indexes into the report's items.

    `borne` begins with how it bears on the items that it bears on most. `heirs` are the items that have it
    from a model that they were made from, by that model's name; `own` are the others.
    """

    kind: str
    severity: str
    license: str
    summary: str
    quote: str
    clause: str | None
    limit: Json | None
    borne: tuple[Borne, ...]
    items: tuple[int, ...]
    own: tuple[int, ...]
    heirs: dict[str, tuple[int, ...]]
    places: tuple[str, ...]

    @property
    def bearing(self) -> str:
        """How it bears on the items that it bears on most."""
        return self.borne[0].bearing


class KindCount(Struct, frozen=True):
    """A kind of restriction: what it means, how many items carry it, and the width of its bar (percent)."""

    kind: str
    severity: str
    meaning: str
    advice: str
    count: int
    width: float


def clauses(items: Sequence[Json]) -> list[Clause]:
    """Each clause once: those that block use first, and of these the ones that reach most items."""
    found: dict[tuple[object, ...], list[tuple[int, Json]]] = defaultdict(list)
    for number, item in enumerate(items):
        for each in item["restrictions"]:
            limit = each["limit"] and tuple(each["limit"].values())
            key = (each["license"], each["kind"], each["clause"], each["quote"], limit)
            found[key].append((number, each))
    made = [_clause(group) for group in found.values()]
    return sorted(
        made, key=lambda c: (SEVERITIES.index(c.severity), -len(c.items), c.license, c.kind, c.quote)
    )


def _clause(group: Sequence[tuple[int, Json]]) -> Clause:
    first = group[0][1]
    borne: dict[tuple[str, str], list[int]] = defaultdict(list)
    reached: dict[str | None, list[int]] = defaultdict(list)
    for number, each in group:
        borne[each["bearing"], each["reason"]].append(number)
        reached[each["inherited_from"]].append(number)
    places = dict.fromkeys(
        f"{each['path']}:{each['line']}" if each["line"] else each["path"]
        for _, each in group
        if each["path"]
    )
    return Clause(
        kind=first["kind"],
        severity=severity_of(first["kind"]),
        license=first["license"],
        summary=first["summary"],
        quote=first["quote"],
        clause=first["clause"],
        limit=first["limit"],
        borne=tuple(
            Borne(bearing, of_company(reason), _once(numbers))
            for (bearing, reason), numbers in sorted(borne.items(), key=lambda b: BEARINGS.index(b[0][0]))
        ),
        items=_once(number for number, _ in group),
        own=_once(reached.pop(None, ())),
        heirs={base: _once(numbers) for base, numbers in reached.items() if base},
        places=tuple(places),
    )


def _once(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))


def kinds(items: Sequence[Json]) -> list[KindCount]:
    """The kinds of restriction by the number of items that carry them, those that block first."""
    terms = load_catalog().terms
    counts: dict[str, int] = defaultdict(int)
    for item in items:
        for kind in {each["kind"] for each in item["restrictions"]}:
            counts[kind] += 1
    most = max(counts.values(), default=1)
    made = []
    for kind, count in counts.items():
        term = terms.get(kind)
        words = (term.definition, term.advice) if term else ("", "")
        made.append(KindCount(kind, severity_of(kind), *words, count, 100 * count / most))
    return sorted(made, key=lambda k: (SEVERITIES.index(k.severity), -k.count, k.kind))
