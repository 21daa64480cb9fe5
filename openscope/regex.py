"""Regular expressions that are compiled when they are first used: a start loads many more than it uses.

Each takes half a millisecond to compile, and the hundreds of a scan a tenth of a second.
"""

import re
from functools import cached_property
from typing import Any, AnyStr, cast


class _Regex:
    """Stands for `re.compile(written, flags)`, of which it takes over one attribute after the other."""

    def __init__(self, written: str | bytes, flags: int) -> None:
        self._written, self._flags = written, flags

    @cached_property
    def _compiled(self) -> re.Pattern[Any]:
        return re.compile(self._written, self._flags)

    def __getattr__(self, name: str) -> Any:
        """What is not here yet; the next time it is."""
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


def regex(written: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A regular expression, to be used by its own methods, not by the functions of `re`; the `re` of its
    matches is the real one.

    Where it is not well formed, `re.error` is raised when it is first used.
    """
    return cast(re.Pattern[AnyStr], _Regex(written, flags))
