"""How well clause detection does alone: `make clauses`, or `python -m tests.clauses [TREE LABELS]`.

The rows that were written by hand for known licences are left out, so that only what the text itself
says is reported. Without arguments the texts of the installed licence data are read, and the rows are
the labels; free licences without rows have none, and whatever restricts use in them is a mistake.

TREE is a directory with one item in each of its directories. It is scanned as any other, but with a
catalog without rows. LABELS has one JSON object a line: `case` (the item's directory), `kinds`, and
`limits` with `metric` and `value`. `--report FILE` also writes the report of that scan.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from msgspec.structs import replace

from openscope.catalog import Catalog, license_text, load_catalog
from openscope.detect.clause import clauses
from openscope.detect.flow import flow
from openscope.engine import Options, scan
from openscope.model import Category, Report
from openscope.render.json import render
from openscope.render.style import Style

Limits = set[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Case:
    """What is stated about a text, and what was found in it. `quotes` are the words found, by kind."""

    name: str
    kinds: set[str]
    limits: Limits
    found: set[str]
    found_limits: Limits
    quotes: dict[str, str] = field(default_factory=dict)


def without_rows(catalog: Catalog) -> Catalog:
    """The same catalog with no curated restriction in it."""
    curated = {id: replace(rule, restrictions=()) for id, rule in catalog._curated.items()}
    return replace(catalog, _curated=curated)


def of_the_catalog(catalog: Catalog, free: bool) -> Iterator[Case]:
    """The licences whose texts the licence data has: those with rows, or the free ones without."""
    for id in catalog.ids():
        rule = catalog.license(id)
        if rule is None or rule.id != id or rule.exception or free == bool(rule.restrictions):
            continue
        if free and rule.category not in (Category.PERMISSIVE, Category.COPYLEFT):
            continue
        if text := license_text(rule):
            found = clauses(flow(enumerate(text.splitlines(), 1)), id)
            yield Case(
                name=id,
                kinds={row.kind for row in rule.restrictions},
                limits={
                    (row.limit.metric, row.limit.value)
                    for row in rule.restrictions
                    if row.limit and row.limit.value is not None
                },
                found={clause.kind for clause in found},
                found_limits={(c.limit.metric, c.limit.value) for c in found if c.limit},
                quotes={clause.kind: clause.quote for clause in reversed(found)},
            )


def of_a_tree(report: Report, labels: Iterable[str]) -> Iterator[Case]:
    """The labelled items of a report."""
    items = {(each.item.path or "").rpartition("/")[2]: each for each in report.items}
    for label in map(json.loads, labels):
        if "kinds" not in label:
            continue
        item = items.get(label["case"])
        rows = item.restrictions if item else ()
        yield Case(
            name=label["case"],
            kinds=set(label["kinds"]),
            limits={(limit["metric"], limit["value"]) for limit in label.get("limits") or ()},
            found={row.kind for row in rows},
            found_limits={(row.limit.metric, row.limit.value) for row in rows if row.limit},
            quotes={row.kind: row.quote for row in reversed(rows)},
        )


def show(title: str, cases: Iterable[Case], verbose: bool) -> None:
    """Precision and recall over all kinds, then each kind on its own."""
    hit, extra, missed = Counter[str](), Counter[str](), Counter[str]()
    right = stated = number = 0
    notes = []
    for case in cases:
        number += 1
        hit.update(case.found & case.kinds)
        extra.update(case.found - case.kinds)
        missed.update(case.kinds - case.found)
        right += len(case.limits & case.found_limits)
        stated += len(case.limits)
        notes += [f"+ {kind}, {case.name}: {case.quotes[kind]}" for kind in sorted(case.found - case.kinds)]
        notes += [f"- {kind}, {case.name}" for kind in sorted(case.kinds - case.found)]
        notes += [f"- {limit}, {case.name}" for limit in sorted(case.limits - case.found_limits, key=str)]
    hits = sum(hit.values())
    precision = hits / max(hits + sum(extra.values()), 1)
    recall = hits / max(hits + sum(missed.values()), 1)
    lines = [f"{title}: {number} texts"]
    lines.append(f"  precision {precision:.3f}, recall {recall:.3f}, limits {right} of {stated}")
    lines.append("  kind                       right  extra missed")
    lines += [
        f"  {kind:26} {hit[kind]:5} {extra[kind]:6} {missed[kind]:6}"
        for kind in sorted({*hit, *extra, *missed})
    ]
    lines += [f"  {note}" for note in notes] if verbose else []
    print("\n".join(lines))  # noqa: T201


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tree", nargs="?", type=Path)
    parser.add_argument("labels", nargs="?", type=Path)
    parser.add_argument("--report", type=Path, metavar="FILE")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    catalog = load_catalog()
    if options.tree is None:
        show("licences with rows", of_the_catalog(catalog, free=False), options.verbose)
        show("free licences without rows", of_the_catalog(catalog, free=True), options.verbose)
        return
    with patch("openscope.engine.load_catalog", return_value=without_rows(catalog)):
        report = scan((str(options.tree),), Options())
    if options.report:
        options.report.write_text(render(report, Style()), encoding="utf-8")
    if options.labels:
        lines = options.labels.read_text(encoding="utf-8").splitlines()
        show(str(options.tree), of_a_tree(report, filter(str.strip, lines)), options.verbose)


if __name__ == "__main__":
    main()
