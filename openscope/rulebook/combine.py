"""The expression of a text out of the expressions found in it."""

from collections.abc import Iterable
from functools import lru_cache

from openscope.expression import And, Expression, Leaf, join, parse

# Catch-all ids say "something about a licence stands here". They never stand beside a licence that
# was recognised.
CATCH_ALL = frozenset(
    "LicenseRef-scancode-" + name
    for name in (
        "free-unknown", "generic-cla", "generic-exception", "generic-export-compliance",
        "generic-trademark", "other-copyleft", "other-permissive", "proprietary-license",
        "see-license", "unknown", "unknown-license-reference", "unknown-spdx", "warranty-disclaimer",
    )
)  # fmt: skip


def combine(expressions: Iterable[Expression]) -> str:
    """All of them at once: without repeats, and without catch-alls where something has a name."""
    whole = join(And, list(expressions))
    parts: list[Expression] = list(whole.args) if isinstance(whole, And) else [whole]
    named = [part for part in parts if not _is_catch_all(part)]
    return str(join(And, named or parts))


@lru_cache(maxsize=4096)
def tree(expression: str) -> Expression:
    """An SPDX expression in text form, read; a single id without the library, which is slow to load."""
    return Leaf(expression) if " " not in expression else parse(expression)


def _is_catch_all(expression: Expression) -> bool:
    return isinstance(expression, Leaf) and expression.id in CATCH_ALL
