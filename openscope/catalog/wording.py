"""The form in which the words of a licence are compared with a quote or a mark."""

from openscope.regex import regex

_QUOTES = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"') | dict.fromkeys("\u2018\u2019\u201a\u00b4`", "'")
)
_SPACE = regex(r"\s+")


def normal_text(text: str) -> str:
    """The text with white space, quotation marks and case made alike.

    Every run of white space (line breaks too) is one space. Double quotation marks, curly, low or
    angled, are straight; so are single ones, backticks and acute accents, of which two in a row are
    one double. Case is folded. Nothing else changes: hyphens, brackets and Markdown stand as they are.
    """
    return _SPACE.sub(" ", text.translate(_QUOTES).replace("''", '"').casefold()).strip()
