"""What counts for nothing, and why: comments in the file, a baseline, what a change did not touch."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from openscope.decide.place import Place
from openscope.model import Allowance, Assessment, Finding

# Directories of what others wrote: a comment there is the word of who is judged.
_OTHERS = frozenset(
    {"node_modules", "vendor", "vendored", "third_party", "third-party", "thirdparty", "site-packages"}
    | {"bower_components", ".venv", "venv", ".tox", "deps"}
)


def is_own(path: str) -> bool:
    """Whether a file of a target is the repository's own, not one that others wrote and that was copied in,
    or that lies in a package manager's cache.
    """
    return not path.startswith("$") and not _OTHERS & set(path.lower().split("/")[:-1])


def counts(allowance: Allowance) -> bool:
    """Whether a comment is the repository's own word, and gives a reason."""
    return bool(allowance.reason) and is_own(allowance.path)


def by_comment(finding: Finding, line: int | None, allowances: Iterable[Allowance]) -> Iterator[Allowance]:
    """The comments that let a finding pass: on its line, or alone on the line above; anywhere in the file
    where the finding has no line.
    """
    for allowance in allowances:
        named = finding.slug in allowance.slugs or finding.code.lower() in allowance.slugs
        near = line is None or line == allowance.line or (allowance.alone and line == allowance.line + 1)
        if named and near and counts(allowance):
            yield allowance


def suppress(
    finding: Finding,
    places: Iterable[Place],
    allowances: Mapping[str | None, list[Allowance]],
    baseline: frozenset[str],
) -> tuple[Finding, tuple[Allowance, ...]]:
    """The finding, marked where it counts for nothing, and the comments that are the reason.

    `places` are the lines that it is about; `allowances` are those of the target, by their files.
    """
    found = [each for path, line in places for each in by_comment(finding, line, allowances.get(path, ()))]
    if found:
        return replace(finding, suppressed=f"allowed in the file: {found[0].reason}"), tuple(found)
    if finding.fingerprint in baseline:
        return replace(finding, suppressed="known from the baseline"), ()
    return finding, ()


def untouched(finding: Finding, each: Assessment, changed: frozenset[str], place: str | None) -> bool:
    """Whether a change left alone every file that a finding rests on. `changed` holds paths from the
    repository's root, where the target lies at `place`. What lies in no file was not touched either.
    """
    if place is None:
        return False
    paths = {finding.path, *(e.path for e in each.evidence), *(base.path for base in each.bases)}
    if each.item.dependency is not None:
        paths = {each.item.dependency.path}
    elif finding.path is not None and each.item.path != ".":
        paths.add(each.item.path)
    return not any(from_root(path, place) in changed for path in paths if path is not None)


def from_root(path: str, place: str) -> str:
    """A path in a target as it is named from the repository's root."""
    return path if place == "." else place if path == "." else f"{place}/{path}"
