"""Metadata that is not well-formed.

Looks at manifests and at the front matter of model and dataset cards that a parser refuses: broken
YAML, duplicate keys, values of the wrong type, structures made to exhaust a parser. What could be
read line by line was read; the rest is missing.

It matters because what was not read cannot have been judged: the licence may stand in the broken part.

Mend the file, or ask its author to.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Severity
from openscope.regex import regex

CODE = "OS401"
SLUG = "malformed-metadata"
SEVERITY = Severity.WARNING

_LINE = regex(r"line (\d+): ")


def check(case: Case) -> Iterator[Remark]:
    """One remark for each problem in a file."""
    for each in case.examined:
        for problem in each.reading.problems:
            line = _LINE.match(problem)
            yield Remark(
                problem,
                "mend the file, or ask its author to",
                each.document.path,
                int(line[1]) if line else None,
                _LINE.sub("", problem),
            )
