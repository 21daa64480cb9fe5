"""The words that a declared name is made of, with what stands between them."""

import re

from msgspec import Struct

from openscope.regex import regex

_TOKEN = regex(
    r"""(?P<url>(?:https?://|www\.)[^\s<>"'()\[\]]+)
    |(?P<date>(?:\b\d{1,2}(?:st|nd|rd|th)?\s+)?\b(?:january|february|march|april|may|june|july|august|september|october
        |november|december)\s+(?:\d{1,2}\s*,?\s+)?\d{4}\b)
    |(?P<less><=?\s*\d)
    |(?P<version>v?\.?\d+(?:(?:\.\d+)+|[ _]\d(?![\w.]))?(?:[a-z](?![^\W_]))?)
    |(?P<word>[^\W\d_]+?(?=v\.?\d)|[^\W\d_]+(?:['\u2019][^\W\d_]+)*)
    |(?P<more>>=|\u2265)
    |(?P<sign>\|\||&&|[/|,;&()+])
    |(?P<none>[\s\-_:<>\[\]{}"'`*#=.~\u201c\u201d\u2018\u2019\u2013\u2014]+)
    |(?P<other>.)""",
    re.I | re.S | re.X,
)


class Token(Struct, frozen=True):
    """A word, a version, an address or a sign, and where it stands in the text.

    `kind` is url, version, word, sign, more (a sign for "or later"), less (for "before") or other.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """What is to be read in the text; dates, quotes and dashes are left out."""
    return [
        Token(found.lastgroup or "", found[0], *found.span())
        for found in _TOKEN.finditer(text)
        if found.lastgroup not in ("none", "date")
    ]


def spelled(name: str) -> re.Pattern[str]:
    """The words of a name, however they are joined: "Apache License", "apache-license"."""
    words = r"[\s_-]+".join(map(re.escape, name.split()))
    return re.compile(rf"\b{words}\b", re.I)


def unescaped(words: str) -> str:
    """The words without HTML's names of characters."""
    if "&" not in words:
        return words
    from html import unescape  # with two thousand names, for the few declarations that use one

    return unescape(words)
