"""From references in code and configuration to items: each model and dataset once, with every place."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace
from packageurl import PackageURL

from openscope.catalog import HUGGINGFACE, Catalog
from openscope.catalog.models import ModelRule
from openscope.decide.classify import classify
from openscope.decide.known import DETECTOR as REGISTRY
from openscope.decide.known import released, service
from openscope.decide.openness import openness
from openscope.decide.restrict import restrict
from openscope.model import (
    Assessment,
    Category,
    Evidence,
    Item,
    Kind,
    License,
    Pillar,
    PillarState,
    Reference,
    Signal,
    Source,
)

REFERENCED_ONLY = "referenced only: its card is not on this machine"
"""Why nothing is known about a Hub repository that only its name stands for."""

_TYPES = {HUGGINGFACE: "huggingface", "github": "github"}
# What a revision that says nothing is called.
_HEADS = frozenset({"main", "master", "HEAD"})


class Referenced(Struct, frozen=True):
    """An item that the tree names, and the places, by path and line, that name it."""

    item: Item
    references: tuple[Reference, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """One piece of evidence for each place. It names the item and says nothing of a licence."""
        return tuple(
            Evidence(
                Source.DECLARED,
                f"reference:{each.detector}",
                None,
                each.path,
                each.line,
                each.line,
                quote=each.quote,
                rule=each.how,
            )
            for each in self.references
        )


def referenced(references: Iterable[Reference]) -> tuple[Referenced, ...]:
    """The items that references name, in the order of their ids."""
    found: dict[str, list[Reference]] = {}
    for each in sorted(references, key=lambda each: (each.path, each.line, each.how)):
        found.setdefault(reference_id(each), []).append(each)
    return tuple(Referenced(_item(id, found[id][0]), tuple(found[id])) for id in sorted(found))


def reference_id(reference: Reference) -> str:
    """The package URL of what a reference names.

    A provider's own model has none of a registered type: `pkg:generic/openai/gpt-4o`.
    """
    namespace, _, name = reference.name.rpartition("/")
    type_ = _TYPES.get(reference.provider, "generic")
    if type_ == "generic":
        namespace = f"{reference.provider}/{namespace}" if namespace else reference.provider
    dataset = reference.kind is Kind.DATASET and type_ == "huggingface"
    qualifiers = {"repository_type": "dataset"} if dataset else {}
    return PackageURL(type_, namespace or None, name, _revision(reference), qualifiers).to_string()


def settled(
    found: Sequence[Referenced], items: Sequence[Item]
) -> tuple[Mapping[str, tuple[Evidence, ...]], tuple[Referenced, ...]]:
    """What of it stands in the tree itself, as evidence by the ids of those items; and what does not.

    A reference without a revision means whatever revision is there; one with a revision means a
    directory of that revision, or of none that is known.
    """
    here: dict[str, list[Item]] = {}
    for item in items:
        here.setdefault(_without_version(item.id), []).append(item)
    evidence: dict[str, tuple[Evidence, ...]] = {}
    elsewhere = []
    for each in found:
        same = here.get(_without_version(each.item.id), ())
        wanted = each.item.version
        local = next((item for item in same if wanted is None or item.version in (wanted, None)), None)
        if local is None:
            elsewhere.append(each)
        else:
            evidence[local.id] = (*evidence.get(local.id, ()), *each.evidence)
    return evidence, tuple(elsewhere)


def assess_reference(found: Referenced, catalog: Catalog, target: int) -> Assessment:
    """What is known of a model or dataset that the tree only names: this is the place to say more.

    A model that is offered as a service only is closed, and nobody may change it. Of any other the
    name alone says nothing; a card that is at hand is to be collected, and assessed as an item.
    """
    first = found.references[0]
    known = catalog.models.named(first.name) if first.provider == HUGGINGFACE else None
    if known is not None and found.item.kind is Kind.MODEL:
        return _known(found, known, catalog, target)
    provider = catalog.providers.by_id.get(first.provider)
    category, because = Category.UNKNOWN, REFERENCED_ONLY
    signals: tuple[Signal, ...] = ()
    if (closed := service(first.provider, first.name, catalog)) is not None:
        category, because = Category.PROPRIETARY, closed
        signals = (
            Signal(Pillar.WEIGHTS, PillarState.CLOSED, "service-only", first.path, first.line, first.quote),
        )
    elif first.provider != HUGGINGFACE:
        because = f"referenced only, by its name at {provider.name if provider else first.provider}"
    state = openness(category, (), signals, catalog) if found.item.kind is Kind.MODEL else None
    return Assessment(
        item=found.item,
        license=License(),
        category=category,
        because=because,
        openness=state,
        evidence=found.evidence,
        target=target,
    )


def _known(found: Referenced, rule: ModelRule, catalog: Catalog, target: int) -> Assessment:
    """A model whose licence `rules/models.toml` knows, as its publisher states it on the Hub."""
    first = found.references[0]
    verdict = classify(rule.license, catalog)
    restrictions = restrict(verdict.chosen, catalog, {}, ())
    weights = Signal(Pillar.WEIGHTS, PillarState.OPEN, REGISTRY, rule.source, quote=first.name)
    signals = (weights, *released(found.item, catalog))
    evidence = Evidence(Source.DECLARED, REGISTRY, rule.license, rule.source, quote=first.name)
    return Assessment(
        item=found.item,
        license=License(concluded=rule.license),
        category=verdict.category,
        copyleft=verdict.copyleft,
        chosen=verdict.chosen,
        openness=openness(verdict.category, restrictions, signals, catalog),
        restrictions=restrictions,
        evidence=(*found.evidence, evidence),
        target=target,
    )


def with_references(assessment: Assessment, evidence: Mapping[str, tuple[Evidence, ...]]) -> Assessment:
    """An item of the tree with the places that name it."""
    more = evidence.get(assessment.item.id, ())
    return replace(assessment, evidence=(*assessment.evidence, *more)) if more else assessment


def _item(id: str, first: Reference) -> Item:
    return Item(id, first.kind, first.name, _revision(first), first.path)


def _revision(reference: Reference) -> str | None:
    return None if reference.revision in _HEADS else reference.revision


def _without_version(id: str) -> str:
    """A package URL as it is compared: without its version, and without case, as the Hub compares names."""
    version = id.rfind("@", id.rfind("/"))
    if version < 0:
        return id.lower()
    end = id.find("?", version)
    return (id[:version] + (id[end:] if end >= 0 else "")).lower()
