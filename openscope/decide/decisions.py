"""The decisions that a policy holds for single items, and whether they are in force on a day."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from openscope.config import Clarification, Waiver
from openscope.decide.digest import evidence_digest
from openscope.model import Assessment

Decision = TypeVar("Decision", Waiver, Clarification)


def about(each: Assessment, item: str) -> bool:
    """Whether the package URL of a decision means the item: with or without a version, `*` for any words."""
    return _matches(item, each.item.id) or _matches(item, unversioned(each.item.id))


def unversioned(purl: str) -> str:
    """A package URL without version, qualifiers and subpath; a subpath that is the whole identity stays."""
    if purl.startswith("pkg:generic/"):
        return purl
    head = purl.partition("#")[0].partition("?")[0]
    before, at, _ = head.rpartition("@")
    return before if at and "/" not in head[len(before) :] else head


def _matches(pattern: str, text: str) -> bool:
    """Whether `*` in the pattern can stand for words so that it becomes the text. Takes linear time."""
    first, *middle = pattern.split("*")
    if not middle:
        return pattern == text
    *middle, last = middle
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def digest_of(each: Assessment) -> str:
    """The digest of the item's evidence; made from the quotes where no file was read."""
    return each.evidence_sha256 or evidence_digest(each.evidence, {})


def is_expired(decision: Waiver | Clarification, today: date) -> bool:
    """Whether its last day is over."""
    return decision.expires is not None and today > decision.expires


def is_stale(decision: Waiver | Clarification, each: Assessment) -> bool:
    """Whether the evidence changed since somebody decided."""
    return decision.evidence_sha256 is not None and decision.evidence_sha256 != digest_of(each)


def in_force(decisions: Iterable[Decision], each: Assessment, today: date) -> list[Decision]:
    """The decisions about an item that hold today, for the evidence as it is."""
    return [
        decision
        for decision in decisions
        if about(each, decision.item) and not is_expired(decision, today) and not is_stale(decision, each)
    ]
