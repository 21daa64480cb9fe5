"""What a registry says of a dependency's licence: a declaration like that of its manifest."""

from collections.abc import Set
from pathlib import Path

from openscope.catalog import Ambiguous, Catalog
from openscope.detect.words import confidence, declared_expression
from openscope.expression import Or, ids, join, parse
from openscope.model import Document, Evidence, Examined, Item, Reading, Role, Source, Told

_LONGEST_QUOTE = 200
_NOWHERE = Path()


def settles(answer: Told, catalog: Catalog) -> bool:
    """Whether what a registry says leaves no question: each word names a licence that the catalog knows, or
    may mean one that another word names.
    """
    found = {words: declared_expression(words, catalog) for words in answer.licenses}
    named = {id for expression in found.values() for id in ids(expression)}
    return (
        all(catalog.license(id.rstrip("+")) for id in named)
        and bool(named)
        and all(expression or _may_mean(words, named, catalog) for words, expression in found.items())
    )


def _may_mean(words: str, named: Set[str], catalog: Catalog) -> bool:
    meaning = catalog.resolve(words)
    return isinstance(meaning, Ambiguous) and not named.isdisjoint(meaning.candidates)


def told(item: Item, catalog: Catalog) -> Examined:
    """The registry's answer as a document of the dependency, whose path is the address of the page."""
    answer = item.dependency.told if item.dependency else None
    if answer is None:
        raise ValueError("no registry was asked about the item")
    found = [(words, declared_expression(words, catalog)) for words in answer.licenses]
    if answer.choice and len(found) > 1 and all(expression for _, expression in found):
        choice = str(join(Or, [parse(expression) for _, expression in found if expression]))
        found = [(", ".join(answer.licenses), choice)]
    evidence = tuple(
        Evidence(
            Source.DECLARED,
            f"registry:{answer.registry}",
            expression,
            answer.url,
            score=confidence(words, expression, catalog),
            quote=words[:_LONGEST_QUOTE],
        )
        for words, expression in found
    )
    document = Document(answer.url, _NOWHERE, Role.METADATA, item.key, own=True, size=0)
    return Examined(document, Reading(answer.url, evidence=evidence))
