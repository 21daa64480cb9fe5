"""The findings that openscope can make: one file each, named in `CHECKS`.

A check is a module. Its docstring is its page (`openscope explain CODE`): a title, what it looks
at, why it matters, what to do. `CODE`, `SLUG` and `SEVERITY` name it, and `check(case)` yields what
to say. Those in `CHECKS` look at the facts about an item, those in `GATES` at what a policy says of
it, and those in `UPKEEP` at the policy itself. To add one, write its file and name it here.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Generic, Protocol, TypeVar, cast

from openscope.checks import (
    blocked_restriction,
    contradiction,
    dataset_terms,
    denied_license,
    dropped_restriction,
    embedded_license,
    expired_exception,
    incompatible_license,
    malformed_metadata,
    no_license,
    openness_required,
    renamed,
    restriction_to_review,
    rider,
    stale_exception,
    unclear_declaration,
    unknown_license,
    unlicensed_derivative,
    unmet_duty,
    unrecognised_license,
    unused_exception,
)
from openscope.checks.case import Case, Remark
from openscope.checks.judged import Judged, Upkeep
from openscope.model import Finding, Item, Severity

Seen = TypeVar("Seen", contravariant=True)


class Check(Protocol, Generic[Seen]):
    """The shape of a check's module."""

    __doc__: str | None
    CODE: str
    SLUG: str
    SEVERITY: Severity

    def check(self, case: Seen) -> Iterable[Remark]:
        """What to say about the case, perhaps nothing."""


CHECKS = cast(
    tuple[Check[Case], ...],
    (
        contradiction,
        no_license,
        unrecognised_license,
        rider,
        unclear_declaration,
        embedded_license,
        dropped_restriction,
        unlicensed_derivative,
        unmet_duty,
        dataset_terms,
        incompatible_license,
        malformed_metadata,
        renamed,
    ),
)


GATES = cast(
    tuple[Check[Judged], ...],
    (denied_license, unknown_license, blocked_restriction, openness_required, restriction_to_review),
)

UPKEEP = cast(tuple[Check[Upkeep], ...], (unused_exception, expired_exception, stale_exception))

_POLICY: tuple[Check[Any], ...] = (*GATES, *UPKEEP)
ALL: tuple[Check[Any], ...] = (*CHECKS, *_POLICY)

POLICY_CODES = frozenset(check.CODE for check in _POLICY)
"""The codes of what a policy says; the others are facts, whatever the policy."""


def run_checks(case: Case) -> tuple[Finding, ...]:
    """The findings of every check about the facts of one item."""
    return tuple(_finding(check, case.item, remark) for check in CHECKS for remark in check.check(case))


def run_gates(case: Judged) -> tuple[Finding, ...]:
    """The findings of a policy about one item."""
    return tuple(_finding(check, case.each.item, remark) for check in GATES for remark in check.check(case))


def run_upkeep(case: Upkeep) -> tuple[Finding, ...]:
    """The findings about the policy itself; their paths are from the repository's root."""
    return tuple(_finding(check, None, remark) for check in UPKEEP for remark in check.check(case))


def find_check(name: str) -> Check[Any] | None:
    """A check by its code or its slug, in any case."""
    return next((check for check in ALL if name.lower() in (check.CODE.lower(), check.SLUG)), None)


def _finding(check: Check[Any], item: Item | None, remark: Remark) -> Finding:
    return Finding(
        code=check.CODE,
        slug=check.SLUG,
        severity=remark.severity or check.SEVERITY,
        message=remark.message,
        fix=remark.fix,
        fingerprint=_fingerprint(check.CODE, item, remark),
        path=remark.path,
        line=remark.line,
        words=tuple(word for word in remark.words if word),
    )


def _name(item: Item) -> str:
    """The item's name; "" for what is called by the directory that somebody put it into."""
    return "" if item.path == "." and item.id.startswith("pkg:generic/") else item.name


def _fingerprint(code: str, item: Item | None, remark: Remark) -> str:
    """The same finding next week: without line, version and wording, and wherever the checkout lies."""
    about = (item.kind, _name(item), item.path or "") if item else ("", "", "")
    parts = (code, *about, remark.path or "", remark.key)
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
