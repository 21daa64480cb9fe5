"""The digest of an item's evidence: what a decision about the item rests on, in 64 characters.

It is the SHA-256 of the digests of the words, sorted and joined by line breaks. The words of a
licence text are the whole text of its file; those of a declaration are its quote (`license: MIT`),
or its expression where it has none. White space is one blank, so a reformatted text is the same
text. Paths, versions and lines are no part of it: a decision ends when words change, not when a
file moves.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from openscope.model import Evidence, Source


def text_digest(text: str) -> str:
    """The SHA-256 of a text with every run of white space as one blank."""
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def evidence_digest(evidence: Iterable[Evidence], texts: Mapping[str, str]) -> str:
    """The digest of evidence. `texts` are the digests of the files' texts by their paths."""
    parts = {_part(each, texts) for each in evidence}
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()


def _part(evidence: Evidence, texts: Mapping[str, str]) -> str:
    if evidence.source is Source.DETECTED and evidence.path in texts:
        return texts[evidence.path]
    return text_digest(evidence.quote or evidence.expression or "")
