"""The licence words that a lockfile has for a dependency: a declaration like that of a manifest."""

from pathlib import Path

from openscope.catalog import Catalog
from openscope.detect.words import confidence, declared_expression
from openscope.expression import Or, join, parse
from openscope.model import Document, Evidence, Examined, Item, Reading, Role, Source

_LONGEST_QUOTE = 200


def listed(item: Item, catalog: Catalog) -> Examined:
    """What the list declares, as a document of the dependency. Of several words any one may be taken."""
    dependency = item.dependency
    if dependency is None:
        raise ValueError("the item is no dependency")
    words = dependency.licenses
    known = [expression for each in words if (expression := declared_expression(each, catalog))]
    choice = str(join(Or, [parse(each) for each in known])) if known and len(known) == len(words) else None
    line = dependency.line
    said = ", ".join(words)
    evidence = Evidence(
        Source.DECLARED,
        "lockfile",
        choice,
        dependency.path,
        line,
        line,
        score=confidence(said, choice, catalog),
        quote=said[:_LONGEST_QUOTE],
    )
    document = Document(dependency.path, Path(dependency.path), Role.METADATA, item.key, own=True, size=0)
    return Examined(document, Reading(dependency.path, evidence=(evidence,) if words else ()))
