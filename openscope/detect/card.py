"""The licence that a model or dataset card declares in its front matter, in all its dirt.

The Hub takes one of its own ids for `license`; `license: other` hands over to `license_name` and
`license_link`. Real cards also hold lists, several ids, upper case, and names nobody registered.
"""

from msgspec.structs import replace

from openscope.catalog import Ambiguous, Catalog
from openscope.detect.page import Page
from openscope.frontmatter import FrontMatter
from openscope.model import Evidence, Reading, SkipCode, Skipped, Source

# Values that say nothing: `other` points at `license_name`; "license" is what one trainer's
# template writes for its own placeholder.
_SAYS_NOTHING = {"", "other", "unknown", "license", "licence", "none", "null", "~", "n/a", "tbd"}
_LONGEST_QUOTE = 80
_FIELDS = ("license", "licence", "licenses")


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """One piece of evidence for each licence id or name in the front matter."""
    card = page.front_matter
    if card is None:
        return reading
    evidence = [
        _evidence(value, catalog.resolve(value), field, card, page)
        for field in _FIELDS
        for value in _words(card.data.get(field))
    ]
    evidence += [
        _evidence(value, catalog.license_name(value) or catalog.resolve(value), "license_name", card, page)
        for value in scalars(card.data.get("license_name"))
    ]
    skipped = None
    if card.recovered:
        reason = f"the front matter is malformed and was read key by key: {card.problems[0]}"
        skipped = Skipped(page.document.path, SkipCode.MALFORMED, reason)
    return replace(reading, evidence=(*reading.evidence, *evidence), problems=card.problems, skipped=skipped)


def _evidence(
    value: str, known: str | Ambiguous | None, field: str, card: FrontMatter, page: Page
) -> Evidence:
    says_nothing = value.strip().lower() in _SAYS_NOTHING
    expression = known if isinstance(known, str) and not says_nothing else None
    line = card.lines.get(field)
    return Evidence(
        Source.DECLARED, "card", expression, page.document.path, line, line, quote=f"{field}: {value}"
    )


def _words(value: object) -> list[str]:
    """The words of a licence field; one that holds no words is kept as it is, so that nobody misses it."""
    return scalars(value) or ([str(value)[:_LONGEST_QUOTE]] if value else [])


def scalars(value: object) -> list[str]:
    """The words of a front matter field that may be a scalar, a list, or something that it should not be."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list | tuple):
        return [word.strip() for word in value if isinstance(word, str) and word.strip()]
    return []
