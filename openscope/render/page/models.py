"""The models: where each stands between closed and fully open, its pillars, and what it was made from."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from openscope.model import OpennessClass, Pillar
from openscope.schema import Json

SPECTRUM = (
    OpennessClass.CLOSED,
    OpennessClass.RESTRICTED_WEIGHTS,
    OpennessClass.OPEN_WEIGHTS,
    OpennessClass.FULLY_OPEN,
)
_RELATIONS = {
    "finetune": "fine-tune of",
    "adapter": "adapter of",
    "quantized": "quantization of",
    "merge": "merge of",
    None: "made from",
}
_DEEPEST = 8
_WIDEST = 40


class Row(Struct, frozen=True):
    """A model: `index` into the report's items, `stop` on the spectrum (None where the class is unknown).

    `because` is why its category is unknown, or not that of its own licence.
    """

    index: int
    name: str
    klass: str
    stop: int | None
    license: str
    pillars: tuple[tuple[str, str], ...]
    complete_but_restricted: bool
    because: str | None


class Node(Struct, frozen=True):
    """A model in a tree of bases. `known` is its index in the report, None where it is only named."""

    name: str
    relation: str | None
    known: int | None
    license: str | None
    restrictions: tuple[str, ...]
    bases: tuple["Node", ...]
    cut: bool = False


def models(items: Sequence[Json]) -> list[Row]:
    """The models, the most open first; those of which nothing is known last."""
    rows = [_row(number, item) for number, item in enumerate(items) if item["openness"]]
    return sorted(rows, key=lambda row: (row.stop is None, -(row.stop or 0), row.name.lower(), row.index))


def _row(number: int, item: Json) -> Row:
    openness = item["openness"]
    return Row(
        index=number,
        name=item["name"],
        klass=openness["class"],
        stop=SPECTRUM.index(openness["class"]) if openness["class"] in SPECTRUM else None,
        license=license_words(item),
        pillars=tuple((pillar, openness["pillars"][pillar]["state"]) for pillar in Pillar),
        complete_but_restricted=openness["complete_but_restricted"],
        because=item["because"],
    )


def license_words(item: Json) -> str:
    """The licence in one phrase: what is concluded, else what is declared; then that of what lies beside."""
    license = item["license"]
    beside = "".join(f"; {part}: {license[part]}" for part in ("code", "data") if license.get(part))
    return f"{license['concluded'] or license['declared'] or 'no licence known'}{beside}"


def lineage(items: Sequence[Json]) -> list[Node]:
    """A tree for each model that was made from another: what it was made from, as far as the report tells."""
    by_name = {
        item["name"].lower(): number for number, item in reversed(list(enumerate(items))) if item["openness"]
    }
    return [
        _node(item["name"], None, number, None, items, by_name, frozenset())
        for number, item in enumerate(items)
        if item.get("bases")
    ]


def _node(
    name: str,
    relation: str | None,
    known: int | None,
    inherited: tuple[str, ...] | None,
    items: Sequence[Json],
    by_name: Mapping[str, int],
    above: frozenset[str],
) -> Node:
    """`above` are the names on the way here: a model that is its own ancestor ends the way."""
    item = items[known] if known is not None else None
    bases = item.get("bases", []) if item else []
    handed_on: dict[str, list[str]] = {}
    for each in item["restrictions"] if item else []:
        if each["inherited_from"]:
            handed_on.setdefault(each["inherited_from"].lower(), []).append(each["kind"])
    deep = len(above) >= _DEEPEST or name.lower() in above
    below = [] if deep else bases[:_WIDEST]
    return Node(
        name=name,
        relation=relation,
        known=known,
        license=license_words(item) if item else None,
        restrictions=tuple(dict.fromkeys(inherited or ())),
        bases=tuple(
            _node(
                base["name"],
                _RELATIONS[base["relation"]],
                by_name.get(base["name"].lower()),
                tuple(handed_on.get(base["name"].lower(), ())),
                items,
                by_name,
                above | {name.lower()},
            )
            for base in below
        ),
        cut=len(bases) > len(below),
    )
