"""A licence file that begins with terms of its own, and goes on with the licences of works within.

"Licensed under the Acme Terms of Service, for use only with an account. … Contains code from Leftpad, which
is licensed as follows:" and the MIT licence: what is known of the file is the licence of another work.
"""

from msgspec.structs import replace

from openscope.detect.normal import fingerprint
from openscope.detect.words import together
from openscope.regex import regex
from openscope.rulebook import CATCH_ALL, Recognised

# What stands right above the licence of a work within.
_WITHIN = regex(
    r"\b(?:contains?|includes?|including|incorporates?|uses|portions of|bundles?|derived from)\b[^.\n]{0,80}"
    r"\b(?:code|software|librar(?:y|ies)|components?|portions|works?|from)\b|\bthird[- ]party\b",
)
_TERMS = regex(
    r"\blicen[cs]ed?\b[^.]{0,120}\b(?:only|terms of (?:service|use)|agreement|subscription)\b"
    r"|\bterms of (?:service|use)\b[^.]{0,120}\bgovern|\b(?:this|your) licen[cs]e (?:\w+ ){0,2}terminates\b"
)
_LINES_ABOVE = 4


def with_opening(found: Recognised, text: str, custom: str) -> Recognised:
    """With the terms that such a file begins with as a custom licence, whose name begins with `custom`."""
    known = [match for match in found.matches if match.expression not in CATCH_ALL]
    if not known:
        return found
    first = min(match.start_line for match in known)
    above = [line for line in text.lower().splitlines()[: first - 1] if line.strip()]
    opening = "\n".join(above)
    if not _WITHIN.search("\n".join(above[-_LINES_ABOVE:])) or not _TERMS.search(opening):
        return found
    return replace(found, expression=together([custom + fingerprint(opening), found.expression or ""]))
