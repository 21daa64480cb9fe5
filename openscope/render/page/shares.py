"""How many of what: items by category and kind, models by openness class."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from openscope.model import Category, Kind, OpennessClass
from openscope.schema import Json

CATEGORIES: dict[str, str] = {
    Category.PERMISSIVE: "use, change, distribute and sell; notices at most",
    Category.COPYLEFT: "open, but what is built on it must be opened too",
    Category.SOURCE_AVAILABLE: "published, but the licence restricts use",
    Category.PROPRIETARY: "no right to use it without another agreement",
    Category.UNKNOWN: "nobody has said yes",
}
CLASSES: dict[str, str] = {
    OpennessClass.CLOSED: "weights are not published",
    OpennessClass.RESTRICTED_WEIGHTS: "weights are published, under terms that restrict use",
    OpennessClass.OPEN_WEIGHTS: "weights are published without such terms",
    OpennessClass.FULLY_OPEN: "data, pipeline and evals are released too",
    OpennessClass.UNKNOWN: "the evidence does not say",
}


class Share(Struct, frozen=True):
    """One part of a whole: its word, meaning and count, the start and the width of its bar (percent)."""

    word: str
    meaning: str
    count: int
    start: float
    width: float


def by_category(items: Sequence[Json]) -> list[Share]:
    """The items by category, from the freest to what nobody has allowed."""
    return parts(Counter(item["category"] for item in items), CATEGORIES)


def by_class(models: Sequence[Json]) -> list[Share]:
    """The models by openness class, from closed to fully open."""
    return parts(Counter(model["openness"]["class"] for model in models), CLASSES)


def by_kind(items: Iterable[Json]) -> dict[str, int]:
    """The items by what they are, those kinds that there are."""
    counts = Counter(item["kind"] for item in items)
    return {kind: counts[kind] for kind in Kind if counts[kind]}


def parts(counts: Counter[str], meanings: Mapping[str, str]) -> list[Share]:
    """The parts of a whole, each with where its bar starts."""
    total = sum(counts.values())
    shares, start = [], 0.0
    for word, meaning in meanings.items():
        width = 100 * counts[word] / total if total else 0.0
        shares.append(Share(word, meaning, counts[word], start, width))
        start += width
    return shares
