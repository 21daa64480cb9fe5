"""The datasets that a model's card says it was trained on: ids on the Hub, or other names."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.card import scalars
from openscope.detect.flow import Flow
from openscope.detect.page import Page
from openscope.model import Pillar, PillarState, Reading, Signal
from openscope.regex import regex

PRETRAINING = "data-pretraining"
"""The rule of the signal that the card, beside its list, says what the model was pre-trained on."""

_PRETRAINED = regex(
    r"\b(?:pre-?trained|trained from scratch) (?:[\w-]+ ){0,4}?(?:on|with|using)\b[^\n]{0,80}", re.I
)
_TUNED = regex(r"fine-?tun", re.I)
_MOST, _LONGEST = 100, 200
_HUB_URL = regex(r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co)/)?datasets/(.+?)/?", re.I)


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """Each name in the field `datasets` once; one that the Hub knows by a newer name, by that one."""
    card = page.front_matter
    if card is None or not card.data.get("datasets"):
        return reading
    found: dict[str, tuple[int | None, str]] = {}
    for words in scalars(card.data.get("datasets"))[:_MOST]:
        link = _HUB_URL.fullmatch(words)
        name = (link[1] if link else words)[:_LONGEST].encode("utf-8", "replace").decode()
        name = catalog.providers.datasets.get(name, name)
        found.setdefault(name.lower(), (card.lines.get("datasets"), name))
    signals = [*reading.signals]
    if said := next(_pretrained(page.running), None):
        line, quote = said
        signals.append(Signal(Pillar.DATA, PillarState.PARTIAL, PRETRAINING, page.document.path, line, quote))
    return replace(reading, datasets=tuple(found.values()), signals=tuple(signals))


def _pretrained(text: Flow) -> Iterator[tuple[int, str]]:
    """The line and the words of each sentence that says so, and speaks of no tuning."""
    for match in _PRETRAINED.finditer(text.text):
        start, end = text.sentence(*match.span())
        if not _TUNED.search(text.text, start, end):
            yield text.line(match.start()), match[0]
