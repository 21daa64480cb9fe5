"""The licence that a package manifest declares: `pyproject.toml`, `package.json`, `Cargo.toml`, …"""

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.detect.words import confidence, declared_expression
from openscope.expression import Or, join, parse
from openscope.manifest import parse_manifest, statements
from openscope.model import Evidence, Reading, Skipped, Source

# Where a manifest of these lists several licences, any one of them may be taken.
_LIST_IS_A_CHOICE = {"composer", "maven", "npm", "gem"}


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """One piece of evidence for each licence field of a manifest; the classifiers count as one field."""
    name = page.document.path.rpartition("/")[2]
    manifest = parse_manifest(page.document.location, name, page.text)
    if isinstance(manifest, Skipped):
        skipped = replace(manifest, path=page.document.path)
        return replace(reading, problems=(skipped.reason,), skipped=skipped)
    if manifest is None:
        return reading
    fields = statements(manifest)
    evidence = tuple(_evidence(words, page, catalog) for words in fields)
    if len(fields) > 1 and manifest.type in _LIST_IS_A_CHOICE and all(e.expression for e in evidence):
        choice = str(join(Or, [parse(e.expression) for e in evidence if e.expression]))
        evidence = (replace(evidence[0], expression=choice, quote=", ".join(fields)),)
    return replace(reading, evidence=(*reading.evidence, *evidence))


def _evidence(words: str, page: Page, catalog: Catalog) -> Evidence:
    line = _line_of(words, page.text)
    expression = declared_expression(words, catalog)
    return Evidence(
        Source.DECLARED,
        "manifest",
        expression,
        page.document.path,
        line,
        line,
        score=confidence(words, expression, catalog),
        quote=words,
    )


def _line_of(words: str, text: str) -> int | None:
    """The line that holds the words, best beside the word "license"; None where they were re-written."""
    hits = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    near = [number for number in hits if "licen" in text.splitlines()[number - 1].lower()]
    return next(iter(near or hits), None)
