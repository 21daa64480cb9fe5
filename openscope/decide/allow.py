"""Whether a word of a policy allows a licence: by category, by openness class, by id."""

from collections.abc import Iterable

from openscope.catalog import Catalog
from openscope.config.words import CATEGORIES, CLASSES, STRENGTHS
from openscope.expression import Leaf, parse
from openscope.model import Category, Copyleft, OpennessClass
from openscope.regex import regex

_VERSION = regex(r"(?P<stem>.+?)-(?P<version>\d+(?:\.\d+)*)(?P<choice>-only|-or-later|\+)?")
_OPEN = (Category.PERMISSIVE, Category.COPYLEFT)


def allowed_by(
    leaf: Leaf,
    standing: tuple[Category, Copyleft | None],
    klass: OpennessClass | None,
    words: Iterable[str],
    catalog: Catalog,
) -> str | None:
    """The first word that allows a licence of this standing, in a model of this class; None if none does.

    An id allows every version that its holder may choose: `GPL-3.0-only` allows `GPL-2.0-or-later`.
    It allows the licence with a known exception, too, since an exception only gives. What is unknown
    is allowed by its own id alone.
    """
    category, copyleft = standing
    for word in words:
        if word in CATEGORIES:
            if word == category:
                return word
        elif word in STRENGTHS:
            if copyleft is not None and word == f"copyleft:{copyleft}":
                return word
        elif word in CLASSES:
            if word == klass and _carries(OpennessClass(word), category):
                return word
        elif _is_named(leaf, word, catalog):
            return word
    return None


def _carries(klass: OpennessClass, category: Category) -> bool:
    """Whether a licence of this category can be why a model is of this class."""
    if category is Category.UNKNOWN:
        return False
    return category in _OPEN or klass in (OpennessClass.RESTRICTED_WEIGHTS, OpennessClass.CLOSED)


def _is_named(leaf: Leaf, word: str, catalog: Catalog) -> bool:
    entry = parse(word)
    if not isinstance(entry, Leaf):
        return False
    if entry.exception is not None and (leaf.exception or "").lower() != entry.exception.lower():
        return False
    if entry.exception is None and leaf.exception is not None and not _gives(leaf.exception, catalog):
        return False
    return _id(leaf.id, catalog) == _id(entry.id, catalog) or _is_choice(leaf.id, entry.id)


def _gives(exception: str, catalog: Catalog) -> bool:
    """Whether an exception is one that gives more than the licence does."""
    rule = catalog.license(exception)
    return rule is not None and rule.exception and rule.category in _OPEN


def _id(id: str, catalog: Catalog) -> str:
    rule = catalog.license(id)
    return (rule.id if rule else id).lower()


def _is_choice(id: str, entry: str) -> bool:
    """Whether the licence leaves the choice of a version, and the entry is one that may be chosen."""
    offered, taken = _VERSION.fullmatch(id), _VERSION.fullmatch(entry)
    if not offered or not taken or offered["choice"] not in ("-or-later", "+"):
        return False
    if offered["stem"].lower() != taken["stem"].lower():
        return False
    return _numbers(taken["version"]) >= _numbers(offered["version"])


def _numbers(version: str) -> list[int]:
    numbers = [int(part) for part in version.split(".") if len(part) < 10]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers
