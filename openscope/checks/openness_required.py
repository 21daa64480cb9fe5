"""A model that is less open than the policy asks for.

Looks at the openness class of every model, against the least that `openness` asks for. A class that the
evidence does not tell is treated as what is unknown.

It matters because a model that cannot be inspected, run or trained again by its users leaves them at the
mercy of who can.

Take a model that is more open, or write the exception down.
"""

from collections.abc import Iterator

from openscope.checks.case import Remark
from openscope.checks.judged import Judged
from openscope.model import OpennessClass, Severity

CODE = "OS504"
SLUG = "openness-required"
SEVERITY = Severity.ERROR


def check(case: Judged) -> Iterator[Remark]:
    """One remark for a model that falls short."""
    asked = case.verdict.short_of
    if asked is None:
        return
    shown = case.each.openness.klass if case.each.openness else OpennessClass.UNKNOWN
    unknown = shown is OpennessClass.UNKNOWN
    path, line = case.where()
    yield Remark(
        f"{case.name}: its openness is {shown}, and at least {asked} is asked for",
        f"take a more open model, or {case.exception('unknown-license' if unknown else shown)}",
        path,
        line,
        severity=case.severity_of_unknown if unknown else None,
    )
