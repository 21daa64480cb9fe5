"""From what a scan saw of a model to components of the Model Openness Framework."""

from collections.abc import Container, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from openscope.catalog import Catalog
from openscope.catalog.models import ReleaseRule
from openscope.decide.known import DETECTOR as REGISTRY
from openscope.decide.mof import Asked, Component, Release, evaluate, framework
from openscope.expression import And, join, parse
from openscope.model import Examined, Mof, PillarState, Role, Signal


def openness_class(
    name: str,
    license: str | None,
    inherited: Sequence[str],
    signals: Sequence[Signal],
    examined: Sequence[Examined],
    catalog: Catalog,
) -> Mof:
    """The class of a model's release under the licence that was concluded for it.

    `inherited` are the licences of its bases that bind its weights as well. What is only linked has a
    licence of its own, which a scan of this release does not know, but the registry of releases may.
    """
    known = catalog.models.release(name)
    speaking: dict[str, Signal] = {}
    for signal in signals:
        if signal.state is not PillarState.CLOSED:
            speaking.setdefault(signal.rule, signal)
            speaking.setdefault(_rule(signal), signal)
    there = {component for each in examined for component in _files(each)}
    components = (found for asked in framework().asked if (found := _find(asked, speaking, there, known)))
    of = {"data": str(join(And, [parse(each) for each in (license, *inherited)]))} if license else {}
    return evaluate(components, Release(license, of if inherited else {}), catalog)


def _find(
    asked: Asked, speaking: Mapping[str, Signal], there: Container[str], known: ReleaseRule | None
) -> Component | None:
    """The component, out of the first signal of each rule and the components that files are."""
    here = next((signal for rule in asked.signals if (signal := speaking.get(rule))), None)
    if here or asked.name in there:
        return Component(asked.name, evidence=here)
    first = next((signal for rule in asked.linked if (signal := speaking.get(rule))), None)
    if first is None:
        return None
    license = known.licenses.get(first.pillar) if known and first.rule == REGISTRY else None
    return Component(asked.name, license, elsewhere=True, evidence=first)


def _rule(signal: Signal) -> str:
    """A rule as `rules/mof.toml` names it: what the registry says, by its pillar."""
    return f"{REGISTRY}:{signal.pillar}" if signal.rule == REGISTRY else signal.rule


def _files(each: Examined) -> frozenset[str]:
    """The components that a document is: by its name, or as the card of what it belongs to."""
    named = _named(each.document.path.rpartition("/")[2].lower())
    return named | _cards() if each.document.role is Role.CARD and each.document.own else named


@lru_cache(maxsize=1)
def _cards() -> frozenset[str]:
    return frozenset(asked.name for asked in framework().asked if asked.card)


@lru_cache(maxsize=4096)
def _named(name: str) -> frozenset[str]:
    """The components that a file of this name is."""
    return frozenset(
        asked.name
        for asked in framework().asked
        if any(fnmatchcase(name, pattern) for pattern in asked.files)
    )
