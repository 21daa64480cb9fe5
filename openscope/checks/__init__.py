"""The findings that openscope can make: one file each, named in `CHECKS`.

A check is a module. Its docstring is its page (`openscope explain CODE`): a title, what it looks
at, why it matters, what to do. `CODE`, `SLUG` and `SEVERITY` name it, and `check(case)` yields what
to say about an item. To add one, write its file and name it here.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol, cast

from openscope.checks import (
    contradiction,
    dropped_restriction,
    embedded_license,
    malformed_metadata,
    no_license,
    renamed,
    rider,
    unclear_declaration,
    unrecognised_license,
)
from openscope.checks.case import Case, Remark
from openscope.model import Finding, Severity


class Check(Protocol):
    """The shape of a check's module."""

    __doc__: str | None
    CODE: str
    SLUG: str
    SEVERITY: Severity

    def check(self, case: Case) -> Iterable[Remark]:
        """What to say about the item, perhaps nothing."""


CHECKS: tuple[Check, ...] = cast(
    tuple[Check, ...],
    (
        contradiction,
        no_license,
        unrecognised_license,
        rider,
        unclear_declaration,
        embedded_license,
        dropped_restriction,
        malformed_metadata,
        renamed,
    ),
)


def run_checks(case: Case) -> tuple[Finding, ...]:
    """The findings of every check about one item."""
    return tuple(_finding(check, case, remark) for check in CHECKS for remark in check.check(case))


def find_check(name: str) -> Check | None:
    """A check by its code or its slug, in any case."""
    return next((check for check in CHECKS if name.lower() in (check.CODE.lower(), check.SLUG)), None)


def _finding(check: Check, case: Case, remark: Remark) -> Finding:
    return Finding(
        code=check.CODE,
        slug=check.SLUG,
        severity=check.SEVERITY,
        message=remark.message,
        fix=remark.fix,
        fingerprint=_fingerprint(check.CODE, case, remark),
        path=remark.path,
        line=remark.line,
    )


def _fingerprint(code: str, case: Case, remark: Remark) -> str:
    """The same finding next week: without line, version and wording."""
    parts = (code, case.item.kind, case.item.name, case.item.path or "", remark.path or "", remark.key)
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
