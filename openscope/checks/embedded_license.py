"""Files under a stricter licence than the whole.

Looks at the files of an item whose own headers or texts name a licence of a stricter category than
the one that was concluded for the item: a copyleft file in a permissive package, a non-commercial
data file in an open one. Test data and lists of licences are not told apart from code.

It matters because what you ship is the files, not the label on the package.

Look at the file: leave it out, replace it, or meet its terms.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.decide.classify import classify
from openscope.expression import ids
from openscope.model import Category, Role, Severity
from openscope.rulebook import CATCH_ALL

CODE = "OS106"
SLUG = "embedded-license"
SEVERITY = Severity.WARNING

_STRICTNESS = (
    Category.PERMISSIVE,
    Category.COPYLEFT,
    Category.SOURCE_AVAILABLE,
    Category.PROPRIETARY,
)


def check(case: Case) -> Iterator[Remark]:
    """One remark for each stricter licence, at the first file that has it, with their number."""
    if case.category not in _STRICTNESS or case.license.concluded is None:
        return
    files: dict[str, list[tuple[str, int | None]]] = {}
    for each in case.examined:
        expression = each.reading.expression
        if each.document.role is not Role.OTHER or not expression or set(ids(expression)) <= CATCH_ALL:
            continue
        category = classify(expression, case.catalog).category
        if category in _STRICTNESS and _STRICTNESS.index(category) > _STRICTNESS.index(case.category):
            line = next((e.start_line for e in each.reading.evidence if e.start_line), None)
            files.setdefault(expression, []).append((each.document.path, line))
    for expression, places in sorted(files.items()):
        path, line = places[0]
        others = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield Remark(
            f"{path}{others}: {expression}, stricter than {case.license.concluded}",
            "leave the file out, replace it, or meet its terms",
            path,
            line,
            expression,
        )
