"""The openness class of a model: what is released (four pillars), and what the terms allow."""

from collections.abc import Iterable

from openscope.catalog import Catalog
from openscope.model import (
    Category,
    Openness,
    OpennessClass,
    Pillar,
    PillarState,
    PillarVerdict,
    Restriction,
    Signal,
)

# What speaks against a pillar weighs more than what speaks for it.
_WEIGHT = (PillarState.CLOSED, PillarState.OPEN, PillarState.PARTIAL)
_RELEASED = (Pillar.DATA, Pillar.PIPELINE, Pillar.EVALS)


def openness(
    category: Category, restrictions: tuple[Restriction, ...], signals: tuple[Signal, ...], catalog: Catalog
) -> Openness:
    """The class that follows from the category and restrictions of the weights and from the pillars."""
    pillars = {pillar: verdict(signal for signal in signals if signal.pillar is pillar) for pillar in Pillar}
    complete = all(pillars[pillar].state is PillarState.OPEN for pillar in _RELEASED)
    klass = _class(category, restrictions, pillars[Pillar.WEIGHTS].state, complete, catalog)
    return Openness(klass, pillars, complete and klass is OpennessClass.RESTRICTED_WEIGHTS)


def _class(
    category: Category,
    restrictions: tuple[Restriction, ...],
    weights: PillarState,
    complete: bool,
    catalog: Catalog,
) -> OpennessClass:
    if weights is PillarState.CLOSED:
        return OpennessClass.CLOSED
    if weights is PillarState.UNKNOWN or category is Category.UNKNOWN:
        return OpennessClass.UNKNOWN
    restricted = category in (Category.SOURCE_AVAILABLE, Category.PROPRIETARY)
    if restricted or any(catalog.terms[each.kind].restricts_use for each in restrictions):
        return OpennessClass.RESTRICTED_WEIGHTS
    return OpennessClass.FULLY_OPEN if complete else OpennessClass.OPEN_WEIGHTS


def verdict(signals: Iterable[Signal]) -> PillarVerdict:
    """The state of a pillar, and the signals that speak for it."""
    found = tuple(signals)
    state = next((s for s in _WEIGHT if any(signal.state is s for signal in found)), PillarState.UNKNOWN)
    return PillarVerdict(state, tuple(signal for signal in found if signal.state is state))
