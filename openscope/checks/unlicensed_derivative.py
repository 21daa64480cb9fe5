"""A model without a licence, made from one that has one.

Looks at models that declare no licence and hold no licence text, while the licence of a model that they
were made from is known: from the same scan, or from the rules.

It matters because two questions are open, not one: the base's terms hold for what is the base's, and for
what the new authors added nobody has granted anything.

Ask the authors for a licence; until then keep to the base's terms, and use the model at your own risk.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.expression import ids
from openscope.model import Relation, Severity

CODE = "OS202"
SLUG = "unlicensed-derivative"
SEVERITY = Severity.WARNING

_MADE: dict[Relation | None, str] = {
    Relation.ADAPTER: "an adapter of",
    Relation.QUANTIZED: "a quantization of",
    Relation.MERGE: "a merge of",
}


def check(case: Case) -> Iterator[Remark]:
    """One remark, about the nearest model up the chain whose licence is known."""
    said = case.license
    if said.declared or said.detected or said.concluded:
        return
    base = next((each for each in case.lineage if each.license), None)
    if base is None:
        return
    theirs = [each for each in case.restrictions if each.license in ids(base.license)]
    kinds = {each.kind for each in theirs if case.catalog.terms[each.kind].restricts_use}
    what = f", which restricts its use: {', '.join(sorted(kinds))}" if kinds else ""
    made = _MADE.get(base.relation, "made from")
    yield Remark(
        f"no licence of its own; it is {made} {base.name} under {base.license}{what}",
        "ask the authors for a licence; the base's terms hold for what is the base's",
        base.path,
        base.line,
        base.name,
    )
