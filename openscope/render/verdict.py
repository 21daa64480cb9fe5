"""The view of a check: each finding at its line, with the words it is about and the next step."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from openscope.checks import POLICY_CODES
from openscope.decide.decisions import digest_of, unversioned
from openscope.model import Assessment, Report, Severity, State
from openscope.render.located import RANK, Located, located, unread
from openscope.render.style import Style, printable, wrapped
from openscope.render.tally import sentence, tally

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
    """The findings, worst last so that they stay on the screen and else in the order of their places, and
    one line that says how it ended.
    """
    lines: list[str] = []
    if style.verbosity > 0:
        for each in report.items:
            lines += _item(each, style)
    if style.verbosity >= 0:
        shown, hidden = _shown(report, style)
        for alike in sorted(shown, key=lambda alike: -RANK[alike[0].level]):
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
    errors = [each for each in found if each.level is Severity.ERROR]
    rest = [each for each in found if each.level is not Severity.ERROR]
    warnings = _groups(
        each for each in rest if each.finding.code in POLICY_CODES or each.finding.severity is Severity.ERROR
    )
    shown = [*_groups(errors), *warnings[:_MOST_WARNINGS]]
    return shown, len(found) - sum(map(len, shown))


def _groups(found: Iterable[Located]) -> list[list[Located]]:
    groups: defaultdict[tuple[str, str, str], list[Located]] = defaultdict(list)
    for each in found:
        name, _, said = each.message.partition(": ")
        groups[each.finding.code, each.item.item.kind if each.item else name, said].append(each)
    return list(groups.values())


def _alike(alike: list[Located], style: Style) -> Iterator[str]:
    """The others of a group, a line each."""
    most = _MOST_ALIKE[alike[0].level]
    for each in alike[1 : most + 1]:
        name = printable(each.message.partition(": ")[0])
        id = f"  {printable(unversioned(each.item.item.id))}" if each.item and each.known else ""
        yield f"  {_paint('+', _EDGE, style)} {_place(each)}: {name}{_paint(id, _DIM, style)}"
    if len(alike) > most + 1:
        yield f"  {_paint('+', _EDGE, style)} {len(alike) - most - 1} more (-v shows them)"


# ── one finding ──────────────────────────────────────────────────────────────────────────────


def _finding(each: Located, report: Report, style: Style) -> Iterator[str]:
    finding = each.finding
    color = _COLORS[each.level]
    head = _paint(f"{each.level}[{finding.code}] {finding.slug}", color, style)
    taken = len(f"{each.level}[{finding.code}] {finding.slug}: ")
    first, *more = wrapped(printable(each.message), style, taken, 2)
    yield f"{head}:" + (f" {_paint(first, _BOLD, style)}" if first else "")
    yield from (f"  {_paint(line, _BOLD, style)}" for line in more)
    margin = " " * len(str(each.line))
    edge = _paint("|", _EDGE, style)
    yield f"{margin}{_paint('-->', _EDGE, style)} {_place(each)}"
    source = report.excerpts.get((each.path, each.line)) if each.known else None
    if source is not None and source.strip():
        text, start, length = _underlined(
            source, finding.words, style.width - len(margin) - 3 if style.wrap else _WIDEST
        )
        yield f"{margin} {edge}"
        yield f"{_paint(str(each.line), _EDGE, style)} {edge} {text}"
        yield f"{margin} {edge} {' ' * start}{_paint('^' * length, color, style)}"
    first, *more = wrapped(printable(finding.fix), style, len(margin) + 3, len(margin) + 3)
    yield f"{margin} {_paint('=', _EDGE, style)} {first}"
    yield from (f"{margin}   {line}" for line in more)


def _place(each: Located) -> str:
    if each.known:
        return f"{printable(each.path)}:{each.line}"
    return printable(each.item.item.id if each.item else each.path)


def _underlined(source: str, words: tuple[str, ...], width: int) -> tuple[str, int, int]:
    """The line as it is shown, up to the width or the end of the words, and where on it these stand; the
    whole line where they do not.
    """
    line = printable(source).strip()[:_WIDEST]
    for word in words:
        found = re.search(re.escape(printable(word)), line, re.I)
        if found and found.end() > found.start():
            return line[: max(width, found.end())], found.start(), found.end() - found.start()
    line = line[:width]
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
        first, *more = wrapped(said, style, len(mark) + 3, 4)
        yield f"  {_paint(mark, _COLORS[label.state], style)} {first}"
        yield from (f"    {line}" for line in more)
    for bound in verdict.bounds:
        said = f"{bound.kind}: {printable(bound.reason)}"
        first, *more = wrapped(said, style, len(bound.bearing) + 3, 4)
        yield f"  {_paint(bound.bearing, _DIM, style)} {first}"
        yield from (f"    {line}" for line in more)
    for reason in verdict.exceptions:
        yield f"  exception: {printable(reason)}"
    yield _paint(f'  evidence_sha256 = "{digest_of(each)}"', _DIM, style)
    yield ""


# ── the end ──────────────────────────────────────────────────────────────────────────────────


def _skipped(report: Report, style: Style) -> Iterator[str]:
    open_ = unread(report)
    shown = open_ if style.verbosity > 0 else open_[:_MOST_SKIPPED]
    for path, skip, _ in shown:
        head = _paint("not examined", _COLORS[Severity.ERROR], style)
        place = printable(path)
        first, *more = wrapped(printable(skip.reason), style, len(f"not examined  {place}  "), 2)
        yield f"{head}  {place}  {first}".rstrip()
        yield from (f"  {line}" for line in more)
    if len(open_) > len(shown):
        yield f"not examined  {len(open_) - len(shown)} more (-v lists them)"
    if open_:
        yield ""


def _summary(report: Report, style: Style) -> str:
    counts = tally(report)
    head = _paint(counts.state, _COLORS[State.ALLOW if counts.state == "pass" else State.DENY], style)
    lines = wrapped(printable(sentence(report, counts)), style, len(f"{counts.state}: "), 2)
    return f"{head}: " + "\n  ".join(lines)


def _paint(text: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if style.color else text
