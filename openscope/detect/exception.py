"""An exception that stands behind its licence's own notice, found apart from it.

"… either version 2, or (at your option) any later version. … As a special exception, you may link …" is one
licence WITH an exception: an exception alone is no expression.
"""

from collections.abc import Sequence

from openscope.catalog import Catalog
from openscope.expression import And, Expression, Leaf, join, parse
from openscope.rulebook import Match

_LLVM = "LLVM-exception"
_GNU = ("GPL-", "LGPL-", "AGPL-")
_GAP = 3


def with_exception(expression: str | None, matches: Sequence[Match], catalog: Catalog) -> str | None:
    """The expression with each exception at the one licence that it can belong to. `matches` are what the
    expression was put together from.
    """
    tree = parse(expression) if expression else None
    if not isinstance(tree, And):
        return expression
    if not any(isinstance(a, Leaf) and (a.exception or catalog.is_exception(a.id)) for a in tree.args):
        return expression
    args = _joined_by_place(tree.args, matches, catalog)
    args = _joined_by_choice(args, matches, catalog)
    return str(join(And, [arg for arg in args if not _is_text_of(arg, args, matches)]))


def _joined_by_place(
    args: Sequence[Expression], matches: Sequence[Match], catalog: Catalog
) -> Sequence[Expression]:
    """Those that always stand together: "License: GPL-3.0-or-later WITH GCC-exception-3.1" on one line, or a
    notice and right below it the words that add the exception.
    """
    named = {str(arg) for arg in args} | {arg.exception for arg in args if isinstance(arg, Leaf)}
    for exception in sorted(id for id in named if id and catalog.is_exception(id)):
        adds = [each for each in matches if exception in each.expression.split()]
        for id in [str(arg) for arg in args if _takes(str(arg), exception)]:
            own = [each for each in matches if each.expression == id]
            if own and all(any(_adds(other, each) for other in adds) for each in own):
                args = [Leaf(id, exception) if str(arg) == id else arg for arg in args]
    return args


def _adds(other: Match, notice: Match) -> bool:
    """Whether a match with an exception goes on where a notice ends: a line of both, or the same licence."""
    if notice.text:  # a licence's own text says nothing of exceptions
        return False
    licence, _, exception = other.expression.partition(" WITH ")
    if not exception:
        return other.start_line == other.end_line == notice.start_line == notice.end_line
    return _base(licence) == _base(notice.expression) and 0 <= other.start_line - notice.end_line <= _GAP


def _joined_by_choice(
    args: Sequence[Expression], matches: Sequence[Match], catalog: Catalog
) -> Sequence[Expression]:
    """One exception and one licence that takes it. A copyleft licence with several notices may be that of
    several works, of which one alone has the exception: an Autoconf script does not ease its program.
    """
    exceptions = [arg for arg in args if isinstance(arg, Leaf) and catalog.is_exception(str(arg))]
    if len(exceptions) != 1:
        return args
    [exception] = exceptions
    if any(isinstance(arg, Leaf) and arg.exception == exception.id for arg in args):
        return [arg for arg in args if arg != exception]  # its text, below the licence that it is named with
    takers = [arg for arg in args if isinstance(arg, Leaf) and _takes(str(arg), exception.id)]
    notices = [each for each in matches if each.expression in map(str, takers) and not each.text]
    if len(takers) != 1 or (exception.id != _LLVM and len(notices) > 1):
        return args
    whole = Leaf(takers[0].id, exception.id)
    return [whole if arg == takers[0] else arg for arg in args if arg != exception]


def _is_text_of(arg: Expression, args: Sequence[Expression], matches: Sequence[Match]) -> bool:
    """Whether it is but the text that a licence with an exception, named above it, asks for."""
    own = [each for each in matches if each.expression == str(arg)]
    if not own or not all(each.whole for each in own) or not str(arg).startswith(_GNU):
        return False
    above = {each.expression for each in matches if each.start_line < min(one.start_line for one in own)}
    return any(
        isinstance(other, Leaf)
        and other.exception is not None
        and _base(other.id) == _base(str(arg))
        and not above.isdisjoint({str(other), other.id})
        for other in args
    )


def _base(id: str) -> str:
    return id.removesuffix("-only").removesuffix("-or-later")


def _takes(id: str, exception: str) -> bool:
    """Whether a licence is one that this exception is written for: all but one are for GNU's, and those that
    are numbered like the third version are for that.
    """
    if exception == _LLVM:
        return id == "Apache-2.0"
    third = exception.endswith(("-exception-3.0", "-exception-3.1"))
    return " " not in id and id.startswith(_GNU) and (not third or "GPL-3.0" in id)
