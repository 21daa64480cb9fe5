"""Where an item stands: the place that a finding about it is shown at, and every other that names it."""

from openscope.expression import ids
from openscope.model import Assessment, Evidence

Place = tuple[str | None, int | None]
"""A path relative to the target, and a line that counts from 1; None for what is not known."""


def is_address(path: str) -> bool:
    """Whether a path of evidence is an address of the web: a card or a licence that is quoted from there."""
    return "://" in path


def place_of(each: Assessment, license: str | None = None) -> Place:
    """The entry of a dependency; of what is in the tree the place that names a licence, else the first that
    names any or the item itself, else the one that names a base.

    What stands at an address is quoted, but is no place in the tree: it comes last, for an item that nothing
    in the tree names.
    """
    if (entry := each.item.dependency) is not None:
        return entry.path, entry.line
    here = [evidence for evidence in each.evidence if not is_address(evidence.path)]
    named = [evidence for evidence in here if license and license in ids(evidence.expression)]
    if license and not named:
        for restriction in each.restrictions:
            if restriction.license == license and restriction.inherited_from and restriction.path:
                return restriction.path, restriction.line
    for evidence in (*named, *here):
        return evidence.path, evidence.start_line
    for place in each.bases:
        return place.path, place.line
    return next(((evidence.path, evidence.start_line) for evidence in each.evidence), (None, None))


def mentions(each: Assessment, path: str | None, line: int | None) -> list[Place]:
    """The place of a finding about an item; where it is one that names the item, every other one that does,
    too: a model is one item, however many lines load it.
    """
    names: list[Place] = [
        (evidence.path, evidence.start_line) for evidence in each.evidence if is_mention(evidence)
    ]
    return names if (path, line) in names else [(path, line)]


def is_mention(evidence: Evidence) -> bool:
    """Whether it does no more than name the item, in code or in a configuration."""
    return evidence.detector.startswith("reference:")
