"""A duty of a base's licence that the model's own name or card does not meet.

Looks at models made from one whose licence asks for a beginning of the name of what is made from it
("Llama"), or for words to be displayed ("Built with Llama"), by the version of the licence that the base
is under. The words may be displayed in another place than the card, and whether a quantization or an
adapter is a model that has to be named is disputed: those are notes. What the base's own publisher does
is not looked at.

It matters because these duties pass on to you: what you make from the model has to bear the name and to
show the words as well, whatever the model in between does.

Name and mark what you publish as the clause asks; it is quoted with the item, or by `openscope explain`.
"""

from collections.abc import Iterable, Iterator

from openscope.catalog.values import RuleRestriction
from openscope.checks.case import Case, Remark
from openscope.expression import ids
from openscope.model import Ancestor, Relation, Role, Severity

CODE = "OS203"
SLUG = "unmet-duty"
SEVERITY = Severity.WARNING

_HELD = (Relation.FINETUNE, Relation.MERGE)


def check(case: Case) -> Iterator[Remark]:
    """One remark for each licence up the chain and each duty of it that is visibly not met."""
    name = case.item.name.rpartition("/")[2]
    if not case.publisher:
        return  # the name of a directory is not the one that the model is published by
    for license, base in _licenses(case).items():
        rule = case.catalog.license(license)
        if case.publisher in case.published_by(license):
            continue
        for row in rule.restrictions if rule else ():
            if row.begins and not _begins(name, row.begins):
                severity = None if base.relation in _HELD else Severity.NOTE
                yield _remark(f"the name does not begin with “{row.begins[0]}”", row, license, base, severity)
            if row.shows and _lacks(case, row.shows):
                shown = " or ".join(f"“{words}”" for words in row.shows)
                yield _remark(f"the card does not show {shown}", row, license, base, Severity.NOTE)


def _licenses(case: Case) -> dict[str, Ancestor]:
    """Each licence up the chain, with the nearest model that is under it."""
    found: dict[str, Ancestor] = {}
    for each in case.lineage:
        for license in ids(each.license):
            found.setdefault(license, each)
    return found


def _begins(name: str, beginnings: Iterable[str]) -> bool:
    return any(_folded(name).startswith(_folded(each)) for each in beginnings)


def _lacks(case: Case, words: Iterable[str]) -> bool:
    """Whether there is a card to be read, and neither it nor a notice beside it shows the words."""
    texts = case.own(Role.CARD, Role.README, Role.NOTICE)
    read = any(each.document.role is Role.CARD and not each.document.told for each in texts)
    return read and not any(set(words) & set(each.reading.shows) for each in texts)


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _remark(
    what: str, row: RuleRestriction, license: str, base: Ancestor, severity: Severity | None
) -> Remark:
    clause = f", clause {row.clause}" if row.clause else ""
    return Remark(
        f"{what}, as {license}{clause}, asks of what is made from {base.name}",
        f"do it in what you publish: “{row.quote}”",
        base.path,
        base.line,
        f"{row.kind} {license}",
        severity=severity,
    )
