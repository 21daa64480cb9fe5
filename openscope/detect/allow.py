"""Comments that let a finding pass where it stands: `# openscope: allow[slug] reason`.

The findings of the comment's own line are meant, and of the line below it where it stands alone. Whether a
comment counts is the policy's affair: see `openscope.decide.suppress`.
"""

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.model import Allowance, Reading
from openscope.regex import regex

_WORD = "openscope:"
_MOST = 200
_COMMENT = regex(
    r"(?:#|//|/\*|<!--|--|;|%)[ \t]{0,8}openscope:[ \t]{0,8}allow\[([\w ,-]{1,200})\]([^\n]{0,400})"
)
_END = regex(r"[ \t]*(?:\*/|-->)[ \t]*$")


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:  # noqa: ARG001
    """The comments of a document, in their order."""
    if _WORD not in page.text:
        return reading
    found = []
    for match in _COMMENT.finditer(page.text):
        slugs = tuple(dict.fromkeys(slug.strip().lower() for slug in match[1].split(",") if slug.strip()))
        reason = _END.sub("", match[2]).strip()
        line = page.text.count("\n", 0, match.start()) + 1
        alone = not page.text[page.text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        found.append(Allowance(page.document.path, line, slugs, reason, alone))
        if len(found) == _MOST:
            break
    return replace(reading, allowances=tuple(found)) if found else reading
