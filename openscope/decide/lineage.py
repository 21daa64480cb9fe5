"""The models that a model was made from, up the chain: nearest first, each once, with what is known of each.

The terms of one are those of its item where the same scan has it, else those that `rules/models.toml`
knows. A ring ends where it closes; a model that nobody knows ends its branch, and is listed as such.
"""

from collections.abc import Mapping

from msgspec import Struct

from openscope.catalog import Catalog
from openscope.decide.restrict import restrict
from openscope.model import Ancestor, Assessment, Base, Relation, Restriction

# A chain of models longer than this is a ring, or hostile.
_LONGEST = 12


class Known(Struct, frozen=True):
    """An ancestor with its restrictions, and its item where the scan has it."""

    ancestor: Ancestor
    restrictions: tuple[Restriction, ...] = ()
    item: Assessment | None = None


def lineage(each: Assessment, models: Mapping[str, Assessment], catalog: Catalog) -> list[Known]:
    """Every ancestor of a model; `models` are those of the scan, by their names in lower case."""
    found: dict[str, Known] = {}
    seen = {each.item.name.lower()}
    above = [(base, base.relation, base) for base in each.bases]
    for steps in range(1, _LONGEST + 1):
        following: list[tuple[Base, Relation | None, Base]] = []
        for base, relation, named in above:
            name = base.name.lower()
            if name in seen:
                continue
            seen.add(name)
            item = models.get(name)
            license, known, restrictions = _terms(base, item, catalog)
            place = (named.path, named.line)
            ancestor = Ancestor(base.name, relation, license, known, steps, *place)
            found[name] = Known(ancestor, restrictions, item)
            for next_ in item.bases if item else ():
                by_adapter = Relation.ADAPTER in (relation, next_.relation)
                following.append((next_, Relation.ADAPTER if by_adapter else relation, named))
        above = following
    return list(found.values())


def _terms(
    base: Base, item: Assessment | None, catalog: Catalog
) -> tuple[str | None, str | None, tuple[Restriction, ...]]:
    """The licence of a base, who knows it, and its restrictions."""
    if item is not None and item.license.concluded:
        return item.license.concluded, "scan", item.restrictions
    rule = catalog.models.named(base.name)
    if rule is not None:
        return rule.license, "rules", restrict(rule.license, catalog, {}, ())
    return None, "scan" if item else None, ()
