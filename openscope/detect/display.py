"""The attributions that licences ask to be displayed, where a card shows one: "Built with Llama"."""

import re
from functools import lru_cache

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.detect.seek import Seeker
from openscope.model import Reading


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """The words of `shows` in the rules that stand in the text, whatever marks or case they stand in."""
    found = tuple(
        words
        for words, shown in _shown(catalog)
        if next(shown.finditer(page.body, page.folded), None) is not None
    )
    return replace(reading, shows=found) if found else reading


@lru_cache(maxsize=1)
def _shown(catalog: Catalog) -> tuple[tuple[str, Seeker], ...]:
    return tuple(
        (words, Seeker(r"\b" + r"[\W_]{1,9}".join(map(re.escape, words.split())) + r"\b", re.I))
        for words in catalog.displayed()
    )
