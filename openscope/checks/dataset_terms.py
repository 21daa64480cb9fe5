"""A model under an open licence that was trained on data whose terms ask for more.

Looks at the datasets that a card names, and at their own licences where they are known: from the same
scan, from the Hub, or from the rules. A dataset that may not be used commercially, or only for research,
sits badly with a model that anybody may sell: that is a warning. Whether the licence of data reaches the
model at all is disputed, so a licence that asks to share alike is a note; so are data that another
provider's model wrote, whose terms bind who asked it.

It matters because a card's licence is its author's, who cannot grant what others have kept.

Ask the authors on which right the model rests, or choose one that was trained on open data.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.decide.restrict import restrict
from openscope.model import Category, Severity, TrainingData

CODE = "OS204"
SLUG = "dataset-terms"
SEVERITY = Severity.WARNING

_OPEN = (Category.PERMISSIVE, Category.COPYLEFT)
_SHARE = "share-alike"


def check(case: Case) -> Iterator[Remark]:
    """One remark for each licence of the data, and one for each provider that wrote a part of it."""
    if case.category not in _OPEN or case.license.concluded is None:
        return
    by_license: dict[str, list[TrainingData]] = {}
    by_provider: dict[str, list[TrainingData]] = {}
    for each in case.datasets:
        if each.license:
            by_license.setdefault(each.license, []).append(each)
        if each.outputs:
            by_provider.setdefault(each.outputs, []).append(each)
    for license, data in by_license.items():
        yield from _terms(case, license, data)
    for provider, data in by_provider.items():
        known = case.catalog.providers.by_id[provider]
        yield _remark(
            data,
            f"holds what models of {known.name} wrote, whose terms may forbid to train others on it",
            f"read them, as they were when the data was made: {known.terms}",
            Severity.NOTE,
        )


def _terms(case: Case, license: str, data: list[TrainingData]) -> Iterator[Remark]:
    kinds = {each.kind for each in restrict(license, case.catalog, {}, ())}
    restricting = sorted(kind for kind in kinds if case.catalog.terms[kind].restricts_use)
    if restricting:
        what = f"is under {license} ({', '.join(restricting)}), and the model under {case.license.concluded}"
        yield _remark(data, what, "ask on which right it rests, or choose another model", None)
    elif _SHARE in kinds and case.category is Category.PERMISSIVE:
        what = f"is under {license}, to be shared alike, and the model under {case.license.concluded}"
        fix = "decide whether you take a model for a work made from its data"
        yield _remark(data, what, fix, Severity.NOTE)


def _remark(data: list[TrainingData], what: str, fix: str, severity: Severity | None) -> Remark:
    first, others = data[0], len(data) - 1
    more = f" (and {others} more)" if others else ""
    return Remark(f"{first.name}{more} {what}", fix, first.path, first.line, what, severity=severity)
