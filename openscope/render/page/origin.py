"""Where models and datasets come from: the country of who developed them, and who publishes them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from openscope.model import Kind
from openscope.render.page.shares import Share
from openscope.schema import Json

_MOST = 10
_KINDS = (Kind.MODEL, Kind.DATASET)


def by_country(items: Iterable[Json]) -> list[Share]:
    """The models and datasets by country of origin, most items first; empty where none is recorded."""
    counts = Counter(country(item) for item in items if item["kind"] in _KINDS)
    return _ranked(counts, "not recorded") if any(counts) else []


def by_publisher(items: Iterable[Json]) -> list[Share]:
    """The models and datasets by the organisation that publishes them, most items first."""
    counts = Counter(publisher(item) for item in items if item["kind"] in _KINDS)
    return _ranked(counts, "no publisher named")


def country(item: Json) -> str:
    """The two letters of the developer's country; "" where the report has none."""
    return str((item.get("developer") or {}).get("country") or "")


def publisher(item: Json) -> str:
    """The organisation in a Hub name, "" where the item has none."""
    kind, _, rest = item["id"].removeprefix("pkg:").partition("/")
    return unquote(rest.partition("/")[0]) if kind == "huggingface" and "/" in rest else ""


def _ranked(counts: Counter[str], nameless: str) -> list[Share]:
    """Bars against the longest; what is not among the first is one bar, the nameless one comes last."""
    ranked: Sequence[str] = sorted(filter(None, counts), key=lambda name: (-counts[name], name))
    rows = [(name, counts[name]) for name in ranked[:_MOST]]
    if left := ranked[_MOST:]:
        rows.append((f"{len(left):,} others", sum(counts[name] for name in left)))
    if counts[""]:
        rows.append((nameless, counts[""]))
    most = max((count for _, count in rows), default=1)
    return [Share(word, "", count, 0, 100 * count / most) for word, count in rows]
