"""A model whose card leaves out what its base's licence restricts.

Looks at models made from another one whose licence restricts its use, while their own card declares
a licence that asks for less, or none at all. An adapter holds little of the base's weights, but cannot
be used without them.

It matters because a fine-tune does not wash its base's terms off: who uses it is bound by both.

Treat the model as under its base's licence as well, or choose one with a base that allows your use.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Category, Restriction, Severity

CODE = "OS201"
SLUG = "dropped-restriction"
SEVERITY = Severity.WARNING


def check(case: Case) -> Iterator[Remark]:
    """One remark for each base with a restrictive licence that the card does not name."""
    dropped: dict[str, set[str]] = {}
    first: dict[str, Restriction] = {}
    for each in case.restrictions:
        if each.inherited_from and case.catalog.terms[each.kind].restricts_use:
            dropped.setdefault(each.inherited_from, set()).add(each.kind)
            first.setdefault(each.inherited_from, each)
    for base, kinds in dropped.items():
        said = case.license.concluded or "no licence"
        if case.category is Category.SOURCE_AVAILABLE:
            continue
        yield Remark(
            f"declares {said}, but was made from {base}, whose licence ({first[base].license}) restricts"
            f" its use: {', '.join(sorted(kinds))}",
            "treat it as under its base's licence as well, or choose another model",
            first[base].path,
            first[base].line,
            base,
        )
