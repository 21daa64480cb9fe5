"""What `rules/models.toml` knows of a model that does not say its licence itself.

A card or a licence file that names one always speaks first. What comes from the rules is evidence of
its own, by the detector `registry`, with the publisher's page as its place.
"""

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.decide.conclude import Conclusion
from openscope.expression import ids
from openscope.model import Evidence, Item, Kind, PillarState, Signal, Source
from openscope.rulebook import CATCH_ALL

DETECTOR = "registry"
SERVICE = "pkg:generic/"
"""How the package URL of a provider's own model begins."""
CUSTOM = "LicenseRef-openscope-custom-"


def released(item: Item, catalog: Catalog) -> tuple[Signal, ...]:
    """What is published of a model in places that its card need not name."""
    return released_by_name(item.name, catalog) if item.kind is Kind.MODEL else ()


def released_by_name(name: str, catalog: Catalog) -> tuple[Signal, ...]:
    """The same of a model by its name on the Hub."""
    rule = catalog.models.release(name)
    if rule is None:
        return ()
    return tuple(
        Signal(pillar, PillarState.OPEN, DETECTOR, where, quote=f"seen {rule.seen}")
        for pillar, where in rule.places.items()
    )


def service(provider: str, name: str, catalog: Catalog) -> str | None:
    """Why a model is closed which that provider offers as a service only; None for any other."""
    found = catalog.providers.by_id.get(provider)
    if found is None or not found.is_closed(name):
        return None
    return f"its weights are not published; the terms of {found.name}: {found.terms}"


def service_of(item: Item, catalog: Catalog) -> str | None:
    """The same of an item by its package URL (`pkg:generic/openai/gpt-4o`)."""
    if item.kind is not Kind.MODEL or not item.id.startswith(SERVICE):
        return None
    return service(item.id.removeprefix(SERVICE).partition("/")[0], item.name, catalog)


def known(item: Item, conclusion: Conclusion, catalog: Catalog) -> Conclusion:
    """The conclusion, completed for a model whose own documents name no licence."""
    said = set(ids(conclusion.license.concluded)) - _in_card_words(conclusion)
    if item.kind is not Kind.MODEL or said - CATCH_ALL or conclusion.candidates:
        return conclusion
    rule = catalog.models.named(item.name)
    if rule is None:
        return conclusion
    evidence = Evidence(Source.DECLARED, DETECTOR, rule.license, rule.source, quote=item.name)
    return replace(
        conclusion,
        license=replace(conclusion.license, concluded=rule.license),
        evidence=(*conclusion.evidence, evidence),
    )


def _in_card_words(conclusion: Conclusion) -> set[str]:
    """The terms that only a card's own words about its licence stand for, which name none."""
    return {
        each.expression
        for each in conclusion.evidence
        if each.expression
        and each.expression.startswith(CUSTOM)
        and each.start_line is None
        and each.path.rpartition("/")[2].lower().startswith("readme")
    }
