"""The licence that the header of a weights file names: GGUF's `general.license`, safetensors' metadata.

GGUF's keys are those of its specification. In safetensors, `license` is a habit and
`modelspec.license` a key of the Stability AI model specification (it holds words, "CreativeML
Open RAIL++-M", rather than ids).
"""

import json

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.detect.words import declared_expression
from openscope.model import Evidence, Reading, Role, Source

_IDS = ("general.license", "license", "modelspec.license")
_NAMES = ("general.license.name", "license_name")
# `other` points at the name beside it.
_SAYS_NOTHING = {"", "other", "unknown", "none", "n/a"}
_LONGEST_QUOTE = 200


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """One piece of evidence for each licence key of a header."""
    words = header(page)
    found = [(key, words[key], declared_expression(words[key], catalog)) for key in _IDS if key in words]
    found += [
        (key, words[key], catalog.license_name(words[key]) or declared_expression(words[key], catalog))
        for key in _NAMES
        if key in words
    ]
    evidence = [
        Evidence(
            Source.DECLARED,
            "header",
            None if value.strip().lower() in _SAYS_NOTHING else expression,
            page.document.path,
            quote=f"{key}: {value[:_LONGEST_QUOTE]}",
        )
        for key, value, expression in found
        if value.strip()
    ]
    return replace(reading, evidence=(*reading.evidence, *evidence)) if evidence else reading


def header(page: Page) -> dict[str, str]:
    """The words of a header by their keys; none for any other document."""
    if page.document.role is not Role.HEADER:
        return {}
    words: dict[str, str] = json.loads(page.text)
    return words
