"""The terminal view: what stands here, by category, with the words behind every restriction."""

from collections import Counter
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from openscope.model import Assessment, Category, OpennessClass, Report
from openscope.render import dependencies
from openscope.render.item import COLORS, details, headline
from openscope.render.style import Style, printable

# From what nobody needs to look at to what somebody must: the end of a long list is what stays on screen.
_ORDER = (
    Category.PERMISSIVE,
    Category.COPYLEFT,
    Category.SOURCE_AVAILABLE,
    Category.PROPRIETARY,
    Category.UNKNOWN,
)
_MEANING = {
    Category.PERMISSIVE: "use, change, distribute and sell; notices at most",
    Category.COPYLEFT: "open, but reciprocal",
    Category.SOURCE_AVAILABLE: "published, but the licence restricts use",
    Category.PROPRIETARY: "no right to use or change it without another agreement",
    Category.UNKNOWN: "nobody has said yes",
}
_MOST_SKIPPED = 8


def render(report: Report, style: Style) -> str:
    """The view as text, with colour codes where the style asks for colour."""
    out = StringIO()
    console = Console(
        file=out,
        width=style.width,
        force_terminal=style.color,
        no_color=not style.color,
        color_system="standard" if style.color else None,
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=False,
    )
    if style.verbosity >= 0:
        _items(console, report, style)
        _skipped(console, report, style)
    if style.verbosity > 0 and (countries := _countries(report)):
        console.print(Text(countries, "dim"))
    console.print(_summary(report))
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _items(console: Console, report: Report, style: Style) -> None:
    quoted: set[str] = set()
    for category in _ORDER:
        group = [item for item in report.items if item.category is category]
        if not group:
            continue
        title = Text(f"{category} ", f"bold {COLORS[category]}")
        title.append(f"{len(group)}", "bold")
        title.append(f"  {_MEANING[category]}", "dim")
        console.print(title)
        summed = [item for item in group if _is_summed(item, style)]
        for each in group:
            if not _is_summed(each, style):
                console.print(_indent(headline(each), 2))
                for indent, text in details(each, quoted, style):
                    console.print(_indent(text, indent))
        for indent, text in dependencies.lines(summed, category):
            console.print(_indent(text, indent))
        console.print()


def _is_summed(each: Assessment, style: Style) -> bool:
    """Whether the item is one of many dependencies that need no lines of their own."""
    in_full = style.verbosity > 0 or each.category in dependencies.IN_FULL
    return each.item.dependency is not None and not in_full


def _skipped(console: Console, report: Report, style: Style) -> None:
    open_ = [skip for _, skip in report.skipped if not skip.expected]
    expected = Counter(skip.code for _, skip in report.skipped if skip.expected)
    shown = open_ if style.verbosity > 0 else open_[:_MOST_SKIPPED]
    for skip in shown:
        line = Text("not examined  ", "bold red")
        line.append(f"{printable(skip.path)}  ", "bold")
        line.append(printable(skip.reason))
        console.print(line)
    if len(open_) > len(shown):
        console.print(Text(f"not examined  {len(open_) - len(shown)} more (-v lists them)", "bold red"))
    if expected:
        kinds = ", ".join(f"{count} {code}" for code, count in sorted(expected.items()))
        console.print(Text(f"left out by design: {kinds}", "dim"))
    if open_ or expected:
        console.print()


def _summary(report: Report) -> Text:
    counts = Counter(item.category for item in report.items)
    parts = [f"{counts[category]} {category}" for category in _ORDER if counts[category]]
    items = f"{len(report.items)} item{'s' if len(report.items) != 1 else ''}"
    if count := sum(item.item.dependency is not None for item in report.items):
        items += f", {count} of them dependenc{'y' if count == 1 else 'ies'}"
    line = Text(f"{items}: {', '.join(parts) or 'nothing to classify'}", "bold")
    restrictions = sum(len(item.restrictions) for item in report.items)
    findings = sum(len(item.findings) for item in report.items)
    line.append(
        f"; restrictions: {restrictions}, findings: {findings}, files with a licence: {len(report.files)}"
    )
    return line


def _countries(report: Report) -> str:
    """How many models come from where, and how open they are: "models by country: FR 1 open-weights; …"."""
    found: dict[str, Counter[str]] = {}
    for each in report.items:
        if each.openness:
            country = (each.developer and each.developer.country) or "unknown"
            found.setdefault(country, Counter())[each.openness.klass] += 1
    words = [
        f"{country} " + ", ".join(f"{counts[klass]} {klass}" for klass in OpennessClass if counts[klass])
        for country, counts in sorted(found.items(), key=lambda pair: (pair[0] == "unknown", pair[0]))
    ]
    return f"models by country: {'; '.join(words)}" if words else ""


def _indent(text: Text, columns: int) -> Padding:
    return Padding(text, (0, 0, 0, columns))
