"""A repository that has another name now.

Looks at what the Hub answers for a model or dataset: it leads from an old name to the present one.

It matters because an old name is free again once the redirect is dropped, and somebody else can
take it: whoever still asks by it would load another model.

Use the present name, pinned to a commit.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Severity

CODE = "OS402"
SLUG = "renamed-repository"
SEVERITY = Severity.NOTE


def check(case: Case) -> Iterator[Remark]:
    """One remark where the name that was asked for is an old one."""
    published = case.item.published
    if published and published.renamed_from:
        version = f"@{case.item.version[:12]}" if case.item.version else ""
        yield Remark(
            f"“{published.renamed_from}” is called {case.item.name} now",
            f"write {case.item.name}{version} where the old name is used",
        )
