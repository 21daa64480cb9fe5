"""From what a scan saw of a model to components of the Model Openness Framework."""

from collections.abc import Iterator, Sequence
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
    components = (found for asked in framework().asked if (found := _find(asked, signals, examined, known)))
    of = {"data": str(join(And, [parse(each) for each in (license, *inherited)]))} if license else {}
    return evaluate(components, Release(license, of if inherited else {}), catalog)


def _find(
    asked: Asked, signals: Sequence[Signal], examined: Sequence[Examined], known: ReleaseRule | None
) -> Component | None:
    speaking = [signal for signal in signals if signal.state is not PillarState.CLOSED]
    here = next((signal for signal in speaking if signal.rule in asked.signals), None)
    if here or next(_files(asked, examined), None):
        return Component(asked.name, evidence=here)
    linked = [signal for signal in speaking if _rule(signal) in asked.linked]
    if not linked:
        return None
    first = min(linked, key=lambda signal: asked.linked.index(_rule(signal)))
    license = known.licenses.get(first.pillar) if known and first.rule == REGISTRY else None
    return Component(asked.name, license, elsewhere=True, evidence=first)


def _rule(signal: Signal) -> str:
    """A rule as `rules/mof.toml` names it: what the registry says, by its pillar."""
    return f"{REGISTRY}:{signal.pillar}" if signal.rule == REGISTRY else signal.rule


def _files(asked: Asked, examined: Sequence[Examined]) -> Iterator[str]:
    for each in examined:
        own_card = asked.card and each.document.role is Role.CARD and each.document.own
        if own_card or asked.name in _named(each.document.path.rpartition("/")[2].lower()):
            yield each.document.path


@lru_cache(maxsize=4096)
def _named(name: str) -> frozenset[str]:
    """The components that a file of this name is."""
    return frozenset(
        asked.name
        for asked in framework().asked
        if any(fnmatchcase(name, pattern) for pattern in asked.files)
    )
