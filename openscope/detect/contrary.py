"""What a card forbids in plain words although it names a licence that allows it.

"License: apache-2.0", and two pages on: "commercial use of the model is not allowed". Both were said,
so both are taken to hold, and the item has a contradiction. Only sentences that speak of the model itself
count: of a demo, a dataset or a service the card may say what it likes. What a gate asks people to agree
to is about what lies behind it.
"""

import re

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.clause import clauses
from openscope.detect.flow import flow
from openscope.detect.gate import terms as gate_terms
from openscope.detect.normal import fingerprint
from openscope.detect.page import Page
from openscope.detect.seek import Seeker
from openscope.detect.text import CUSTOM
from openscope.expression import ids
from openscope.model import Category, Clause, Evidence, Reading, Source
from openscope.regex import regex

DETECTOR = "words"

_KINDS = frozenset({"non-commercial", "research-only"})
# "To apply for a commercial license, fill in the form": of what else, on a model's card?
_ASKED = "permission-required"
_ASKED_AT_GATE = _KINDS | {"no-redistribution"}
# What becomes of what people tell about themselves, and gentle words.
_NO_TERMS = regex(
    r"\b(?:(?:contact|personal|your|the|this|provided|collected)"
    r" (?:\w+ )?(?:information|details|e-?mails?|names?)|privacy|intended|primarily|recommend\w*|trained on"
    r"|other models?)\b",
    re.I,
)
_PLAIN = Seeker(r"\bcommercial|\bresearch[\w ,/-]{0,40}\bonly\b|商业|商用|研究", re.I)
_OWN = regex(
    r"\b(?:models?|weights?|checkpoints?|artifacts?)\b|^\W*(?:any |no |for )?(?:non-?)?commercial\b"
    r"|模型|权重",
    re.I,
)
_OTHERS = regex(
    r"\b(?:services?|demos?|spaces?|previews?|data ?sets?|corpus|corpora|library|original"
    r"|other models?|base model|images?|trained on|recommend\w*|intended|primarily)\b|数据",
    re.I,
)


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """A clause for each kind, and the words as a declaration beside the licence that the card names."""
    if not _allows(reading, catalog):
        return reading
    running = flow(page.lines(_PLAIN))
    path = page.document.path
    asked = [clause for clause in clauses(flow(gate_terms(page)), path) if _is_asked(clause)]
    kinds = {clause.kind for clause in asked}
    own = (clause for clause in clauses(running, path) if _is_meant(clause) and clause.kind not in kinds)
    found = [*asked, *own]
    if not found:
        return reading
    terms = CUSTOM + fingerprint("\n".join(clause.quote for clause in found))
    said = tuple(
        Evidence(
            Source.DECLARED,
            DETECTOR,
            terms,
            clause.path,
            clause.start_line,
            clause.end_line,
            quote=clause.quote,
        )
        for clause in found
    )
    bound = tuple(replace(clause, license=terms) for clause in found)
    return replace(reading, evidence=(*reading.evidence, *said), clauses=(*reading.clauses, *bound))


def _allows(reading: Reading, catalog: Catalog) -> bool:
    """Whether the card names licences, and none of them restricts use."""
    named = [id for each in reading.evidence if each.source is Source.DECLARED for id in ids(each.expression)]
    rules = [catalog.license(id) for id in named]
    return bool(rules) and all(
        rule is not None and rule.category in (Category.PERMISSIVE, Category.COPYLEFT) for rule in rules
    )


def _is_meant(clause: Clause) -> bool:
    own = clause.kind == _ASKED or (clause.kind in _KINDS and _OWN.search(clause.quote) is not None)
    return own and _OTHERS.search(clause.quote) is None


def _is_asked(clause: Clause) -> bool:
    return clause.kind in _ASKED_AT_GATE and _NO_TERMS.search(clause.quote) is None
