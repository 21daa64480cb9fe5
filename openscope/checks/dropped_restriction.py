"""A model whose licence leaves out what its base's licence restricts.

Looks at models made from another one whose licence restricts its use, while their own card declares
a licence that asks for less. A full fine-tune, a quantization or a merge holds the base's weights: there
it is an error. An adapter holds little of them, but cannot be used without them, and whoever publishes
the base may grant other terms: there it is a warning.

It matters because a fine-tune does not wash its base's terms off: who uses it is bound by both.

Treat the model as under its base's licence as well, or choose one with a base that allows your use.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Category, Relation, Restriction, Severity

CODE = "OS201"
SLUG = "dropped-restriction"
SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Remark]:
    """One remark for each restrictive licence of a base that the card does not name."""
    said = case.license.concluded or case.license.declared
    if said is None or case.category is Category.SOURCE_AVAILABLE:
        return
    dropped: dict[str, list[Restriction]] = {}
    for each in case.restrictions:
        if each.inherited_from and case.catalog.terms[each.kind].restricts_use:
            dropped.setdefault(each.license, []).append(each)
    for license, restrictions in dropped.items():
        first = restrictions[0]
        kinds = ", ".join(sorted({each.kind for each in restrictions}))
        yield Remark(
            f"declares {said}, but was made from {first.inherited_from}, whose licence ({license}) restricts"
            f" its use: {kinds}",
            "treat it as under its base's licence as well, or choose another model",
            first.path,
            first.line,
            first.inherited_from or "",
            severity=_severity(case, first),
        )


def _severity(case: Case, dropped: Restriction) -> Severity:
    relation = next((each.relation for each in case.lineage if each.name == dropped.inherited_from), None)
    disputed = relation is Relation.ADAPTER or case.publisher in case.published_by(dropped.license)
    return Severity.WARNING if disputed or case.license.concluded is None else Severity.ERROR
