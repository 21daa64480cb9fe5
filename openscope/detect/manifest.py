"""The licence that a package manifest declares: `pyproject.toml`, `package.json`, `Cargo.toml`, …"""

from contextlib import suppress
from dataclasses import replace

import yaml

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.detect.words import confidence, declared_expression
from openscope.expression import Or, join, parse
from openscope.manifest import Manifest, parse_manifest
from openscope.model import Evidence, Reading, Role, Skipped, Source

# Longer words are a licence text pasted into a field, or hostile: the text detector reads the file.
_LONGEST_NAME = 200
_WRITTEN_AS_YAML = ("license:", "classifiers:", "- ", "name:", "type:", "'@type'")
# Where a manifest of these lists several licences, any one of them may be taken.
_LIST_IS_A_CHOICE = {"composer", "maven", "npm", "gem"}


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """One piece of evidence for each licence field of a manifest; the classifiers count as one field."""
    if page.document.role not in (Role.MANIFEST, Role.METADATA):
        return reading
    manifest = parse_manifest(page.document.location, page.document.path.rpartition("/")[2])
    if isinstance(manifest, Skipped):
        skipped = replace(manifest, path=page.document.path)
        return replace(reading, problems=(skipped.reason,), skipped=skipped)
    if manifest is None:
        return reading
    fields = _fields(manifest)
    evidence = tuple(_evidence(words, page, catalog) for words in fields)
    if len(fields) > 1 and manifest.type in _LIST_IS_A_CHOICE and all(e.expression for e in evidence):
        choice = str(join(Or, [parse(e.expression) for e in evidence if e.expression]))
        evidence = (replace(evidence[0], expression=choice, quote=", ".join(fields)),)
    return replace(reading, evidence=(*reading.evidence, *evidence))


def _fields(manifest: Manifest) -> list[str]:
    """The words of each licence field, in the order of the manifest.

    packagedcode gives them as a string, a list, or a mapping written as YAML ("license: BSD").
    """
    statement = manifest.license_statement
    if isinstance(statement, str) and statement.startswith(_WRITTEN_AS_YAML):
        with suppress(yaml.YAMLError):  # not written by packagedcode after all: the words stand
            statement = yaml.safe_load(statement)
    return [_printable(words) for words in _flat(statement) if words]


def _printable(words: str) -> str:
    """The words, cut where they are no name any more, without half a surrogate pair."""
    words = words.encode("utf-8", "replace").decode()
    return words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME] + "…"


def _flat(statement: object) -> list[str]:
    match statement:
        case None | "":
            return []
        case str():
            return [statement.strip()]
        case {"license": license, **rest} if license:
            return _flat(license) + _flat(rest.get("classifiers"))
        case {"#text": str(text)}:  # an XML element with attributes
            return [text]
        case {"type": str(type_)} | {"name": str(type_)}:
            return [type_]
        case dict():
            return [words for value in statement.values() for words in _flat(value)]
        case list():
            return [words for value in statement for words in _flat(value)]
        case _:
            return [str(statement)]


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
        score=confidence(words, expression),
        quote=words,
    )


def _line_of(words: str, text: str) -> int | None:
    """The line that holds the words, best beside the word "license"; None where they were re-written."""
    hits = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    near = [number for number in hits if "licen" in text.splitlines()[number - 1].lower()]
    return next(iter(near or hits), None)
