"""A model whose licence leaves out what its base's licence restricts.

Looks at models made from another one whose licence restricts its use, while their own card declares
a licence that asks for less. A full fine-tune, a quantization or a merge holds the base's weights: there
it is an error. An adapter holds little of them, but cannot be used without them, and whoever publishes
the base may grant other terms: there it is a warning. Where the card names another licence that restricts
use as well (a non-commercial one on a base with rules of conduct), it is a step less: what is left out are
the kinds of restrictions that the named licence has not.

It matters because a fine-tune does not wash its base's terms off: who uses it is bound by both.

Treat the model as under its base's licence as well, or choose one with a base that allows your use.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.expression import ids
from openscope.model import Category, Relation, Restriction, Role, Severity

CODE = "OS201"
SLUG = "dropped-restriction"
SEVERITY = Severity.ERROR


# Who may not use a model in business at all has no use for what its base asks of large businesses.
_NO_BUSINESS = frozenset({"non-commercial", "research-only", "non-production-only"})
_OF_BUSINESS = _NO_BUSINESS | {
    "usage-threshold",
    "revenue-threshold",
    "permission-required",
    "no-hosted-service",
    "no-competing-product",
}


def check(case: Case) -> Iterator[Remark]:
    """One remark for each restrictive licence of a base that the card does not name."""
    said = case.license.concluded or case.license.declared
    restricted = case.category is Category.SOURCE_AVAILABLE
    own = ids(case.license.concluded)
    if said is None or (restricted and not (own and all(map(case.catalog.license, own)))):
        return  # what terms of its own repeat of its base's is for a person to read
    kept, named = (_kept(case), _named(case)) if restricted else (frozenset(), frozenset())
    dropped: dict[str, list[Restriction]] = {}
    for each in case.restrictions:
        restricts = each.inherited_from and case.catalog.terms[each.kind].restricts_use
        if restricts and each.kind not in kept and each.inherited_from not in named:
            dropped.setdefault(each.license, []).append(each)
    for license, restrictions in dropped.items():
        first = restrictions[0]
        kinds = ", ".join(sorted({each.kind for each in restrictions}))
        also = "restricts its use in other ways as well" if restricted else "restricts its use"
        yield Remark(
            f"declares {said}, but was made from {first.inherited_from}, whose licence ({license}) {also}:"
            f" {kinds}",
            "treat it as under its base's licence as well, or choose another model",
            first.path,
            first.line,
            first.inherited_from or "",
            severity=_severity(case, first, restricted),
        )


def _kept(case: Case) -> frozenset[str]:
    """The kinds of restrictions that a model's own licence has too, or makes idle."""
    own = frozenset(each.kind for each in case.restrictions if each.inherited_from is None)
    return own | _OF_BUSINESS if own & _NO_BUSINESS else own


def _named(case: Case) -> frozenset[str]:
    """The ancestors whose licence the card names beside its own, or shows the words of that it asks for."""
    readings = [each.reading for each in case.own(Role.CARD, Role.README, Role.NOTICE, Role.LICENSE)]
    licenses = {id for reading in readings for e in reading.evidence for id in ids(e.expression)}
    shown = {words for reading in readings for words in reading.shows}

    def is_named(license: str) -> bool:
        rule = case.catalog.license(license)
        return license in licenses or any(
            shown & set(row.shows) for row in (rule.restrictions if rule else ())
        )

    return frozenset(each.name for each in case.lineage if any(map(is_named, ids(each.license))))


def _severity(case: Case, dropped: Restriction, restricted: bool) -> Severity:
    relation = next((each.relation for each in case.lineage if each.name == dropped.inherited_from), None)
    disputed = relation is Relation.ADAPTER or case.publisher in case.published_by(dropped.license)
    if restricted:
        return Severity.NOTE if disputed else Severity.WARNING
    return Severity.WARNING if disputed or case.license.concluded is None else Severity.ERROR
