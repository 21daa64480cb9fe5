"""Metadata that is not well-formed.

Looks at manifests and at the front matter of model and dataset cards that a parser refuses: broken
YAML, duplicate keys, values of the wrong type, structures made to exhaust a parser. What could be
read line by line was read; the rest is missing.

It matters because what was not read cannot have been judged: the licence may stand in the broken part.

Mend the file, or ask its author to.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Severity, SkipCode

CODE = "OS401"
SLUG = "malformed-metadata"
SEVERITY = Severity.WARNING


def check(case: Case) -> Iterator[Remark]:
    """One remark for each malformed file."""
    for each in case.examined:
        skipped = each.reading.skipped
        if skipped and skipped.code is SkipCode.MALFORMED:
            yield Remark(skipped.reason, "mend the file, or ask its author to", each.document.path, 1)
