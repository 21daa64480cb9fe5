"""From what a scan saw of a model to components of the Model Openness Framework."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from openscope.catalog import Catalog
from openscope.decide.mof import Asked, Component, Release, evaluate, framework
from openscope.model import Examined, Mof, PillarState, Role, Signal


def openness_class(
    license: str | None, signals: Sequence[Signal], examined: Sequence[Examined], catalog: Catalog
) -> Mof:
    """The class of a model's release under the licence that was concluded for it.

    What is only linked has a licence of its own, which a scan of this release does not know.
    """
    components = (found for asked in framework().asked if (found := _find(asked, signals, examined)))
    return evaluate(components, Release(license), catalog)


def _find(asked: Asked, signals: Sequence[Signal], examined: Sequence[Examined]) -> Component | None:
    speaking = [signal for signal in signals if signal.state is not PillarState.CLOSED]
    here = next((signal for signal in speaking if signal.rule in asked.signals), None)
    if here or next(_files(asked, examined), None):
        return Component(asked.name, evidence=here)
    linked = next((signal for signal in speaking if signal.rule in asked.linked), None)
    return Component(asked.name, elsewhere=True, evidence=linked) if linked else None


def _files(asked: Asked, examined: Sequence[Examined]) -> Iterator[str]:
    for each in examined:
        name = each.document.path.rpartition("/")[2].lower()
        own_card = asked.card and each.document.role is Role.CARD and each.document.own
        if own_card or any(fnmatchcase(name, pattern) for pattern in asked.files):
            yield each.document.path
