"""Licence texts: what a text says, by the knowledge of ten years of curated rules.

`Engine` is the seam: a text goes in, `Recognised` comes out. `engine()` gives the one in use.
"""

from functools import lru_cache
from typing import Protocol

from openscope.rulebook.combine import CATCH_ALL
from openscope.rulebook.data import DataError, Progress, silent
from openscope.rulebook.result import Match, Recognised

__all__ = [
    "CATCH_ALL",
    "ENGINES",
    "NATIVE",
    "DataError",
    "Engine",
    "Match",
    "Progress",
    "Recognised",
    "engine",
    "prepare",
    "silent",
]


class Engine(Protocol):
    """Recognises licence texts, notices and references in a text."""

    def recognise(self, text: str, residue: bool = False) -> Recognised:
        """Everything in `text` that known licence texts explain. Raises `TimeoutError`.

        Without `residue` nothing is said of the lines that they leave, which most callers do not read.
        """


NATIVE = "native"
SCANCODE = "scancode"
ENGINES = (NATIVE, SCANCODE)
"""The names of the engines: ours, and ScanCode's own as a cross-check."""


@lru_cache(maxsize=len(ENGINES))
def engine(name: str = NATIVE) -> Engine:
    """The engine of this name, loaded once in a process."""
    if name == NATIVE:
        from openscope.rulebook.native import open_native

        return open_native()
    if name == SCANCODE:
        from openscope.rulebook.scancode import ScanCode

        return ScanCode()
    raise ValueError(f"no engine is called {name!r}: use one of {', '.join(ENGINES)}")


def prepare(progress: Progress) -> None:
    """Compile the rulebook if it is not in the cache yet; `progress(stage, done, total)` is called."""
    from openscope.catalog import load_catalog
    from openscope.rulebook import store

    catalog = load_catalog()
    if not store.is_compiled(catalog):
        store.ensure(catalog, progress)
