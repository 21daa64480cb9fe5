"""A comparison of two reports for the terminal, as JSON and as Markdown."""

import io
import json
from collections.abc import Callable
from typing import Any

from msgspec.structs import asdict
from rich.console import Console
from rich.text import Text

from openscope.decide.diff import Diff, Entry, Relicensed
from openscope.render.style import Style, printable

SCHEMA = "openscope-diff/1"

_MOST_LINES = 40
_COLORS = {
    "permissive": "green",
    "copyleft": "yellow",
    "source-available": "red",
    "proprietary": "red",
    "unknown": "magenta",
}


def terminal(diff: Diff, style: Style) -> str:
    """For a person at a terminal."""
    out = io.StringIO()
    console = Console(
        file=out, width=style.width, force_terminal=style.color, no_color=not style.color, highlight=False
    )
    if diff.relicensed and style.verbosity >= 0:
        console.print(Text(f"relicensed {len(diff.relicensed)}", "bold"))
        for change in diff.relicensed:
            _print_change(console, change)
        console.print()
    for title, sign, entries in (("added", "+", diff.added), ("removed", "-", diff.removed)):
        if entries and style.verbosity >= 0:
            console.print(Text(f"{title} {len(entries)}", "bold"))
            shown = entries if style.verbosity > 0 else entries[:_MOST_LINES]
            for entry in shown:
                line = Text(f"  {sign} {_name(entry)}  ")
                line.append(printable(_license(entry)), _COLORS[entry.category])
                line.append(f"  {entry.category}", "dim")
                console.print(line)
            if len(shown) < len(entries):
                console.print(Text(f"    and {len(entries) - len(shown)} more (-v lists them)", "dim"))
            console.print()
    console.print(Text(_summary(diff), "bold"))
    return out.getvalue()


def markdown(diff: Diff, style: Style) -> str:  # noqa: ARG001  a format takes a style
    """For the comment on a pull request."""
    lines = [f"**{_summary(diff)}**", ""]
    if diff.relicensed:
        lines += ["| relicensed | before | after | new restrictions |", "| --- | --- | --- | --- |"]
        for each in diff.relicensed:
            mark = "⚠ " if each.closed else ""
            cells = (
                mark + _cell(_versions(each)),
                f"{_cell(_license(each.before))} ({each.before.category})",
                f"{_cell(_license(each.after))} ({each.after.category})",
                _cell(", ".join(each.new_restrictions)),
            )
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    for title, entries in (("added", diff.added), ("removed", diff.removed)):
        if entries:
            lines += [f"| {title} | licence | category |", "| --- | --- | --- |"]
            lines += [f"| {_cell(_name(e))} | {_cell(_license(e))} | {e.category} |" for e in entries]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def as_json(diff: Diff, style: Style) -> str:  # noqa: ARG001  a format takes a style
    """For programs: `openscope-diff/1`."""
    value: dict[str, Any] = {
        "schema": SCHEMA,
        "relicensed": [
            {
                "before": asdict(each.before),
                "after": asdict(each.after),
                "closed": each.closed,
                "new_restrictions": list(each.new_restrictions),
            }
            for each in diff.relicensed
        ],
        "added": [asdict(each) for each in diff.added],
        "removed": [asdict(each) for each in diff.removed],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Diff, Style], str]] = {
    "terminal": terminal,
    "json": as_json,
    "markdown": markdown,
}


def _print_change(console: Console, change: Relicensed) -> None:
    line = Text("  ! " if change.closed else "    ", "bold red")
    line.append(f"{_versions(change)}  ", "bold")
    line.append(printable(_license(change.before)), _COLORS[change.before.category])
    line.append(" → ")
    line.append(printable(_license(change.after)), _COLORS[change.after.category])
    console.print(line)
    words = f"{change.before.category} → {change.after.category}"
    if change.new_restrictions:
        words += f"; now: {', '.join(change.new_restrictions)}"
    console.print(Text(f"      {words}", "dim"))


def _versions(change: Relicensed) -> str:
    before, after = change.before.version, change.after.version
    moved = f"{before} → {after}" if before and after and before != after else after or before or ""
    return printable(f"{change.after.name} {moved}".strip())


def _name(entry: Entry) -> str:
    return printable(f"{entry.name} {entry.version or ''}".strip())


def _license(entry: Entry) -> str:
    return entry.license or "no licence"


def _cell(words: str) -> str:
    """Words that stay within a cell of a table and mean nothing to Markdown or HTML."""
    words = printable(words)
    for char in "\\`*_[]|#":
        words = words.replace(char, f"\\{char}")
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _summary(diff: Diff) -> str:
    closed = sum(each.closed for each in diff.relicensed)
    words = f"{len(diff.relicensed)} relicensed"
    if closed:
        words += f" ({closed} no longer open source)"
    return f"{words}, {len(diff.added)} added, {len(diff.removed)} removed"
