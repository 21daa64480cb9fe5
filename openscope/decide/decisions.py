"""The decisions that a policy holds for single items, and whether they are in force on a day."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from urllib.parse import unquote

from packageurl import PackageURL

from openscope.config import Clarification, Waiver
from openscope.decide.digest import evidence_digest
from openscope.model import Assessment, Kind

Decision = TypeVar("Decision", Waiver, Clarification)

_GENERIC = "pkg:generic/"


def about(each: Assessment, item: str, path: str | None = None) -> bool:
    """Whether the package URL of a decision means the item: with or without a version, `*` for any words.

    `path` is that of the item from the directory of the policy, where both lie in one repository. By it a
    directory without a name of its own is meant, `pkg:generic/NAME#path`, whatever the checkout is called.
    """
    if _matches(item, each.item.id) or _matches(item, unversioned(each.item.id)):
        return True
    return path is not None and is_nameless(each) and _by_path(item, path, each.item.kind)


def is_nameless(each: Assessment) -> bool:
    """Whether the item is a directory whose package URL is made of the tree's name and its path there."""
    if each.item.dependency is not None or not each.item.id.startswith(_GENERIC):
        return False
    purl = PackageURL.from_string(each.item.id)
    return not purl.namespace and not purl.version and (purl.subpath or ".") == each.item.path


def written(each: Assessment, path: str | None = None) -> str:
    """The package URL that a decision about the item is written with. `path` is that of `about`."""
    if path in (None, ".") or not is_nameless(each):
        return unversioned(each.item.id)
    return PackageURL("generic", None, PackageURL.from_string(each.item.id).name, subpath=path).to_string()


def unversioned(purl: str) -> str:
    """A package URL without version, qualifiers and subpath; a subpath that is the whole identity stays."""
    if purl.startswith(_GENERIC):
        return purl
    head = purl.partition("#")[0].partition("?")[0]
    before, at, _ = head.rpartition("@")
    return before if at and "/" not in head[len(before) :] else head


def _by_path(item: str, path: str, kind: Kind) -> bool:
    head, _, inside = item.partition("#")
    name = head.removeprefix(_GENERIC)
    if name == head or any(mark in name for mark in "/@?"):
        return False
    if path == ".":
        return not inside and kind is Kind.PROJECT
    return _matches(unquote(inside), path)


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


def in_force(
    decisions: Iterable[Decision], each: Assessment, today: date, path: str | None = None
) -> list[Decision]:
    """The decisions about an item that hold today, for the evidence as it is. `path` is that of `about`."""
    return [
        decision
        for decision in decisions
        if about(each, decision.item, path)
        and not is_expired(decision, today)
        and not is_stale(decision, each)
    ]
