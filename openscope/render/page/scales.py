"""Sizes and dates on axes: where rights or duties change, where the company stands, when licences open."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from openscope.model import Bearing
from openscope.render.page.clauses import Clause
from openscope.schema import Json

_USERS = ("monthly-active-users", "daily-active-users", "monthly-unique-users", "users", "end-users")
_CONVERTS = "converts-to-change-license"
_GRANT = "additional-use-grant"
_BOUNDS = {">": "above", ">=": "from", "<": "below", "<=": "up to", "==": "at"}
_MARGIN = 3.0


class Mark(Struct, frozen=True):
    """A figure on an axis, at `position` (percent): what stands there and how many items it concerns."""

    position: float
    figure: str
    label: str
    effect: str
    items: tuple[int, ...]
    onward: bool
    bearing: str


class Axis(Struct, frozen=True):
    """An axis with its ticks (percent, words), its marks, and where the company stands if that is given."""

    title: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    company: tuple[float, str] | None = None


def thresholds(found: Sequence[Clause], company: Json | None = None) -> list[Axis]:
    """The sizes at which rights or duties change, on one logarithmic axis for each thing that is measured."""
    groups: dict[str, list[Clause]] = defaultdict(list)
    for each in found:
        if each.limit and _is_size(each.limit):
            groups[_measure(each.limit)].append(each)
    return [
        _axis(measure, groups[measure], _position(groups[measure], company)) for measure in sorted(groups)
    ]


def _is_size(limit: Json) -> bool:
    value = limit["value"]
    return isinstance(value, int | float) and value > 0 and limit["effect"] != _CONVERTS


def _measure(limit: Json) -> str:
    if limit["metric"] in _USERS:
        return "users"
    return f"{limit['metric'].replace('-', ' ')}{', ' + limit['unit'] if limit['unit'] else ''}"


def _position(group: Sequence[Clause], company: Json | None) -> tuple[float, str] | None:
    """Where the company stands on an axis, and in what words, if it said so in the same unit."""
    figures = company["figures"] if company else {}
    for metric in dict.fromkeys((*_USERS, *(each.limit["metric"] for each in group if each.limit))):
        measured = [each.limit for each in group if each.limit and each.limit["metric"] == metric]
        figure = figures.get(metric.replace("-", "_")) if measured else None
        if isinstance(figure, dict):
            same = (measured[0]["unit"] or "").partition(" ")[0] == figure["currency"]
            figure = figure["value"] if same else None
        if isinstance(figure, int | float) and figure > 0:
            return float(figure), f"{short(figure)} {_of(measured[0])}"
    return None


def _axis(measure: str, group: Sequence[Clause], own: tuple[float, str] | None) -> Axis:
    values = [float(each.limit["value"]) for each in group if each.limit] + ([own[0]] if own else [])
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 0.15)
    low = min(low, high - 2)

    def place(value: float) -> float:
        return _MARGIN + (100 - 2 * _MARGIN) * (math.log10(value) - low) / (high - low)

    step = max(1, (high - low) // 6)
    ticks = tuple((place(10.0**power), short(10.0**power)) for power in range(low, high + 1, step))
    marks: dict[tuple[str, str, str, str], Mark] = {}
    for each in sorted(group, key=lambda c: (float((c.limit or {})["value"]), c.license, c.kind)):
        limit = each.limit or {}
        figure = size_words(limit)
        bearing = _of_grant(limit, own) if each.kind == _GRANT else each.bearing
        key = (figure, each.license, limit["effect"], bearing)
        reached = (*marks[key].items, *each.items) if key in marks else each.items
        position, onward = place(float(limit["value"])), limit["op"] in (">", ">=")
        items = tuple(dict.fromkeys(reached))
        marks[key] = Mark(position, figure, each.license, limit["effect"], items, onward, bearing)
    return Axis(measure, ticks, tuple(marks.values()), (place(own[0]), own[1]) if own else None)


def _of_grant(limit: Json, own: tuple[float, str] | None) -> str:
    """Whether what a grant takes back is back: a grant binds nobody, and it ends at its size."""
    if own is None:
        return Bearing.POSSIBLE
    reached = own[0] >= limit["value"] if limit["op"] == ">=" else own[0] > limit["value"]
    return Bearing.BINDS if reached else Bearing.NOT_YET


def size_words(limit: Json) -> str:
    """A size as a person says it: "above 700,000,000 monthly active users"."""
    return f"{_BOUNDS.get(limit['op'], limit['op'])} {limit['value']:,} {_of(limit)}"


def _of(limit: Json) -> str:
    metric, unit = limit["metric"].replace("-", " "), limit["unit"] or ""
    return metric if unit and unit in metric else f"{unit} {metric}".strip()


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
            each.bearing,
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
