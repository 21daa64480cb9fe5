"""A dependency whose licence cannot be combined with the project's own.

Looks at every project and package of the tree that has a licence, and at what it needs to run, directly or
through others. A table (`rules/compatibility.toml`, with its sources) says which licences are in conflict: a
GPL library under a work that is offered under MIT alone, Apache-2.0 under GPL-2.0-only, and so on. Of an OR
the best branch counts, a linking exception settles it, and where the table knows nothing, nothing is said.
Optional, build and development dependencies are left out, and so is what has no known licence.

It matters because whoever passes the whole on cannot meet both licences at once: the licence that the
project is offered under is not the one that its users have to follow.

Replace the dependency, make it optional, ask its authors for another licence, or offer the project under
a licence that fits. Where it is only used beside the project, as a program of its own, there is no conflict.
"""

from collections.abc import Iterator

from openscope.checks.case import Case, Remark
from openscope.model import Severity

CODE = "OS301"
SLUG = "incompatible-license"
SEVERITY = Severity.WARNING


def check(case: Case) -> Iterator[Remark]:
    """One remark for each dependency that is in conflict, at the line that it stands in."""
    for each in case.conflicts:
        dependency = each.item.dependency
        if dependency is None:
            continue
        version = f" {each.item.version}" if each.item.version else ""
        way = f", needed by {dependency.via[-1]}" if len(dependency.via) > 1 else ""
        yield Remark(
            f"{case.item.name} is offered under {each.of}, and needs {each.item.name}{version} under"
            f" {each.needs}{way}: {each.why} ({each.source})",
            f"replace {each.item.name}, make it optional, or offer {case.item.name} under another licence",
            dependency.path,
            dependency.line,
            each.item.id.partition("@")[0],
            (each.item.name,),
        )
