"""Reasons as they read to somebody who is not the company: "you run it" is "the company runs it"."""

import re

_BY_A_PERSON = "; exception: "
_UNSAID = "[company] does not say"
_IRREGULAR = {"do not": "does not", "are": "is", "have": "has"}
_YOU = re.compile(r"\byou (do not|[a-z]+)")
_YOUR = re.compile(r"\byour\b")


def of_company(reason: str) -> str:
    """A reason of `decide/binding.py` in the third person; what a policy says of its exception stays."""
    said, joint, exception = reason.partition(_BY_A_PERSON)
    # What the company does not state is its first name in the line: after it, "it" is the company.
    subject = "it" if _UNSAID in said else "the company"
    said = said.replace(_UNSAID, "the company does not state")
    said = _YOU.sub(lambda match: f"{subject} {_third(match[1])}", said)
    return _YOUR.sub("the company's", said) + joint + exception


def _third(verb: str) -> str:
    """A verb as it follows "it": runs, modifies, does not."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}{'es' if re.search(r'(s|sh|ch|x|z|o)$', verb) else 's'}"
