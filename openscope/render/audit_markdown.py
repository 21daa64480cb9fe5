"""The audit as Markdown: the verdict, counts, restrictions with their words, open questions, items."""

import re
from collections.abc import Iterable, Iterator, Sequence

from openscope.catalog import load_catalog
from openscope.model import Pillar
from openscope.render.page import bearing, clauses, models, origin, relicensed, shares, verdict
from openscope.render.shown import cut, one_line
from openscope.render.table import limit_words
from openscope.schema import Json
from openscope.weigh import weighed

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_AUTOLINK = re.compile(r"(?i)(https?|ftp|mailto)(:)|\b(www)(\.)|(@)(?=\w)")
_LONGEST = 300
_MOST_NAMES = 8
_PILLARS = {"open": "●", "partial": "◐", "closed": "○", "unknown": "?"}


def render(report: Json) -> str:
    """GitHub's Markdown. Words of a report are escaped: none becomes a link, a tag or a mention."""
    return "\n".join(_lines(report)) + "\n"


def escaped(text: object, most: int = _LONGEST) -> str:
    """Words on one line, at most so many characters, with nothing in them that Markdown acts on."""
    line = cut(one_line(str(text)), most)
    line = re.sub(r"^([-+=]|\d+[.)])", r"\\\1", _SPECIAL.sub(r"\\\1", line))
    return _AUTOLINK.sub(
        lambda m: "".join(part for part in m.groups() if part)[:-1] + "&#" + str(ord(m[0][-1])) + ";", line
    )


def _lines(report: Json) -> Iterator[str]:
    report = weighed(report, None, load_catalog())
    items = report["items"]
    found, kinds = clauses.clauses(items), clauses.kinds(items)
    yield "# Licence and openness audit"
    yield ""
    yield "\n\n".join(verdict.paragraphs(report, found, kinds))
    yield from _shares(items)
    yield from _bounds(items)
    yield from _restrictions(found, items)
    yield from _models(items)
    yield from _relicensed(items)
    yield from _open_questions(report)
    yield from _items(report)
    yield from ("", "## Method", "")
    version, digest = report["tool"]["version"], report["rulebook"]["digest"]
    yield f"openscope {escaped(version)}, rulebook {escaped(digest)}."


def _shares(items: Sequence[Json]) -> Iterator[str]:
    yield from ("", "## Shares", "")
    rows = [(share.word, share.count, share.meaning) for share in shares.by_category(items)]
    yield from _table(("category", "items", "meaning"), rows)
    if rated := [item for item in items if item["openness"]]:
        rows = [(share.word, share.count, share.meaning) for share in shares.by_class(rated)]
        yield from ("", *_table(("openness", "models", "meaning"), rows))


def _bounds(items: Sequence[Json]) -> Iterator[str]:
    yield from ("", "## What binds", "")
    parts = bearing.by_bearing(items)
    rows = [(bearing.WORDS[part.word], part.count, part.meaning) for part in parts]
    yield from _table(("", "items", "meaning"), rows)
    if found := bearing.bounds(items):
        told = [
            (bearing.WORDS[b.bearing], b.kind, ", ".join(b.licenses), len(b.items), b.reason) for b in found
        ]
        yield from ("", *_table(("", "restriction", "licences", "items", "why"), told))


def _restrictions(found: Sequence[clauses.Clause], items: Sequence[Json]) -> Iterator[str]:
    yield from ("", "## Restrictions", "")
    if not found:
        yield "No restriction was found in what could be read."
    for each in found:
        clause = f", clause {escaped(each.clause)}" if each.clause else ""
        where = f"{escaped(each.license)}{clause}"
        yield f"- **{escaped(each.kind)}** ({each.severity}), {where}: {escaped(each.summary)}"
        for part in each.borne:
            some = f" ({verdict.counted(len(part.items), 'item')})" if len(each.borne) > 1 else ""
            yield f"  - {bearing.WORDS[part.bearing]}: {escaped(part.reason)}{some}"
        if each.limit:
            yield f"  - {escaped(limit_words(each.limit))}"
        yield f"  - “{escaped(each.quote, 2000)}”"
        if each.own:
            yield f"  - reaches {_names(each.own, items)}"
        for base, numbers in each.heirs.items():
            yield f"  - through {escaped(base)} reaches {_names(numbers, items)}"


def _models(items: Sequence[Json]) -> Iterator[str]:
    rows = models.models(items)
    if not rows:
        return
    yield from ("", "## Models", "")
    named = (
        (row.name, row.klass, row.license, *(f"{_PILLARS[state]} {state}" for _, state in row.pillars))
        for row in rows
    )
    yield from _table(("model", "openness", "licence", *Pillar), named)
    if trees := models.lineage(items):
        yield from ("", "### Lineage", "")
        for node in trees:
            yield from _tree(node, 0)

    if any(item["kind"] in ("model", "dataset") for item in items):
        parts = origin.by_country(items) or origin.by_publisher(items)
        yield from ("", "### Origin of models and datasets", "")
        yield from _table(("origin", "items"), [(part.word, part.count) for part in parts])


def _relicensed(items: Sequence[Json]) -> Iterator[str]:
    found = relicensed.relicensed(items)
    if found:
        yield from ("", "## Relicensed from one version to another", "")
    for each in found:
        steps = [f"{escaped(version, 40)} {escaped(license)}" for _, version, license, _ in each.versions]
        yield f"- {escaped(each.name)}: {', then '.join(steps)}"


def _tree(node: models.Node, depth: int) -> Iterator[str]:
    relation = f"{node.relation} " if node.relation else ""
    handed = f", hands on {', '.join(map(escaped, node.restrictions))}" if node.restrictions else ""
    license = escaped(node.license or "not in this report")
    yield f"{'  ' * depth}- {relation}{escaped(node.name)} ({license}){handed}"
    for base in node.bases:
        yield from _tree(base, depth + 1)


def _open_questions(report: Json) -> Iterator[str]:
    items = report["items"]
    yield from ("", "## Findings", "")
    findings = [(number, each) for number, item in enumerate(items) for each in item["findings"]]
    for number, each in findings:
        yield (
            f"- {escaped(each['code'])} {escaped(each['slug'])} ({each['severity']}), "
            f"{_names([number], items)}: {escaped(each['message'])} → {escaped(each['fix'])}"
        )
    if not findings:
        yield "None."
    yield from ("", "## Unknown and not examined", "")
    for number, item in enumerate(items):
        if item["category"] == "unknown":
            yield f"- {_names([number], items)}: {escaped(item['because'] or 'no reason is recorded')}"
    for skip in report["skipped"]:
        if not skip["expected"]:
            yield f"- {escaped(skip['path'])} was not examined: {escaped(skip['reason'])}"
    left_out = sum(skip["expected"] for skip in report["skipped"])
    yield f"- {left_out:,} left out by design"


def _items(report: Json) -> Iterator[str]:
    yield from ("", "## Items", "")
    rows = (
        (
            item["name"], item["version"], item["kind"], item["license"]["concluded"], item["category"],
            item["openness"] and item["openness"]["class"], len(item["restrictions"]) or None,
            item["target"] + 1,
        )
        for item in report["items"]
    )  # fmt: skip
    heads = ("item", "version", "kind", "licence", "category", "openness", "restrictions", "target")
    yield from _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for row in rows:
        yield f"| {' | '.join('' if value is None else escaped(value) for value in row)} |"


def _names(numbers: Sequence[int], items: Sequence[Json]) -> str:
    named = [
        escaped(f"{items[number]['name']} {items[number]['version'] or ''}", 120)
        for number in numbers[:_MOST_NAMES]
    ]
    left = len(numbers) - len(named)
    return ", ".join(named) + (f" and {left:,} more" if left else "")
