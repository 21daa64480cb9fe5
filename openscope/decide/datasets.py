"""What a model was trained on, as far as its card names it: each dataset with its own licence and gating.

A dataset is known by its item where the same scan has it, by what the Hub said where it was asked, else by
`rules/datasets.toml`. Of any other nothing is known, and nothing is held against it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from openscope.catalog import Catalog
from openscope.decide.classify import classify
from openscope.expression import And, join, parse
from openscope.model import (
    Assessment,
    Category,
    Examined,
    HubData,
    Item,
    Pillar,
    PillarState,
    Role,
    Signal,
    TrainingData,
)
from openscope.regex import regex

RULE = "dataset"
"""The rule of the signals that a resolved dataset gives."""

_PRETRAINING = "data-pretraining"
_TUNED = regex(r"fine-?tun|distil|instruct|(?<![a-z])(?:chat|it|sft|dpo|rlhf)(?![a-z])", re.I)
_OPEN = (Category.PERMISSIVE, Category.COPYLEFT)


def training_data(
    item: Item, examined: Sequence[Examined], datasets: Mapping[str, Assessment], catalog: Catalog
) -> tuple[TrainingData, ...]:
    """The datasets that the model's own card names; `datasets` are those of the scan, by lower-case name."""
    renamed = catalog.providers.datasets
    asked = item.published.datasets if item.published else ()
    told = {renamed.get(each.name, each.name).lower(): each for each in asked}
    cards = [each for each in examined if each.document.own and each.document.role is Role.CARD]
    return tuple(
        _resolved(name, each.document.path, line, datasets, told, catalog)
        for each in cards
        for line, name in each.reading.datasets
    )


def _resolved(
    name: str,
    path: str,
    line: int | None,
    datasets: Mapping[str, Assessment],
    told: Mapping[str, HubData],
    catalog: Catalog,
) -> TrainingData:
    here, hub, rule = datasets.get(name.lower()), told.get(name.lower()), catalog.datasets.named(name)
    outputs = rule.outputs if rule else None
    if here is not None:
        gated = bool(here.item.published.gated) if here.item.published else None
        return TrainingData(name, here.license.concluded, gated, "scan", outputs, path, line)
    if hub is not None and hub.problem is None:
        return TrainingData(name, _together(hub.licenses, catalog), hub.gated, "hub", outputs, path, line)
    problem = hub.problem if hub else None
    if rule is not None:
        return TrainingData(name, rule.license, rule.gated, "rules", outputs, path, line, problem)
    return TrainingData(name, None, None, None, outputs, path, line, problem)


def _together(words: Sequence[str], catalog: Catalog) -> str | None:
    """The Hub's words for a licence as SPDX; None where one of them is not understood."""
    meanings = [catalog.resolve(each) for each in words]
    known = [each for each in meanings if isinstance(each, str)]
    return str(join(And, [parse(each) for each in known])) if known and len(known) == len(words) else None


def signals(
    datasets: Sequence[TrainingData], said: Sequence[Signal], tuned: bool, catalog: Catalog
) -> Iterator[Signal]:
    """What the datasets say of the pillar data: open where every one of them is known to be there for all
    under an open licence and the card (`said`) speaks of pre-training, else partial: the list of a
    `tuned` model, or a list alone, may be that of its tuning. Names that nobody knows say no more than
    that data is named.
    """
    if any(each.known for each in datasets):
        pretrained = not tuned and any(signal.rule == _PRETRAINING for signal in said)
        whole = pretrained and all(is_open(each, catalog) for each in datasets)
        state = PillarState.OPEN if whole else PillarState.PARTIAL
        for each in datasets:
            if each.known:
                quote = f"{each.name}: {each.words}"
                yield Signal(Pillar.DATA, state, RULE, each.path, each.line, quote)


def is_tuned(each: Assessment) -> bool:
    """Whether a model was made from another one, as its bases or its name show."""
    return bool(each.bases) or _TUNED.search(each.item.name) is not None


def is_open(data: TrainingData, catalog: Catalog) -> bool:
    """Whether anybody may get it, under an open licence."""
    return not data.gated and data.license is not None and classify(data.license, catalog).category in _OPEN
