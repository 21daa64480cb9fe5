"""Markdown for a pull-request comment or a step summary: the verdict, then a table of what to look at."""

import re
from collections import Counter

from openscope.model import Report, Severity
from openscope.render.located import Located, located, unread
from openscope.render.style import Style, printable
from openscope.render.tally import sentence, tally

MOST_CHARACTERS = 60_000
"""A comment takes 65,536 characters."""

_LONGEST = 250
_LONGEST_SENTENCE = 1_000
_MOST_UNREAD = 20
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~@$&-])")
_SIGNS = {Severity.ERROR: "🔴", Severity.WARNING: "🟡", Severity.NOTE: "🔵"}


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """Worst first. Names and quotes of what was scanned are words here, never markup, links or mentions."""
    found = located(report)
    counts = tally(report)
    state = f"**{counts.state}**: " if report.policy or counts.unread else ""
    lines = [
        "## openscope",
        "",
        f"{state}{_words(sentence(report, counts), _LONGEST_SENTENCE)}.",
        "",
    ]
    if found:
        lines += ["| | where | what | next step |", "| --- | --- | --- | --- |"]
        rows = _fitting([_row(each) for each in found])
        lines += rows
        if len(found) > len(rows):
            lines += ["", f"… and {len(found) - len(rows)} more."]
        lines.append("")
    missing = unread(report)
    if missing:
        lines += [f"**{len(missing)} not examined:**", ""]
        lines += [f"- {_words(path)}: {_words(skip.reason)}" for path, skip, _ in missing[:_MOST_UNREAD]]
        lines.append("")
    if report.items:
        categories = Counter(str(each.category) for each in report.items)
        lines += ["<details><summary>Licence categories</summary>", ""]
        lines += [f"- {category}: {count}" for category, count in sorted(categories.items())]
        lines += ["", "</details>", ""]
    return "\n".join(lines)


def _fitting(rows: list[str]) -> list[str]:
    """The first rows that a comment has room for, beside what else is said."""
    left = MOST_CHARACTERS - 2 * _MOST_UNREAD * 2 * _LONGEST
    for number, row in enumerate(rows):
        left -= len(row) + 1
        if left < 0:
            return rows[:number]
    return rows


def _row(each: Located) -> str:
    finding = each.finding
    where = (
        f"{_words(each.path)}:{each.line}" if each.known else _words(each.item.item.id if each.item else "")
    )
    what = f"**{finding.code}** {_words(finding.slug)}<br>{_words(each.message)}"
    return f"| {_SIGNS[each.level]} | {where} | {what} | {_words(finding.fix)} |"


def _words(text: str, longest: int = _LONGEST) -> str:
    """Text as words. An at-sign gets a zero-width space behind it, so that nobody is notified."""
    shown = printable(text)
    shown = shown if len(shown) <= longest else shown[:longest] + "…"
    return _SPECIAL.sub(r"\\\1", shown).replace("\\@", "@\u200b").replace("://", ":\u200b//")
