"""SPDX licence expressions, and the adapter of `license_expression` that reads those that are not well spelt.

An expression is a tree of `Leaf`, `And` and `Or`. Its text form is SPDX's; ids are made canonical
by a function that the caller brings, so this module knows no licence by name.
"""

from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from openscope.regex import regex

if TYPE_CHECKING:
    from license_expression import Licensing

# What the specification's grammar is made of; where anything else stands, the library is asked.
_WORD = regex(r"[A-Za-z0-9.+:-]+|[()]")
_OPERATORS = frozenset({"AND", "OR", "WITH", "(", ")"})

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
    return _named(_read(text) or _read_by_library(text), canonical)


def _read(text: str) -> Expression | None:
    """What is spelt as the specification asks for, as nearly all are; None for anything else."""
    words = deque(text.replace("(", " ( ").replace(")", " ) ").split())
    if not all(map(_WORD.fullmatch, words)):
        return None
    try:
        tree = _joined(words, Or)
    except (IndexError, RecursionError):  # it ends too early, or is hostile
        return None
    return tree if not words else None


def _joined(words: deque[str], operator: type[And] | type[Or]) -> Expression:
    """What stands between operators of one kind; raises `IndexError` where something else does."""
    part = partial(_joined, words, And) if operator is Or else partial(_one, words)
    parts = [part()]
    while words and words[0].upper() == operator.__name__.upper():
        words.popleft()
        parts.append(part())
    return join(operator, parts)


def _one(words: deque[str]) -> Expression:
    word = words.popleft()
    if word == "(":
        tree = _joined(words, Or)
        if words.popleft() != ")":
            raise IndexError
        return tree
    exception = None
    if words and words[0].upper() == "WITH":
        words.popleft()
        exception = words.popleft()
    if word.upper() in _OPERATORS or (exception and exception.upper() in _OPERATORS):
        raise IndexError
    return Leaf(word, exception)


def _read_by_library(text: str) -> Expression:
    from license_expression import ExpressionError as LibraryError

    try:
        tree = _licensing().parse(text)
    except (LibraryError, *_FAILURES) as error:
        raise ExpressionError(str(error).splitlines()[0] if str(error) else "no expression") from error
    if tree is None:
        raise ExpressionError("empty")
    return _converted(tree)


def _converted(tree: Any) -> Expression:
    if hasattr(tree, "license_symbol"):
        return Leaf(tree.license_symbol.key, tree.exception_symbol.key)
    if hasattr(tree, "key"):
        return Leaf(tree.key)
    return join(And if tree.operator.strip() == "AND" else Or, [_converted(arg) for arg in tree.args])


def _named(tree: Expression, canonical: Callable[[str], str]) -> Expression:
    if not isinstance(tree, Leaf):
        return join(type(tree), [_named(arg, canonical) for arg in tree.args])
    left = _leaf(tree.id, canonical)
    if tree.exception is None:
        return left
    if not isinstance(left, Leaf) or left.exception:
        raise ExpressionError(f"{left} cannot take another WITH")
    return Leaf(left.id, canonical(tree.exception))


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
