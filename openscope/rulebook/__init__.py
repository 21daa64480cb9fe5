"""Licence texts: what a text says, by the knowledge of ten years of curated rules.

`Engine` is the seam: a text goes in, `Recognised` comes out. `engine()` gives the one in use.
"""

from functools import lru_cache
from typing import Protocol

from openscope.rulebook.result import Match, Recognised

__all__ = ["Engine", "Match", "Recognised", "engine"]


class Engine(Protocol):
    """Recognises licence texts, notices and references in a text."""

    def recognise(self, text: str) -> Recognised:
        """Everything in `text` that known licence texts explain. Raises `TimeoutError`."""


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process, loaded at the first call."""
    from openscope.rulebook.scancode import ScanCode

    return ScanCode()
