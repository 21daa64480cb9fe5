"""Restrictions: each clause once with what it reaches, by kind, by threshold, and when they end."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openscope.catalog import Term, load_catalog
from openscope.schema import Json

_SEVERITIES = ("block", "review", "note")
_USERS = ("monthly-active-users", "daily-active-users", "monthly-unique-users", "users", "end-users")
_CONVERTS = "converts-to-change-license"
_BOUNDS = {">": "above", ">=": "from", "<": "below", "<=": "up to", "==": "at"}
_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a clause, and the items that it reaches. `items` are indexes into the report's items."""

    kind: str
    severity: str
    license: str
    summary: str
    quote: str
    clause: str | None
    limit: Json | None
    inherited_from: str | None
    items: tuple[int, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind of restriction: what it means, how many items carry it, and the width of its bar (percent)."""

    kind: str
    severity: str
    meaning: str
    advice: str
    count: int
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure on an axis, at `position` (percent): what stands there and how many items it concerns."""

    position: float
    figure: str
    label: str
    effect: str
    items: tuple[int, ...]
    onward: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis with its ticks (percent, words), its marks, and where the company stands if that is given."""

    title: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    company: tuple[float, str] | None = None


def clauses(items: Sequence[Json]) -> list[Clause]:
    """Each clause once: those that block use first, and of these the ones that reach most items."""
    found: dict[tuple[object, ...], list[tuple[int, Json]]] = defaultdict(list)
    for number, item in enumerate(items):
        for each in item["restrictions"]:
            limit = each["limit"] and tuple(each["limit"].values())
            key = (
                each["license"],
                each["kind"],
                each["clause"],
                each["quote"],
                limit,
                each["inherited_from"],
            )
            found[key].append((number, each))
    terms = load_catalog().terms
    made = [_clause(group, terms) for group in found.values()]
    return sorted(
        made, key=lambda c: (_SEVERITIES.index(c.severity), -len(c.items), c.license, c.kind, c.quote)
    )


def _clause(group: Sequence[tuple[int, Json]], terms: Mapping[str, Term]) -> Clause:
    first = group[0][1]
    places = dict.fromkeys(
        f"{each['path']}:{each['line']}" if each["line"] else each["path"]
        for _, each in group
        if each["path"]
    )
    return Clause(
        kind=first["kind"],
        severity=_severity(first["kind"], terms),
        license=first["license"],
        summary=first["summary"],
        quote=first["quote"],
        clause=first["clause"],
        limit=first["limit"],
        inherited_from=first["inherited_from"],
        items=tuple(dict.fromkeys(number for number, _ in group)),
        places=tuple(places),
    )


def _severity(kind: str, terms: Mapping[str, Term]) -> str:
    """A kind that these rules don't know (of a later version) is one to review."""
    term = terms.get(kind)
    return term.severity if term else "review"


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
        made.append(KindCount(kind, _severity(kind, terms), *words, count, 100 * count / most))
    return sorted(made, key=lambda k: (_SEVERITIES.index(k.severity), -k.count, k.kind))


def thresholds(found: Sequence[Clause], company: Json | None = None) -> list[Axis]:
    """The sizes at which rights or duties change, on one logarithmic axis for each thing that is measured."""
    groups: dict[str, list[Clause]] = defaultdict(list)
    for each in found:
        if each.limit and _is_size(each.limit):
            groups[_measure(each.limit)].append(each)
    return [_axis(measure, groups[measure], _position(measure, company)) for measure in sorted(groups)]


def _is_size(limit: Json) -> bool:
    value = limit["value"]
    return isinstance(value, int | float) and value > 0 and limit["effect"] != _CONVERTS


def _measure(limit: Json) -> str:
    if limit["metric"] in _USERS:
        return "users"
    return f"{limit['metric'].replace('-', ' ')}{', ' + limit['unit'] if limit['unit'] else ''}"


def _position(measure: str, company: Json | None) -> float | None:
    """Where the company stands on an axis, if its policy says so in the same unit."""
    if not company:
        return None
    if measure == "users":
        value = company.get("monthly_active_users")
    else:
        revenue = company.get("annual_revenue") or {}
        value = revenue.get("value") if measure == f"annual revenue, {revenue.get('currency')}" else None
    return float(value) if isinstance(value, int | float) and value > 0 else None


def _axis(measure: str, group: Sequence[Clause], own: float | None) -> Axis:
    values = [float(each.limit["value"]) for each in group if each.limit] + ([own] if own else [])
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 0.15)
    low = min(low, high - 2)

    def place(value: float) -> float:
        return _MARGIN + (100 - 2 * _MARGIN) * (math.log10(value) - low) / (high - low)

    step = max(1, (high - low) // 6)
    ticks = tuple((place(10.0**power), short(10.0**power)) for power in range(low, high + 1, step))
    marks = []
    for each in sorted(group, key=lambda c: (float((c.limit or {})["value"]), c.license, c.kind)):
        limit = each.limit or {}
        label = size_words(limit)
        onward = limit["op"] in (">", ">=")
        marks.append(
            Mark(place(float(limit["value"])), label, each.license, limit["effect"], each.items, onward)
        )
    return Axis(measure, ticks, tuple(marks), (place(own), short(own)) if own else None)


def size_words(limit: Json) -> str:
    """A size as a person says it: "above 700,000,000 monthly active users"."""
    metric, unit = limit["metric"].replace("-", " "), limit["unit"] or ""
    said = metric if unit and unit in metric else f"{unit} {metric}".strip()
    return f"{_BOUNDS.get(limit['op'], limit['op'])} {limit['value']:,} {said}"


def conversions(found: Sequence[Clause]) -> tuple[Axis | None, list[Clause]]:
    """The dates on which licences open, on a time line; and those of which only a rule in words is known."""
    turning = [each for each in found if each.limit and each.limit["effect"] == _CONVERTS]
    dated = [(day, each) for each in turning if (day := _day(each.limit or {}))]
    open_ = [each for each in turning if not _day(each.limit or {})]
    if not dated:
        return None, open_
    first, last = min(day for day, _ in dated).year, max(day for day, _ in dated).year + 1
    start, end = date(first, 1, 1).toordinal(), date(min(last, date.max.year), 1, 1).toordinal()

    def place(day: date) -> float:
        return _MARGIN + (100 - 2 * _MARGIN) * (day.toordinal() - start) / max(end - start, 1)

    step = max(1, math.ceil((last - first) / 6))
    ticks = tuple((place(date(year, 1, 1)), str(year)) for year in range(first, min(last, 9999) + 1, step))
    marks = tuple(
        Mark(
            place(day),
            day.isoformat(),
            each.license,
            str((each.limit or {})["becomes"] or ""),
            each.items,
            True,
        )
        for day, each in sorted(dated, key=lambda pair: (pair[0], pair[1].license, pair[1].items))
    )
    return Axis("date", ticks, marks), open_


def _day(limit: Json) -> date | None:
    try:
        return date.fromisoformat(limit["value"]) if limit["metric"] == "date" and limit["value"] else None
    except (TypeError, ValueError):
        return None


def short(value: float) -> str:
    """A figure as a tick says it: 700M, 10k, 1.5."""
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"
