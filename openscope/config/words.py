"""The words that `allow` may hold: categories, strengths, classes, SPDX ids, ids `WITH` an exception."""

from openscope.catalog import Ambiguous, Catalog
from openscope.catalog.tables import near
from openscope.expression import ExpressionError, Leaf, parse
from openscope.model import Category, Copyleft, OpennessClass

CATEGORIES = tuple(each.value for each in Category if each is not Category.UNKNOWN)
STRENGTHS = tuple(f"copyleft:{each}" for each in Copyleft)
CLASSES = tuple(each.value for each in OpennessClass if each is not OpennessClass.UNKNOWN)
WORDS = (*CATEGORIES, *STRENGTHS, *CLASSES)


def read_word(word: str, catalog: Catalog) -> tuple[str, str | None]:
    """The canonical form of a word, and what is wrong with it, if anything.

    An id may be written in any case; a `LicenseRef-` that no table knows is taken as it stands.
    """
    lower = word.strip().lower()
    if lower in WORDS:
        return lower, None
    if lower == "unknown":
        return word, 'nothing unknown is allowed by a list: say `unknown = "warn"`, or write an exception'
    try:
        leaf = parse(word)
    except ExpressionError:
        return word, f"{word!r} is no licence id{_meant(word, catalog)}"
    if not isinstance(leaf, Leaf):
        return word, f"{word!r} is an expression: allow its licences one by one"
    id = _canonical(leaf.id, catalog)
    if id is None:
        return word, f"unknown word {word!r}{_meant(word, catalog)}"
    if leaf.exception is None:
        return id, None
    exception = catalog.license(leaf.exception)
    if exception is None or not exception.exception:
        return word, f"{leaf.exception!r} is no exception that openscope knows"
    return f"{id} WITH {exception.id}", None


def canonical_expression(words: str, catalog: Catalog) -> str | None:
    """An SPDX expression with its ids as SPDX spells them; None for what is none."""
    from openscope.expression import canonicalise

    try:
        return str(canonicalise(words, lambda id: _canonical(id, catalog) or _refuse(id)))
    except ExpressionError:
        return None


def _refuse(id: str) -> str:
    raise ExpressionError(f"{id} is no licence id")


def _canonical(id: str, catalog: Catalog) -> str | None:
    plus = "+" if id.endswith("+") else ""
    rule = catalog.license(id.removesuffix("+"))
    if rule is not None:
        return rule.id + plus
    return id if id.lower().startswith("licenseref-") else None


def _meant(word: str, catalog: Catalog) -> str:
    meaning = catalog.resolve(word)
    if isinstance(meaning, Ambiguous):
        return f": it may mean {' or '.join(meaning.candidates)}"
    if meaning is not None:
        return f" (did you mean {meaning!r}?)"
    ids = {id.lower(): id for id in catalog.ids()}
    guess = near(word, [*ids, *WORDS])
    for lower, id in ids.items():
        guess = guess.replace(f"'{lower}'", f"'{id}'")
    return guess
