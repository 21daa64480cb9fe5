"""The terminal view: what stands here, by category, with the words behind every restriction."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from openscope.catalog import load_catalog
from openscope.model import (
    Assessment,
    Base,
    Category,
    Finding,
    Kind,
    Limit,
    Mof,
    Openness,
    OpennessClass,
    PillarState,
    Relation,
    Report,
    Restriction,
    Severity,
    TrainingData,
)
from openscope.render import dependencies
from openscope.render.style import Style, printable

# From what nobody needs to look at to what somebody must: the end of a long list is what stays on screen.
_ORDER = (
    Category.PERMISSIVE,
    Category.COPYLEFT,
    Category.SOURCE_AVAILABLE,
    Category.PROPRIETARY,
    Category.UNKNOWN,
)
_COLORS = {
    Category.PERMISSIVE: "green",
    Category.COPYLEFT: "cyan",
    Category.SOURCE_AVAILABLE: "yellow",
    Category.PROPRIETARY: "red",
    Category.UNKNOWN: "magenta",
}
_MEANING = {
    Category.PERMISSIVE: "use, change, distribute and sell; notices at most",
    Category.COPYLEFT: "open, but reciprocal",
    Category.SOURCE_AVAILABLE: "published, but the licence restricts use",
    Category.PROPRIETARY: "no right to use or change it without another agreement",
    Category.UNKNOWN: "nobody has said yes",
}
_STATES = {
    PillarState.OPEN: ("●", "green"),
    PillarState.PARTIAL: ("◐", "yellow"),
    PillarState.CLOSED: ("○", "red"),
    PillarState.UNKNOWN: ("?", "dim"),
}
_SEVERITIES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold blue"}
_TERMS = {"block": "bold red", "review": "bold yellow", "note": "bold"}
_TERM_RANK = {"block": 0, "review": 1, "note": 2}
_RELATIONS = {
    Relation.FINETUNE: "fine-tune of",
    Relation.ADAPTER: "adapter of",
    Relation.QUANTIZED: "quantization of",
    Relation.MERGE: "merge of",
    None: "made from",
}
_COMMIT = re.compile(r"[0-9a-f]{40}")
_COMMIT_SHOWN = 12
_MOST_SKIPPED = 8
_MOST_BASES = 4


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
        title = Text(f"{category} ", f"bold {_COLORS[category]}")
        title.append(f"{len(group)}", "bold")
        title.append(f"  {_MEANING[category]}", "dim")
        console.print(title)
        summed = [item for item in group if _is_summed(item, style)]
        for each in group:
            if not _is_summed(each, style):
                console.print(Padding(_headline(each), (0, 0, 0, 2)))
                for line in _details(each, quoted, style):
                    console.print(line)
        for indent, text in dependencies.lines(summed, category):
            console.print(_indent(text, indent))
        console.print()


def _is_summed(each: Assessment, style: Style) -> bool:
    """Whether the item is one of many dependencies that need no lines of their own."""
    in_full = style.verbosity > 0 or each.category in dependencies.IN_FULL
    return each.item.dependency is not None and not in_full


def _headline(each: Assessment) -> Text:
    line = Text(printable(each.item.name), "bold", overflow="fold")
    if each.item.version:
        version = each.item.version
        line.append(f" {printable(version[:_COMMIT_SHOWN] if _COMMIT.fullmatch(version) else version)}")
    if each.item.dependency:
        line.append(f"  dependency {dependencies.way(each)}", "dim")
    elif each.item.kind is not Kind.PROJECT:
        line.append(f"  {each.item.kind}", "dim")
    words = each.license.concluded or (
        f"“{each.license.declared}”" if each.license.declared else _no_licence(each)
    )
    line.append(f"  {printable(words)}", _COLORS[each.category])
    if each.copyleft:
        line.append(f" ({each.copyleft} copyleft)")
    if each.chosen and each.chosen != each.license.concluded:
        line.append(f"  taken as {printable(each.chosen)}", "dim")
    if place := _place(each):
        line.append(f"  {printable(place)}", "dim")
    return line


def _no_licence(each: Assessment) -> str:
    """What to say in a licence's stead; of what is only named, nobody has looked for one."""
    if each.openness and each.openness.klass is OpennessClass.CLOSED:
        return "service only"
    return "licence not looked up" if _is_named_only(each) else "no licence"


def _is_named_only(each: Assessment) -> bool:
    """Whether the item is only referred to: it stands nowhere in the target."""
    return bool(each.evidence) and all(e.detector.startswith("reference:") for e in each.evidence)


def _place(each: Assessment) -> str | None:
    """Where the licence stands: the text if there is one, else the declaration."""
    ranked = sorted(each.evidence, key=lambda e: (e.source != "detected", -e.score))
    if not ranked:
        return each.item.path if each.item.path not in (None, ".") else None
    first = ranked[0]
    return f"{first.path}:{first.start_line}" if first.start_line else first.path


def _details(each: Assessment, quoted: set[str], style: Style) -> Iterator[Padding]:
    if each.because:
        yield _indent(Text(each.because, "dim"), 4)
    if each.openness and not (_is_named_only(each) and each.openness.klass is OpennessClass.UNKNOWN):
        yield _indent(_openness(each.openness), 4)
    if each.bases:
        yield _indent(_bases(each.bases), 4)
    if each.datasets:
        yield _indent(Text(_datasets(each.datasets, style), "dim"), 4)
    if style.verbosity > 0:
        if each.item.kind in (Kind.MODEL, Kind.DATASET):
            yield _indent(Text(_developer(each), "dim"), 4)
        if each.openness and each.openness.mof:
            yield _indent(Text(_mof(each.openness.mof), "dim"), 4)
        for evidence in each.evidence:
            lines = f":{evidence.start_line}" if evidence.start_line else ""
            said = evidence.expression or f"“{evidence.quote}”"
            place = f"{evidence.path}{lines}"
            text = f"{evidence.source} by {evidence.detector}: {said}  {place}  {evidence.score:.0%}"
            yield _indent(Text(printable(text), "dim"), 4)
    yield from _restrictions(each, quoted)
    for finding in each.findings:
        yield _indent(_finding(finding), 4)
        yield _indent(Text(f"→ {printable(finding.fix)}", "dim"), 6)


def _openness(openness: Openness) -> Text:
    line = Text(f"{openness.klass}", "bold")
    for pillar, verdict in openness.pillars.items():
        mark, color = _STATES[verdict.state]
        line.append("   ")
        line.append(mark, color)
        line.append(f" {pillar} {verdict.state}", "dim" if verdict.state is PillarState.UNKNOWN else "")
    if openness.complete_but_restricted:
        line.append("   everything is released, under restrictive terms", "yellow")
    return line


def _bases(bases: Sequence[Base]) -> Text:
    """What a model was made from: "adapter of org/name"."""
    words = ", ".join(f"{_RELATIONS[base.relation]} {printable(base.name)}" for base in bases[:_MOST_BASES])
    more = f", and {len(bases) - _MOST_BASES} more" if len(bases) > _MOST_BASES else ""
    return Text(words + more, "dim")


def _datasets(datasets: Sequence[TrainingData], style: Style) -> str:
    """What a card says the model was trained on: "trained on org/name (CC-BY-4.0, gated)"."""
    shown = datasets if style.verbosity > 0 else datasets[:_MOST_BASES]
    words = ", ".join(f"{printable(each.name)} ({each.words})" for each in shown)
    more = f", and {len(datasets) - len(shown)} more" if len(datasets) > len(shown) else ""
    return f"trained on {words}{more}"


def _developer(each: Assessment) -> str:
    """Who published it and where: "published by Meta (US)"."""
    if each.developer is None:
        return "published by: unknown"
    return f"published by {each.developer.name} ({each.developer.country or 'no single country'})"


def _mof(mof: Mof) -> str:
    """The class of the Model Openness Framework in one line, with what the next one lacks."""
    reached = f"class {mof.klass}" if mof.klass else "no class"
    lacks = ", ".join(f"{gap.component} ({gap.reason})" for gap in mof.missing)
    return f"Model Openness Framework: {reached}" + (f"; the next lacks {lacks}" if lacks else "")


def _restrictions(each: Assessment, quoted: set[str]) -> Iterator[Padding]:
    """Each restriction with its words; those of a licence that was quoted before by name only."""
    terms = load_catalog().terms
    ranked = sorted(each.restrictions, key=lambda r: _TERM_RANK[terms[r.kind].severity])
    before: dict[str, list[str]] = {}
    for restriction in ranked:
        if restriction.license in quoted and restriction.clause is not None:
            before.setdefault(restriction.license, []).append(restriction.kind)
            continue
        yield _indent(_restriction(restriction, terms[restriction.kind].severity), 4)
        yield _indent(Text(printable(restriction.summary)), 6)
        yield _indent(Text(f"“{printable(restriction.quote)}”", "italic dim"), 6)
    for license, kinds in before.items():
        names = ", ".join(dict.fromkeys(kinds))
        yield _indent(Text(f"{names}  (quoted above: {printable(license)})", "dim"), 4)
    quoted.update(restriction.license for restriction in ranked)


def _restriction(restriction: Restriction, severity: str) -> Text:
    line = Text(restriction.kind, _TERMS[severity])
    if restriction.limit:
        line.append(f"  {printable(limit_words(restriction.limit))}", "cyan")
    if restriction.clause:
        line.append(f"  clause {printable(restriction.clause)}", "dim")
    elif restriction.path:
        line.append(f"  {printable(restriction.path)}:{restriction.line}", "dim")
    return line


def limit_words(limit: Limit) -> str:
    """A limit as a person writes it: "> 700,000,000 users (monthly-active-users): license-required"."""
    value = f"{limit.value:,}" if isinstance(limit.value, int | float) else limit.value
    if limit.effect == "converts-to-change-license":
        when = f"{value} {limit.unit} after release" if limit.metric == "age" else value or limit.period
        opens = f"opens {when}"
        return f"{opens} as {limit.becomes}" if limit.becomes else opens
    unit = f" {limit.unit}" if limit.unit else ""
    return f"{limit.metric} {limit.op} {value}{unit}: {limit.effect}"


def _finding(finding: Finding) -> Text:
    line = Text(f"{finding.code} {finding.slug}", _SEVERITIES[finding.severity])
    line.append(f"  {printable(finding.message)}")
    if finding.path:
        place = f"{finding.path}:{finding.line}" if finding.line else finding.path
        line.append(f"  {printable(place)}", "dim")
    return line


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
