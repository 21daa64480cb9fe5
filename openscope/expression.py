"""SPDX licence expressions: the one adapter of `license_expression`.

An expression is a tree of `Leaf`, `And` and `Or`. Its text form is SPDX's; ids are made canonical
by a function that the caller brings, so this module knows no licence by name.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from openscope.regex import regex

if TYPE_CHECKING:
    from license_expression import Licensing

# Most expressions are one id: the library, which takes longer to load than to read them, is left out.
_ID = regex(r"[A-Za-z0-9.+:-]+")
_OPERATORS = frozenset({"AND", "OR", "WITH"})

# What the library fails with, besides an error of its own, over "()" and other hostile words.
_FAILURES = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)


class ExpressionError(ValueError):
    """The words are no licence expression; the message says why."""


class Leaf(Struct, frozen=True):
    """One licence, perhaps `WITH` an exception."""

    id: str
    exception: str | None = None

    def __str__(self) -> str:
        """The leaf as SPDX writes it."""
        return f"{self.id} WITH {self.exception}" if self.exception else self.id


class And(Struct, frozen=True):
    """All of `args` apply at once."""

    args: tuple["Expression", ...]

    def __str__(self) -> str:
        """The conjunction as SPDX writes it, with an `OR` inside in parentheses."""
        return " AND ".join(f"({arg})" if isinstance(arg, Or) else str(arg) for arg in self.args)


class Or(Struct, frozen=True):
    """Any one of `args` may be chosen."""

    args: tuple["Expression", ...]

    def __str__(self) -> str:
        """The choice as SPDX writes it, with an `AND` inside in parentheses."""
        return " OR ".join(f"({arg})" if isinstance(arg, And) else str(arg) for arg in self.args)


Expression = Leaf | And | Or


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read an expression of canonical ids; kept, since a report has the same few in every file.

    Raises `ExpressionError` for anything that is no expression.
    """
    return canonicalise(text, str)


def canonicalise(text: str, canonical: Callable[[str], str]) -> Expression:
    """Read an expression; each id goes through `canonical`, which may return an expression.

    Raises `ExpressionError` for anything that is no expression.
    """
    if _ID.fullmatch(text) and text.upper() not in _OPERATORS:
        return _leaf(text, canonical)
    from license_expression import ExpressionError as LibraryError

    try:
        tree = _licensing().parse(text)
    except (LibraryError, *_FAILURES) as error:
        raise ExpressionError(str(error).splitlines()[0] if str(error) else "no expression") from error
    if tree is None:
        raise ExpressionError("empty")
    return _convert(tree, canonical)


def _convert(tree: Any, canonical: Callable[[str], str]) -> Expression:
    if hasattr(tree, "license_symbol"):
        left = _leaf(tree.license_symbol.key, canonical)
        if not isinstance(left, Leaf) or left.exception:
            raise ExpressionError(f"{left} cannot take another WITH")
        return Leaf(left.id, canonical(tree.exception_symbol.key))
    if hasattr(tree, "key"):
        return _leaf(tree.key, canonical)
    args = [_convert(arg, canonical) for arg in tree.args]
    return join(And if tree.operator.strip() == "AND" else Or, args)


def _leaf(key: str, canonical: Callable[[str], str]) -> Expression:
    known = canonical(key)
    if known == key or " " not in known:
        if " " in known:
            raise ExpressionError(f"{key!r} is no licence id")
        return Leaf(known)
    return parse(known)


@lru_cache(maxsize=1)
def _licensing() -> "Licensing":
    from license_expression import Licensing

    return Licensing()


def join(operator: type[And] | type[Or], args: list[Expression]) -> Expression:
    """Join expressions under one operator, flat and without repeats, in their order."""
    flat: dict[Expression, None] = {}
    for arg in args:
        for part in arg.args if isinstance(arg, operator) else (arg,):
            flat.setdefault(part)
    unique = tuple(flat)
    return unique[0] if len(unique) == 1 else operator(unique)


def conjunction(texts: list[str]) -> str | None:
    """`AND` of expressions in text form; None for an empty list."""
    return str(join(And, [parse(text) for text in texts])) if texts else None


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Every leaf, from left to right, repeats included."""
    if isinstance(expression, Leaf):
        yield expression
    else:
        for arg in expression.args:
            yield from leaves(arg)


@lru_cache(maxsize=4096)
def ids(text: str | None) -> tuple[str, ...]:
    """The distinct licence ids of an expression in text form, exceptions left out."""
    return tuple(dict.fromkeys(leaf.id for leaf in leaves(parse(text)))) if text else ()


def choose(expression: Expression, rank: Callable[[Leaf], int]) -> tuple[Expression, int]:
    """Take the branch of each `OR` whose rank is lowest, and the highest rank of each `AND`.

    Returns what remains (no `OR` is left in it) and its rank. With the ranks allow < unknown <
    deny this is three-valued judgement; with a scale of categories it is classification.
    """
    if isinstance(expression, Leaf):
        return expression, rank(expression)
    chosen = [choose(arg, rank) for arg in expression.args]
    if isinstance(expression, Or):
        return min(chosen, key=lambda pair: pair[1])
    return join(And, [arg for arg, _ in chosen]), max(worst for _, worst in chosen)
