"""An exception that stands behind its licence's own notice, found apart from it.

"… either version 2, or (at your option) any later version. … As a special exception, you may link …" is one
licence WITH an exception: an exception alone is no expression.
"""

from openscope.catalog import Catalog
from openscope.expression import And, Leaf, join, parse

_LLVM = "LLVM-exception"


def with_exception(expression: str | None, catalog: Catalog) -> str | None:
    """The expression with its one exception at the one licence that it can belong to."""
    tree = parse(expression) if expression else None
    if not isinstance(tree, And):
        return expression
    plain = [arg for arg in tree.args if isinstance(arg, Leaf) and arg.exception is None]
    exceptions = [leaf for leaf in plain if catalog.is_exception(leaf.id)]
    if len(exceptions) != 1:
        return expression
    [exception] = exceptions
    takers = [leaf for leaf in plain if _takes(leaf.id, exception.id)]
    if len(takers) != 1 or any(isinstance(arg, Leaf) and arg.exception == exception.id for arg in tree.args):
        return expression
    whole = Leaf(takers[0].id, exception.id)
    return str(join(And, [whole if arg == takers[0] else arg for arg in tree.args if arg != exception]))


def _takes(id: str, exception: str) -> bool:
    """Whether a licence is one that this exception is written for: all but one are for GNU's."""
    if exception == _LLVM:
        return id == "Apache-2.0"
    return id.startswith(("GPL-", "LGPL-", "AGPL-"))
