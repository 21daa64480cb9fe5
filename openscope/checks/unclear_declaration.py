"""A declaration that names no definite licence.

Looks at manifests and cards whose licence field holds words that fit several licences ("BSD"), or
that no table knows ("other" without a name, a name of one's own), while no licence text settles it. A
name of its own that a manifest declares is not settled by the text of a known licence: the text may be
that of a work within.

It matters because a tool that guesses here is wrong in silence. openscope reports the item as
unknown and keeps the words.

Ask for an SPDX identifier in the manifest, or for the licence text beside it.
"""

from collections.abc import Iterator

from openscope.catalog import Ambiguous
from openscope.checks.case import Case, Remark
from openscope.decide.texts import is_unread
from openscope.model import Evidence, Examined, Role, Severity, Source

CODE = "OS105"
SLUG = "unclear-declaration"
SEVERITY = Severity.WARNING


def check(case: Case) -> Iterator[Remark]:
    """One remark for each declaration that could not be read, where nothing else says what it means."""
    settled = case.license.detected is not None
    for each in case.own(Role.MANIFEST, Role.METADATA, *(() if settled else (Role.CARD,))):
        for declaration in _unclear(each):
            if settled and not is_unread(declaration, case.catalog):
                continue
            words = declaration.quote or ""
            meaning = case.catalog.meaning(declaration.words)
            why = (
                f"may mean {' or '.join(meaning.candidates)}"
                if isinstance(meaning, Ambiguous)
                else "is no known licence"
            )
            yield Remark(
                f"“{words}” {why}",
                "ask for an SPDX identifier, or for the licence text beside it",
                each.document.path,
                declaration.start_line,
                words,
            )


def _unclear(each: Examined) -> list[Evidence]:
    """The declarations without a meaning. One field of a manifest that is clear makes the others so."""
    evidence = [e for e in each.reading.evidence if e.source is Source.DECLARED]
    unclear = [e for e in evidence if e.expression is None]
    if each.document.role is not Role.CARD and len(unclear) < len(evidence):
        return []
    named = any((e.quote or "").startswith("license_name:") for e in evidence)
    return [e for e in unclear if not (named and e.quote == "license: other")]
