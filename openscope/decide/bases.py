"""What a model was made from, and how: each base once, its relation said or inferred.

Only one card in sixty says the relation, so it is inferred, as the Hub does: from the files of an
adapter, from the signs of quantization or merging in tags and names; else it is a fine-tune.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.model import Base, Examined, Item, Relation, Role
from openscope.relation import relation_in


def bases(item: Item, examined: Sequence[Examined], catalog: Catalog) -> tuple[Base, ...]:
    """The bases of a model, the card's first. The model itself is none of its own.

    A name in `config.json` is where the weights were loaded from when they were saved: it counts
    only where nothing else names a base, and only if it is a name on the Hub.
    """
    own = [each for each in examined if each.document.own]
    said = [base for each in own for base in each.reading.bases if each.document.role is Role.CARD]
    said += item.published.bases if item.published else ()
    others = [base for each in own for base in each.reading.bases if each.document.role is not Role.CARD]
    said += [base for base in others if not _is_loaded_from(base)]
    said = said or [base for base in others if is_hub_name(base.name)]
    found: dict[str, Base] = {}
    for base in said:
        first = found.setdefault(base.name.lower(), base)
        if first.relation is None and base.relation is not None:
            found[base.name.lower()] = replace(first, relation=base.relation)
    found.pop(item.name.lower(), None)
    if (rule := catalog.models.named(item.name)) is not None:
        found.pop(rule.title.lower(), None)
    inferred = _inferred(item, own, len(found))
    return tuple(replace(base, relation=base.relation or inferred) for base in found.values())


def is_hub_name(name: str) -> bool:
    """Whether the name may be that of a repository: "org/name", and no path of a directory."""
    parts = name.split("/")
    return len(parts) == 2 and all(parts) and not name.startswith((".", "~")) and "\\" not in name


def _is_loaded_from(base: Base) -> bool:
    return base.path.rpartition("/")[2] in ("config.json", "model_index.json")


def _inferred(item: Item, own: Sequence[Examined], count: int) -> Relation:
    names = {each.document.path.rpartition("/")[2] for each in own}
    published = item.published
    words = [item.name.rpartition("/")[2], *(published.tags if published else ())]
    if "adapter_config.json" in names or any(_is_adapter(each) for each in own):
        return Relation.ADAPTER
    # The tags of the Hub hold the names of bases too, whose own making is another question.
    if (seen := relation_in(word for word in words if ":" not in word)) is not None:
        return seen
    return Relation.MERGE if count > 1 else Relation.FINETUNE


def _is_adapter(each: Examined) -> bool:
    return any(base.relation is Relation.ADAPTER for base in each.reading.bases)
