"""The view of a check: each finding at its line, with the words it is about and the next step."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from openscope.checks import POLICY_CODES
from openscope.decide.decisions import digest_of
from openscope.model import Assessment, Finding, Report, Severity, State
from openscope.render.located import RANK, Located, located
from openscope.render.style import Style, printable

_COLORS = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.NOTE: "1;34",
    State.ALLOW: "32",
    State.UNKNOWN: "35",
    State.DENY: "31",
}
_MARKS = {State.ALLOW: "accepted", State.UNKNOWN: "unknown", State.DENY: "rejected"}
_BOLD, _DIM, _EDGE = "1", "2", "34"
# How many groups of warnings are shown, and how many of a group besides its first.
_MOST_WARNINGS = 20
_MOST_ALIKE = {Severity.ERROR: 10, Severity.WARNING: 3, Severity.NOTE: 3}
_MOST_SKIPPED = 8
_WIDEST = 160


def render(report: Report, style: Style) -> str:
    """The findings, worst last so that they stay on the screen, and one line that says how it ended."""
    lines: list[str] = []
    if style.verbosity > 0:
        for each in report.items:
            lines += _item(each, style)
    if style.verbosity >= 0:
        shown, hidden = _shown(report, style)
        for alike in reversed(shown):
            lines += [*_finding(alike[0], report, style), *_alike(alike, style), ""]
        if hidden:
            lines += [f"warnings and facts that are not shown: {hidden} (-v shows them)", ""]
        lines += _skipped(report, style)
    lines.append(_summary(report, style))
    return "\n".join(lines) + "\n"


def _shown(report: Report, style: Style) -> tuple[list[list[Located]], int]:
    """What is shown without being asked: the policy's word, errors, and no more warnings than can be read.
    Findings that say the same of several items are one group.
    """
    found = located(report)
    if style.verbosity > 0:
        return [[each] for each in found], 0
    errors = [each for each in found if each.finding.severity is Severity.ERROR]
    rest = [each for each in found if each.finding.severity is not Severity.ERROR]
    warnings = _groups(each for each in rest if each.finding.code in POLICY_CODES)
    shown = [*_groups(errors), *warnings[:_MOST_WARNINGS]]
    return shown, len(found) - sum(map(len, shown))


def _groups(found: Iterable[Located]) -> list[list[Located]]:
    groups: defaultdict[tuple[str, str, str], list[Located]] = defaultdict(list)
    for each in found:
        name, _, said = each.finding.message.partition(": ")
        groups[each.finding.code, each.item.item.kind if each.item else name, said].append(each)
    return list(groups.values())


def _alike(alike: list[Located], style: Style) -> Iterator[str]:
    """The others of a group, a line each."""
    most = _MOST_ALIKE[alike[0].finding.severity]
    for each in alike[1 : most + 1]:
        name = printable(each.finding.message.partition(": ")[0])
        yield f"  {_paint('+', _EDGE, style)} {_place(each)}: {name}"
    if len(alike) > most + 1:
        yield f"  {_paint('+', _EDGE, style)} {len(alike) - most - 1} more (-v shows them)"


# ── one finding ──────────────────────────────────────────────────────────────────────────────


def _finding(each: Located, report: Report, style: Style) -> Iterator[str]:
    finding = each.finding
    color = _COLORS[finding.severity]
    head = _paint(f"{finding.severity}[{finding.code}] {finding.slug}", color, style)
    yield f"{head}: {_paint(printable(finding.message), _BOLD, style)}"
    margin = " " * len(str(each.line))
    edge = _paint("|", _EDGE, style)
    yield f"{margin}{_paint('-->', _EDGE, style)} {_place(each)}"
    source = report.excerpts.get((each.path, each.line)) if each.known else None
    if source is not None and source.strip():
        text, start, length = _underlined(source, finding.words)
        yield f"{margin} {edge}"
        yield f"{_paint(str(each.line), _EDGE, style)} {edge} {text}"
        yield f"{margin} {edge} {' ' * start}{_paint('^' * length, color, style)}"
    yield f"{margin} {_paint('=', _EDGE, style)} {printable(finding.fix)}"


def _place(each: Located) -> str:
    if each.known:
        return f"{printable(each.path)}:{each.line}"
    return printable(each.item.item.id if each.item else each.path)


def _underlined(source: str, words: tuple[str, ...]) -> tuple[str, int, int]:
    """The line as it is shown, and where on it the words stand; the whole line where they do not."""
    line = printable(source).strip()[:_WIDEST]
    for word in words:
        found = re.search(re.escape(printable(word)), line, re.I)
        if found and found.end() > found.start():
            return line, found.start(), found.end() - found.start()
    return line, 0, max(len(line), 1)


# ── one item, with -v ────────────────────────────────────────────────────────────────────────


def _item(each: Assessment, style: Style) -> Iterator[str]:
    verdict = each.verdict
    if verdict is None:
        return
    state = _paint(f"{verdict.state:7}", _COLORS[verdict.state], style)
    yield f"{state} {_paint(printable(each.item.id), _BOLD, style)}"
    for label in verdict.labels:
        mark = _MARKS[label.state]
        aside = "" if label.taken else "  (not taken)"
        said = f"{printable(label.leaf)}: {printable(label.why)}{aside}"
        yield f"  {_paint(mark, _COLORS[label.state], style)} {said}"
    for bound in verdict.bounds:
        yield f"  {_paint(bound.bearing, _DIM, style)} {bound.kind}: {printable(bound.reason)}"
    for reason in verdict.exceptions:
        yield f"  exception: {printable(reason)}"
    yield _paint(f'  evidence_sha256 = "{digest_of(each)}"', _DIM, style)
    yield ""


# ── the end ──────────────────────────────────────────────────────────────────────────────────


def _skipped(report: Report, style: Style) -> Iterator[str]:
    open_ = [skip for _, skip in report.skipped if not skip.expected]
    shown = open_ if style.verbosity > 0 else open_[:_MOST_SKIPPED]
    for skip in shown:
        head = _paint("not examined", _COLORS[Severity.ERROR], style)
        yield f"{head}  {printable(skip.path)}  {printable(skip.reason)}"
    if len(open_) > len(shown):
        yield f"not examined  {len(open_) - len(shown)} more (-v lists them)"
    if open_:
        yield ""


def _summary(report: Report, style: Style) -> str:
    found = located(report)
    decided = report.policy.failing if report.policy else None
    failing = [_fails(each.finding, decided) for each in found]
    counts: Counter[Severity] = Counter()
    facts: Counter[str] = Counter()
    for each, fails in zip(found, failing, strict=True):
        if fails or each.finding.code in POLICY_CODES:
            counts[each.finding.severity] += 1
        elif each.finding.severity is Severity.ERROR:
            facts[each.finding.code] += 1
    suppressed = [f.suppressed for each in report.items for f in each.findings if f.suppressed]
    order = sorted(RANK, key=RANK.__getitem__)
    words = [f"{counts[each]} {each}{'s' if counts[each] != 1 else ''}" for each in order if counts[each]]
    state = State.DENY if any(failing) else State.ALLOW
    head = _paint("violated" if any(failing) else "pass", _COLORS[state], style)
    items = f"{len(report.items)} item{'s' if len(report.items) != 1 else ''}"
    policy = printable(report.policy.path) if report.policy else ""
    line = f"{head}: {items} by {policy}: {', '.join(words) or 'nothing to say'}"
    for reason, count in sorted(Counter(reason.partition(":")[0] for reason in suppressed).items()):
        line += f"; {count} {reason}"
    if facts:
        idle = ", ".join(f"{count} {code}" for code, count in sorted(facts.items()))
        line += f"; facts, which fail only where --fail-on names them: {idle}"
    return line


def _fails(finding: Finding, decided: frozenset[str] | None) -> bool:
    """Whether a finding fails the build; where nobody has decided, the policy's errors do."""
    if decided is not None:
        return finding.fingerprint in decided
    return finding.severity is Severity.ERROR and finding.code in POLICY_CODES


def _paint(text: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if style.color else text
