"""What a model takes over from the models that it was made from.

A fine-tune, quantization, merge or adapter is a work made from its base: what the base's licence
forbids stays forbidden, whatever the new card says. Its data and pipeline are its base's as well.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.decide.known import released_by_name
from openscope.decide.lineage import Known, lineage
from openscope.decide.openness import verdict
from openscope.expression import ids
from openscope.model import (
    Ancestor,
    Assessment,
    Category,
    Kind,
    OpennessClass,
    Pillar,
    PillarState,
    PillarVerdict,
    Relation,
    Restriction,
    Signal,
)

_BASE = "base:"
_FROM_BASE = (Pillar.DATA, Pillar.PIPELINE)
_CONDUCT = frozenset({"acceptable-use", "ethical-use"})


def inherit(assessments: Sequence[Assessment], catalog: Catalog) -> list[Assessment]:
    """The same items in their order; each model with what its bases restrict, nearest base first."""
    models = {each.item.name.lower(): each for each in assessments if each.item.kind is Kind.MODEL}
    return [
        _heir(each, lineage(each, models, catalog), catalog) if each.bases and each.openness else each
        for each in assessments
    ]


def _heir(each: Assessment, above: Sequence[Known], catalog: Catalog) -> Assessment:
    own = set(ids(each.license.concluded))
    found = [
        _inherited(restriction, known.ancestor)
        for known in above
        for restriction in known.restrictions
        if restriction.license not in own and restriction.inherited_from is None
    ]
    each = replace(each, lineage=tuple(known.ancestor for known in above))
    pillars = _pillars(each, above, catalog)
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


def binds(each: Assessment, restriction: Restriction, catalog: Catalog) -> bool:
    """Whether an inherited restriction makes the model's own weights restricted ones.

    An adapter holds no weights of its base. Whether the base's rules of conduct (RAIL) bind who only
    has the adapter is disputed: they are listed, not held against it.
    """
    if restriction.inherited_from is None or not catalog.terms[restriction.kind].restricts_use:
        return False
    relation = next((a.relation for a in each.lineage if a.name == restriction.inherited_from), None)
    return relation is not Relation.ADAPTER or restriction.kind not in _CONDUCT


def _published(each: Assessment) -> bool:
    return each.openness is not None and each.openness.klass is not OpennessClass.CLOSED


def _inherited(restriction: Restriction, ancestor: Ancestor) -> Restriction:
    """A base's restriction, with the place where the heir names the base."""
    return replace(restriction, inherited_from=ancestor.name, path=ancestor.path, line=ancestor.line)


# ── pillars ──────────────────────────────────────────────────────────────────────────────────


def _pillars(each: Assessment, above: Sequence[Known], catalog: Catalog) -> dict[Pillar, PillarVerdict]:
    """The pillars of a model with those of the bases that it names."""
    pillars = dict(each.openness.pillars) if each.openness else {}
    for known in above:
        # Quantizing takes no data and no training: there the base's pillar is the whole of it.
        same = known.ancestor.relation is Relation.QUANTIZED and known.ancestor.steps == 1
        for pillar in _FROM_BASE:
            base = _of_base(known, pillar, catalog)
            if same and pillars[pillar].state is PillarState.UNKNOWN:
                pillars[pillar] = PillarVerdict(base.state, _from(base))
            else:
                pillars[pillar] = _both(pillars[pillar], base)
    return pillars


def _of_base(known: Known, pillar: Pillar, catalog: Catalog) -> PillarVerdict:
    """The pillar of a base as the scan saw it, or as the registry of releases knows it."""
    if known.item is not None and known.item.openness is not None:
        return known.item.openness.pillars[pillar]
    return verdict(s for s in released_by_name(known.ancestor.name, catalog) if s.pillar is pillar)


def _both(own: PillarVerdict, base: PillarVerdict) -> PillarVerdict:
    """A pillar of a model and of its base: open only where both are, partial where one is in part."""
    released = (PillarState.OPEN, PillarState.PARTIAL)
    if own.state is base.state is PillarState.OPEN:
        return PillarVerdict(PillarState.OPEN, (*own.evidence, *_from(base)))
    if own.state in released:
        return PillarVerdict(
            PillarState.PARTIAL, (*own.evidence, *(_from(base) if base.state in released else ()))
        )
    if own.state is PillarState.UNKNOWN and base.state in released:
        return PillarVerdict(PillarState.PARTIAL, _from(base))
    return own


def _from(base: PillarVerdict) -> tuple[Signal, ...]:
    """The signals of a base, told apart from a model's own."""
    return tuple(
        signal if signal.rule.startswith(_BASE) else replace(signal, rule=_BASE + signal.rule)
        for signal in base.evidence
    )
