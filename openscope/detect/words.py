"""From the words of a declaration ("MIT", "Apache 2.0", "GPL-2.0-or-later OR MIT") to SPDX."""

import re

from openscope.catalog import Ambiguous, Catalog
from openscope.expression import And, ExpressionError, Or, canonicalise, ids, join, parse
from openscope.regex import regex

_LICENSE_REF = regex(r"(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$", re.I)
# "MIT/Apache-2.0" is how Cargo wrote a choice before it took SPDX expressions.
_SLASH = regex(r"\s*/\s*")
# "MIT AND": half of what was meant is missing.
_CUT = regex(r"(?:^|\s)(?:and|or|with)\s*$|^\s*(?:and|or|with)\s", re.I)


_BY_TABLE, _BY_PARTS, _LOOSE = 0.9, 0.8, 0.7

# A hostile manifest may hold a megabyte of parentheses; no real declaration is near this long.
_LONGEST = 4_000


class _NotKnownError(Exception):
    """An id in an expression that no catalog entry answers for."""


def known_expression(words: str, catalog: Catalog) -> str | None:
    """`words` as an SPDX expression of licences that the catalog knows, else None."""

    def canonical(key: str) -> str:
        if _LICENSE_REF.match(key):
            rule = catalog.license(key)
            return rule.id if rule else key
        known = catalog.resolve(key)
        if isinstance(known, str):
            return known
        raise _NotKnownError(key)

    if len(words) > _LONGEST:
        return None
    try:
        return str(catalog.ridden(canonicalise(words.strip(), canonical)))
    except (ExpressionError, _NotKnownError):
        return None


def declared_expression(words: str, catalog: Catalog) -> str | None:
    """`words` of a manifest or a card as SPDX, None where they are ambiguous or not understood."""
    words = words.strip().strip("\"'")
    whole = None if _LICENSE_REF.match(words) else catalog.resolve(words)
    if isinstance(whole, Ambiguous):
        return None
    if whole is not None:
        return whole
    if (expression := known_expression(words, catalog)) is not None:
        return expression
    parts = [known_expression(part, catalog) for part in _SLASH.split(words)]
    if len(parts) > 1 and "://" not in words and all(parts):
        return str(join(Or, [parse(part) for part in parts if part]))
    if _CUT.search(words):
        return None
    read = catalog.read(words)
    return read.meaning if read is not None and isinstance(read.meaning, str) else None


def confidence(words: str, expression: str | None, catalog: Catalog) -> float:
    """How sure the reading of words is: 1 where they spell out the ids, less where a table knows them, less
    again where they were read part by part, and least where they leave open how several licences are joined.
    """
    read = catalog.read(words) if expression and not _is_known(words, catalog) else None
    if read is not None and read.loose:
        return _LOOSE
    said = words.casefold()
    if all(id.casefold() in said for id in ids(expression)):
        return 1.0
    return _BY_PARTS if read is not None else _BY_TABLE


def _is_known(words: str, catalog: Catalog) -> bool:
    return catalog.resolve(words) is not None or known_expression(words, catalog) is not None


def together(expressions: list[str]) -> str | None:
    """Several declarations that hold at once, as one expression."""
    return str(join(And, [parse(expression) for expression in expressions])) if expressions else None
