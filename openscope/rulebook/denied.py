"""Licences that a text names only to say that they do not apply, or are those of other works.

"A GPL-compatible license makes it possible to combine Vine with other software that is released under the
GPL, it does not mean that we're distributing Vine under the GPL license. The BSD license, unlike the GPL, …":
nothing here is under the GPL. A licence's own text is left alone, whatever it says of others.
"""

from openscope.regex import regex
from openscope.rulebook.found import Found

_S = r"[\s#*/>]+"  # between words, on the next line of a comment as well
_UNDER = rf"(?:distributed|released|licensed|available|covered|governed|published){_S}under\b"
_MORE = r"(?:[^,.;:()]|(?<=\d)\.)"
# What stands before the last word of a name.
_DENIAL = regex(
    rf"\b(?:(?:doesn't|don't|(?:does|do|did){_S}not){_S}(?:mean|imply)\b(?:[^.;]|(?<=\d)\.){{0,200}}"
    rf"|(?:unlike|as{_S}opposed{_S}to|in{_S}contrast{_S}to){_S}{_MORE}{{0,80}}(?:,{_S}(?:which|that){_S}(?:is|are){_S}{_MORE}{{0,40}})?"
    rf"|(?:versions?|releases?){_S}(?:before|prior{_S}to|up{_S}to|earlier{_S}than|older{_S}than){_S}{_MORE}{{0,40}}"
    rf"(?:is|are|was|were){_S}{_UNDER}{_MORE}{{0,80}}"
    rf"|other{_S}(?:software|programs?|code|works?){_S}(?:that|which){_S}(?:is|are){_S}{_UNDER}{_MORE}{{0,80}}"
    rf"|(?:is|are|was|were){_S}not{_S}{_UNDER}{_MORE}{{0,80}})\Z"
)
_FARTHEST = 240
_LONGEST_NAME = 12


def without_denied(found: list[Found]) -> list[Found]:
    """Matches without the names of licences in such words."""
    return [match for match in found if match.rule.is_text or not _is_denied(match)]


def _is_denied(match: Found) -> bool:
    if match.here.width > _LONGEST_NAME:
        return False
    last = int(match.text.starts[match.here.end - 1])
    return _DENIAL.search(match.text.words.text, max(last - _FARTHEST, 0), last) is not None
