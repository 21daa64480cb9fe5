"""One item in the terminal: what it is, where its licence stands, and the words behind every restriction."""

import re
from collections.abc import Iterator, Sequence

from rich.text import Text

from openscope.catalog import load_catalog
from openscope.decide.place import is_mention
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
    Restriction,
    Severity,
    TrainingData,
)
from openscope.render import dependencies
from openscope.render.style import Style, printable

COLORS = {
    Category.PERMISSIVE: "green",
    Category.COPYLEFT: "cyan",
    Category.SOURCE_AVAILABLE: "yellow",
    Category.PROPRIETARY: "red",
    Category.UNKNOWN: "magenta",
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
_MOST_BASES = 4


def headline(each: Assessment) -> Text:
    """The item in one line: its name, its licence, and the place where that stands."""
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
    line.append(f"  {printable(words)}", COLORS[each.category])
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
    return bool(each.evidence) and all(map(is_mention, each.evidence))


def _place(each: Assessment) -> str | None:
    """Where the licence stands: the text if there is one, else the declaration."""
    ranked = sorted(each.evidence, key=lambda e: (e.source != "detected", -e.score))
    if not ranked:
        return each.item.path if each.item.path not in (None, ".") else None
    first = ranked[0]
    return f"{first.path}:{first.start_line}" if first.start_line else first.path


def details(each: Assessment, quoted: set[str], style: Style) -> Iterator[tuple[int, Text]]:
    """What else is to say of it, as lines with their indent. A licence of which the clauses stand in `quoted`
    is not quoted again; those of this item are added to it.
    """
    if each.because:
        yield 4, Text(each.because, "dim")
    for part, license in (("code", each.license.code), ("data", each.license.data)):
        if license:
            yield 4, Text(f"the {part} beside the weights: {printable(license)}", "dim")
    if each.openness and not (_is_named_only(each) and each.openness.klass is OpennessClass.UNKNOWN):
        yield 4, _openness(each.openness)
    if each.bases:
        yield 4, _bases(each.bases)
    if each.datasets:
        yield 4, Text(_datasets(each.datasets, style), "dim")
    if style.verbosity > 0:
        if each.item.kind in (Kind.MODEL, Kind.DATASET):
            yield 4, Text(_developer(each), "dim")
        if each.openness and each.openness.mof:
            yield 4, Text(_mof(each.openness.mof), "dim")
        for evidence in each.evidence:
            lines = f":{evidence.start_line}" if evidence.start_line else ""
            said = evidence.expression or f"“{evidence.quote}”"
            place = f"{evidence.path}{lines}"
            text = f"{evidence.source} by {evidence.detector}: {said}  {place}  {evidence.score:.0%}"
            yield 4, Text(printable(text), "dim")
    yield from _restrictions(each, quoted)
    for finding in each.findings:
        yield 4, _finding(finding)
        yield 6, Text(f"→ {printable(finding.fix)}", "dim")


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


def _restrictions(each: Assessment, quoted: set[str]) -> Iterator[tuple[int, Text]]:
    """Each restriction with its words; those of a licence that was quoted before by name only."""
    terms = load_catalog().terms
    ranked = sorted(each.restrictions, key=lambda r: _TERM_RANK[terms[r.kind].severity])
    before: dict[str, list[str]] = {}
    for restriction in ranked:
        if restriction.license in quoted and restriction.clause is not None:
            before.setdefault(restriction.license, []).append(restriction.kind)
            continue
        yield 4, _restriction(restriction, terms[restriction.kind].severity)
        yield 6, Text(printable(restriction.summary))
        yield 6, Text(f"“{printable(restriction.quote)}”", "italic dim")
    for license, kinds in before.items():
        names = ", ".join(dict.fromkeys(kinds))
        yield 4, Text(f"{names}  (quoted above: {printable(license)})", "dim")
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
