"""How many of what: items by category and kind, models by openness class, publishers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from openscope.model import Category, Kind, OpennessClass
from openscope.schema import Json

CATEGORIES = {
    Category.PERMISSIVE: "use, change, distribute and sell; notices at most",
    Category.COPYLEFT: "open, but what is built on it must be opened too",
    Category.SOURCE_AVAILABLE: "published, but the licence restricts use",
    Category.PROPRIETARY: "no right to use it without another agreement",
    Category.UNKNOWN: "nobody has said yes",
}
CLASSES = {
    OpennessClass.CLOSED: "weights are not published",
    OpennessClass.RESTRICTED_WEIGHTS: "weights are published, under terms that restrict use",
    OpennessClass.OPEN_WEIGHTS: "weights are published without such terms",
    OpennessClass.FULLY_OPEN: "data, pipeline and evals are released too",
    OpennessClass.UNKNOWN: "the evidence does not say",
}
_MOST_PUBLISHERS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole: its word, meaning and count, the start and the width of its bar (percent)."""

    word: str
    meaning: str
    count: int
    start: float
    width: float


def by_category(items: Sequence[Json]) -> list[Share]:
    """The items by category, from the freest to what nobody has allowed."""
    return _shares(Counter(item["category"] for item in items), CATEGORIES)


def by_class(models: Sequence[Json]) -> list[Share]:
    """The models by openness class, from closed to fully open."""
    return _shares(Counter(model["openness"]["class"] for model in models), CLASSES)


def by_kind(items: Iterable[Json]) -> dict[str, int]:
    """The items by what they are, those kinds that there are."""
    counts = Counter(item["kind"] for item in items)
    return {kind: counts[kind] for kind in Kind if counts[kind]}


def by_publisher(items: Iterable[Json]) -> list[Share]:
    """Who publishes the models and datasets: the organisation in the Hub's name, most items first.

    The report knows no countries: a publisher is what the evidence shows of the origin.
    """
    counts = Counter(publisher(item) for item in items if item["kind"] in (Kind.MODEL, Kind.DATASET))
    ranked = sorted(counts, key=lambda name: (name == "", -counts[name], name))
    most = max(counts.values(), default=1)
    shares = [
        Share(name or "no publisher named", "", counts[name], 0, 100 * counts[name] / most)
        for name in ranked[:_MOST_PUBLISHERS]
    ]
    left = ranked[_MOST_PUBLISHERS:]
    if left:
        rest = sum(counts[name] for name in left)
        shares.append(Share(f"{len(left):,} others", "", rest, 0, min(100.0, 100 * rest / most)))
    return shares


def publisher(item: Json) -> str:
    """The organisation in a Hub name, "" where the item has none."""
    kind, _, rest = item["id"].removeprefix("pkg:").partition("/")
    return unquote(rest.partition("/")[0]) if kind == "huggingface" and "/" in rest else ""


def _shares(counts: Counter[str], meanings: dict[Category, str] | dict[OpennessClass, str]) -> list[Share]:
    total = sum(counts.values())
    shares, start = [], 0.0
    for word, meaning in meanings.items():
        width = 100 * counts[word] / total if total else 0.0
        shares.append(Share(word, meaning, counts[word], start, width))
        start += width
    return shares
