"""What a model takes over from the models that it was made from.

A fine-tune, quantization, merge or adapter is a work made from its base: what the base's licence
forbids stays forbidden, whatever the new card says. The base's terms are those of its item where the
same scan has it, else those that `rules/models.toml` knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openscope.catalog import Catalog
from openscope.decide.restrict import restrict
from openscope.expression import ids
from openscope.model import (
    Assessment,
    Base,
    Category,
    Kind,
    OpennessClass,
    Pillar,
    PillarState,
    PillarVerdict,
    Relation,
    Restriction,
)

# A chain of models longer than this is a ring, or hostile.
_LONGEST_CHAIN = 12
_FROM_BASE = (Pillar.DATA, Pillar.PIPELINE)
_CONDUCT = frozenset({"acceptable-use", "ethical-use"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a base: its licence, what restricts its use, and its item where the scan has it."""

    license: str | None
    restrictions: tuple[Restriction, ...]
    item: Assessment | None = None


def inherit(assessments: Sequence[Assessment], catalog: Catalog) -> list[Assessment]:
    """The same items in their order; each model with what its bases restrict, nearest base first."""
    models = {each.item.name.lower(): each for each in assessments if each.item.kind is Kind.MODEL}
    return [_heir(each, models, catalog) if each.bases and each.openness else each for each in assessments]


def terms(base: Base, models: Mapping[str, Assessment], catalog: Catalog) -> Terms | None:
    """What is known of a base; None where nothing is."""
    item = models.get(base.name.lower())
    if item is not None and item.license.concluded:
        return Terms(item.license.concluded, item.restrictions, item)
    rule = catalog.models.named(base.name)
    if rule is None:
        return Terms(None, (), item) if item is not None else None
    return Terms(rule.license, restrict(rule.license, catalog, {}, ()), item)


def _heir(each: Assessment, models: Mapping[str, Assessment], catalog: Catalog) -> Assessment:
    own = set(ids(each.license.concluded))
    found: list[Restriction] = []
    pillars = dict(each.openness.pillars) if each.openness else {}
    for base, known in _ancestors(each, models, catalog):
        found += [
            _inherited(restriction, base, each)
            for restriction in known.restrictions
            if restriction.license not in own and restriction.inherited_from is None
        ]
        if known.item is not None and known.item.openness is not None:
            for pillar in _FROM_BASE:
                pillars[pillar] = _both(pillars[pillar], known.item.openness.pillars[pillar])
    if each.openness is None or not (found or pillars != each.openness.pillars):
        return each
    restrictions = (*each.restrictions, *dict.fromkeys(found))
    binding = [restriction for restriction in found if binds(each, restriction, catalog)]
    restricted = bool(binding)
    klass = OpennessClass.RESTRICTED_WEIGHTS if restricted and _published(each) else each.openness.klass
    complete = all(pillars[pillar].state is PillarState.OPEN for pillar in (*_FROM_BASE, Pillar.EVALS))
    if klass is OpennessClass.FULLY_OPEN and not complete:
        klass = OpennessClass.OPEN_WEIGHTS
    state = replace(
        each.openness,
        klass=klass,
        pillars=pillars,
        complete_but_restricted=complete and klass is OpennessClass.RESTRICTED_WEIGHTS,
    )
    changed = replace(each, restrictions=restrictions, openness=state)
    if not restricted or each.category in (Category.SOURCE_AVAILABLE, Category.PROPRIETARY, Category.UNKNOWN):
        return changed
    # Both licences hold: the worse of the two decides, as in an AND.
    because = f"its own licence asks for less, but that of {binding[0].inherited_from} restricts use"
    return replace(changed, category=Category.SOURCE_AVAILABLE, copyleft=None, because=because)


def _ancestors(
    each: Assessment, models: Mapping[str, Assessment], catalog: Catalog
) -> list[tuple[Base, Terms]]:
    """Every known model up the chain, nearest first, each once."""
    found: dict[str, tuple[Base, Terms]] = {}
    above = list(each.bases)
    for _ in range(_LONGEST_CHAIN):
        following: list[Base] = []
        for base in above:
            name = base.name.lower()
            if name in found or name == each.item.name.lower():
                continue
            known = terms(base, models, catalog)
            if known is not None:
                found[name] = (base, known)
                following += known.item.bases if known.item else ()
        above = following
    return list(found.values())


def binds(each: Assessment, restriction: Restriction, catalog: Catalog) -> bool:
    """Whether an inherited restriction makes the model's own weights restricted ones.

    An adapter holds no weights of its base. Whether the base's rules of conduct (RAIL) bind who only
    has the adapter is disputed: they are listed, not held against it.
    """
    if not catalog.terms[restriction.kind].restricts_use:
        return False
    relation = next((base.relation for base in each.bases if base.name == restriction.inherited_from), None)
    return relation is not Relation.ADAPTER or restriction.kind not in _CONDUCT


def _published(each: Assessment) -> bool:
    return each.openness is not None and each.openness.klass is not OpennessClass.CLOSED


def _inherited(restriction: Restriction, base: Base, each: Assessment) -> Restriction:
    """A base's restriction, with the place where the heir names the base."""
    named = next((own for own in each.bases if own.name == base.name), None)
    place = named or (each.bases[0] if each.bases else base)
    return replace(restriction, inherited_from=base.name, path=place.path, line=place.line)


def _both(own: PillarVerdict, base: PillarVerdict) -> PillarVerdict:
    """A pillar of a model and of its base: open only where both are."""
    if own.state is PillarState.OPEN and base.state is not PillarState.OPEN:
        return replace(own, state=PillarState.PARTIAL)
    return own
