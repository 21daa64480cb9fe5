"""What is said about the licence in one place contradicts what is said in another.

Looks at every item whose manifests, card fields and licence texts name licences, and speaks up
where neither can stand for the other. `GPL-3.0-or-later` beside the text of the GPL 3 is no
contradiction, and neither is `MIT OR Apache-2.0` beside either text.

It matters because the right that you rely on may not have been granted: a package can say MIT in
its manifest and hold a text that forbids hosting it, or the other way round. openscope does not
guess which of the two is meant; until it is cleared up, both are taken to hold.

Ask the maintainers which licence applies, and point them at the two places.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Evidence, Severity

CODE = "OS101"
SLUG = "license-contradiction"
SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Remark]:
    """One remark for an item whose parts contradict each other."""
    if case.contradiction is None:
        return
    said, other = case.contradiction
    code = f"; the code beside it is under {case.license.code}" if case.license.code else ""
    yield Remark(
        f"{_words(said)} against {_words(other)}{code}",
        "ask the maintainers which one applies; until then both are taken to hold",
        other.path,
        other.start_line,
    )


def _words(evidence: Evidence) -> str:
    place = f"{evidence.path}:{evidence.start_line}" if evidence.start_line else evidence.path
    return f"{evidence.expression or evidence.quote} ({evidence.source}, {place})"
