"""What a licence file begins with: terms of its own above the licences of works within, or a word on
directories that have licences of their own.

"Licensed under the Acme Terms of Service, for use only with an account. … Contains code from Leftpad, which
is licensed as follows:" and the MIT licence: what is known of the file is the licence of another work.
"""

import re

from msgspec.structs import replace

from openscope.detect.normal import fingerprint
from openscope.detect.words import together
from openscope.expression import And, join, parse
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
# "All content that resides under the "enterprise/" directory … is licensed under the license defined in …".
_APART = regex(
    r"\b(?:content|code|files?|software)\b[^.]{0,80}\bdirector(?:y|ies)\b[^.]{0,120}"
    r"\blicen[cs]ed? under the licen[cs]e (?:as )?defined in\b",
    re.I,
)
_SOMETHING_ELSE = frozenset({"LicenseRef-scancode-commercial-license", *CATCH_ALL})


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


def without_apart(found: Recognised, text: str) -> Recognised:
    """Without the licences, none of them named, of directories that say themselves what they are under: each
    is an item of its own, where it is there.
    """
    tree = parse(found.expression) if found.expression else None
    if not isinstance(tree, And) or not _APART.search(text):
        return found
    named = [each for each in tree.args if str(each) not in _SOMETHING_ELSE]
    return replace(found, expression=str(join(And, named))) if named else found
