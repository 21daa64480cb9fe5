"""From an expression to its category: the best branch of each `OR`, the worst part of each `AND`."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from openscope.catalog import Catalog
from openscope.expression import Leaf, choose, parse
from openscope.model import Category, Clause, Copyleft, Restriction

# From the least that a licence asks to the most; what is not known is never taken for little.
_SCALE: tuple[tuple[Category, Copyleft | None], ...] = (
    (Category.PERMISSIVE, None),
    (Category.COPYLEFT, Copyleft.WEAK),
    (Category.COPYLEFT, Copyleft.STRONG),
    (Category.COPYLEFT, Copyleft.NETWORK),
    (Category.SOURCE_AVAILABLE, None),
    (Category.PROPRIETARY, None),
    (Category.UNKNOWN, None),
)
_RANK = {pair: rank for rank, pair in enumerate(_SCALE)}


class Class(Struct, frozen=True):
    """The category of an expression, and the expression that is left when each `OR` is decided."""

    category: Category
    copyleft: Copyleft | None
    chosen: str | None

    @property
    def pair(self) -> tuple[Category, Copyleft | None]:
        """Category and copyleft strength."""
        return self.category, self.copyleft


def classify(
    expression: str | None,
    catalog: Catalog,
    clauses: Mapping[str, tuple[Clause, ...]] | None = None,
    candidates: Iterable[str] = (),
) -> Class:
    """The category of an expression.

    `clauses` are what was found in the texts that the catalog does not know, by the id that the
    expression gives them: such a text is source-available where it restricts use, else unknown.
    `candidates` are the ids that an ambiguous declaration ("BSD") may mean, where there is no
    expression: what all of them have in common is known.
    """
    if expression is None:
        possible = {classify(id, catalog).pair for id in candidates}
        category, copyleft = possible.pop() if len(possible) == 1 else (Category.UNKNOWN, None)
        return Class(category, copyleft, None)
    chosen, rank = choose(parse(expression), lambda leaf: rank_of(leaf, catalog, clauses or {}))
    return Class(*_SCALE[rank], str(chosen))


def standing(
    leaf: Leaf, catalog: Catalog, clauses: Mapping[str, tuple[Clause | Restriction, ...]]
) -> tuple[Category, Copyleft | None]:
    """The category and the copyleft strength of one licence; see `classify` for `clauses`."""
    return _SCALE[rank_of(leaf, catalog, clauses)]


def rank_of(leaf: Leaf, catalog: Catalog, clauses: Mapping[str, tuple[Clause | Restriction, ...]]) -> int:
    """How much a licence asks, from 0 (permissive) upwards; the unknown ranks last."""
    rule = catalog.license(leaf.id.rstrip("+"))
    if rule is None:
        restricts = any(catalog.terms[clause.kind].restricts_use for clause in clauses.get(leaf.id, ()))
        return _RANK[Category.SOURCE_AVAILABLE if restricts else Category.UNKNOWN, None]
    if not rule.verdict:
        return _RANK[Category.UNKNOWN, None]
    if leaf.exception and not catalog.is_exception(leaf.exception):
        return _RANK[Category.UNKNOWN, None]
    if leaf.exception and rule.category is Category.COPYLEFT:
        exception = catalog.license(leaf.exception)
        if exception and exception.category in (Category.PERMISSIVE, Category.COPYLEFT):
            # An exception lets go of part of what the licence asks: it never reaches further than a library.
            return _RANK[Category.COPYLEFT, Copyleft.WEAK]
    return _RANK[rule.category, rule.copyleft]
