"""`SPDX-License-Identifier:` tags: the one notation that was made for machines."""

import re

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.detect.words import known_expression
from openscope.model import Evidence, Reading, Source
from openscope.regex import regex

_KEY = "SPDX-License-Identifier:"
# The value ends with its line, or with the mark that closes a comment or a string on it.
_TAG = regex(r"SPDX-License-Identifier:[ \t]*([^\n]{1,500}?)[ \t]*(?:\*/|-->|--}}|\*\)|\"|'|`|#}|$)", re.M)


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """One piece of evidence for each tag whose value is an expression of known ids."""
    found = []
    for tag in _TAG.finditer(page.text):
        expression = known_expression(tag[1], catalog)
        if expression is None:
            continue
        line = page.text.count("\n", 0, tag.start()) + 1
        found.append(
            Evidence(Source.DECLARED, "tag", expression, page.document.path, line, line, quote=tag[0].strip())
        )
    return replace(reading, evidence=(*reading.evidence, *found)) if found else reading


def blank(text: str) -> str:
    """The text without its tags, line numbers kept, so that no other detector reads them again."""
    return _TAG.sub("", text) if _KEY in text else text
