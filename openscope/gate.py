"""Judges a report by a policy: verdicts, findings, and what counts for nothing. Pure: no files, no clock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.checks import POLICY_CODES, run_gates, run_upkeep
from openscope.checks.judged import Judged, Upkeep
from openscope.config import Clarification, Policy, Waiver
from openscope.decide.decisions import about, is_expired, is_nameless, is_stale, written
from openscope.decide.judge import judge
from openscope.decide.place import mentions
from openscope.decide.suppress import from_root, is_own, suppress, untouched
from openscope.model import Allowance, Assessment, Finding, Judge, Kind, Report, Severity

_AT_THE_ROOT = "judged at the root: this directory is a part of the repository"
_RANK = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTE: 0}


class Circumstances(Struct, frozen=True):
    """What besides the policy decides about a verdict.

    `today` is the day on which exceptions are in force; `baseline` the fingerprints that are known;
    `changed` the files that a change touched, from the repository's root, or None to judge everything,
    and `since` its name. `whole` says that the targets cover everything the policy is for. `home` is the
    directory of the policy from the repository's root, None for a policy that lies elsewhere; `parts` are
    the targets that are directories of a repository below its root.
    """

    today: date
    baseline: frozenset[str] = frozenset()
    changed: frozenset[str] | None = None
    since: str = ""
    whole: bool = False
    home: str | None = None
    parts: frozenset[int] = frozenset()


def gate(report: Report, policy: Policy, catalog: Catalog, circumstances: Circumstances) -> Report:
    """The report with a verdict for each item, and with the findings of the policy."""
    used: dict[Waiver | Clarification, None] = {}
    needed: set[tuple[int, Allowance]] = set()
    allowances = _by_file(report)
    items = []
    for each in report.items:
        place = report.targets[each.target].place
        path = _from_policy(each, place, circumstances.home)
        judgement = judge(each, policy, catalog, circumstances.today, path)
        used.update(dict.fromkeys(judgement.used))
        judged = replace(each, verdict=judgement.verdict)
        rules = policy.rules(each.item.kind, each.item.scope)
        found = run_gates(Judged(judged, judgement.verdict, rules.unknown, policy.path, written(each, path)))
        is_part = each.target in circumstances.parts and _is_part(each)
        comments = allowances[each.target] if place is not None else {}
        findings = []
        for finding in (*each.findings, *found):
            lines = mentions(each, finding.path, finding.line)
            marked, because = suppress(finding, lines, comments, circumstances.baseline)
            if is_part and not marked.suppressed:
                marked = replace(marked, suppressed=_AT_THE_ROOT)
            needed.update((each.target, allowance) for allowance in because)
            if not marked.suppressed and _untouched(marked, judged, circumstances, place):
                marked = replace(marked, suppressed=f"not touched since {circumstances.since}")
            findings.append(marked)
        items.append(replace(judged, findings=tuple(findings)) if findings else judged)
    upkeep = _upkeep(report, policy, circumstances, frozenset(used), needed)
    about_policy = [suppress(each, (), {}, circumstances.baseline)[0] for each in run_upkeep(upkeep)]
    return replace(
        report,
        items=tuple(items),
        policy=Judge(policy.path, policy.digest, policy.extend),
        findings=tuple(about_policy),
    )


def with_baseline(report: Report, known: frozenset[str]) -> Report:
    """A judged report with what a baseline knows marked as such; `known` are fingerprints."""

    def marked(finding: Finding) -> Finding:
        return finding if finding.suppressed else suppress(finding, (), {}, known)[0]

    items = [replace(each, findings=tuple(map(marked, each.findings))) for each in report.items]
    return replace(report, items=tuple(items), findings=tuple(map(marked, report.findings)))


def findings(report: Report) -> Iterator[tuple[Assessment | None, Finding]]:
    """Every finding that counts, with its item; those about the policy come last."""
    for each in report.items:
        yield from ((each, finding) for finding in each.findings if not finding.suppressed)
    yield from ((None, finding) for finding in report.findings if not finding.suppressed)


def failing(report: Report, fail_on: Iterable[str]) -> list[Finding]:
    """The findings that fail a build.

    `fail_on` are severities, which mean what a policy says from there upwards (its errors where none is
    named), and codes or slugs, which mean any finding of that name besides.
    """
    words = {word.lower() for word in fail_on}
    least = min(
        (_RANK[severity] for severity in Severity if severity in words), default=_RANK[Severity.ERROR]
    )
    return [
        finding
        for _, finding in findings(report)
        if (finding.code in POLICY_CODES and _RANK[finding.severity] >= least)
        or finding.code.lower() in words
        or finding.slug in words
    ]


def _untouched(finding: Finding, each: Assessment, now: Circumstances, place: str | None) -> bool:
    return now.changed is not None and untouched(finding, each, now.changed, place)


def _from_policy(each: Assessment, place: str | None, home: str | None) -> str | None:
    """The path of a directory item from the policy's directory, None where it does not lie below that."""
    if place is None or home is None or each.item.path is None or each.item.dependency is not None:
        return None
    path = PurePosixPath(from_root(each.item.path, place))
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else None


def _is_part(each: Assessment) -> bool:
    """Whether the item is but a directory that was asked about by itself: nothing that
    could have a licence of its own stands in it, and in a scan of the whole it would be no item.
    """
    asked_by_itself = each.item.kind is Kind.PROJECT and each.item.path == "."
    nothing = not each.evidence and not each.license.declared and all(f.path is None for f in each.findings)
    return asked_by_itself and nothing and is_nameless(each)


def _by_file(report: Report) -> defaultdict[int, dict[str | None, list[Allowance]]]:
    found: defaultdict[int, dict[str | None, list[Allowance]]] = defaultdict(dict)
    for target, allowance in report.allowances:
        found[target].setdefault(allowance.path, []).append(allowance)
    return found


def _upkeep(
    report: Report,
    policy: Policy,
    circumstances: Circumstances,
    used: frozenset[Waiver | Clarification],
    needed: set[tuple[int, Allowance]],
) -> Upkeep:
    decisions: list[Waiver | Clarification] = [*policy.waivers, *policy.clarifications]
    expired = [decision for decision in decisions if is_expired(decision, circumstances.today)]
    stale: dict[Waiver | Clarification, Assessment] = {}

    def where(each: Assessment) -> str | None:
        return _from_policy(each, report.targets[each.target].place, circumstances.home)

    for decision in decisions:
        if decision in expired or decision.evidence_sha256 is None:
            continue
        of = [each for each in report.items if about(each, decision.item, where(each))]
        if of and all(is_stale(decision, each) for each in of):
            stale[decision] = of[0]
    idle = [
        replace(allowance, path=from_root(allowance.path, place))
        for target, allowance in report.allowances
        if (target, allowance) not in needed
        and is_own(allowance.path)
        and (place := report.targets[target].place) is not None
    ]
    return Upkeep(policy, used, expired, stale, idle, circumstances.whole)
