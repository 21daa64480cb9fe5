"""Words without their layout, and the way back from words to lines."""

import re
from hashlib import sha256

from openscope.catalog import normal_text
from openscope.detect.flow import flow

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "`": "'"})


def plain(text: str) -> str:
    """The words of a text: comment and list marks at the start of lines, line breaks, the shape of
    quotation marks and case make no difference.
    """
    return normal_text(flow(enumerate(text.splitlines(), 1)).text)


def fingerprint(text: str) -> str:
    """A short name for a text that no layout changes: the first 12 hex digits of its words' SHA-256."""
    return sha256(plain(text).encode()).hexdigest()[:12]


def place(quote: str, text: str) -> tuple[int, int] | None:
    """The lines (first, last) on which the words of `quote` stand in `text`, None where they do not."""
    running = flow(enumerate(text.splitlines(), 1))
    words = [re.escape(word) for word in quote.translate(_STRAIGHT).split()]
    found = re.search(r"\s".join(words), running.text.translate(_STRAIGHT), re.I) if words else None
    return (running.line(found.start()), running.line(found.end() - 1)) if found else None
