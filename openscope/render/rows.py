"""One flat row for each item, and one for each thing that was skipped: what data frames are made of.

`ROWS` names the formats that are written row by row. Each module has one class, `Writer(file)`, with
`write(row)` and `close()`; it never holds more than a few thousand rows.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import IO, Protocol

from openscope.model import Assessment, Pillar, Report, Skipped

Row = dict[str, str | bool | list[str] | None]

ROWS: dict[str, str] = {
    "jsonl": "openscope.render.jsonl",
    "parquet": "openscope.render.parquet",
}
"""Every format that is written row by row, and the module that writes it."""

LISTS = ("bases", "restrictions", "inherited_from", "findings")
FLAGS = ("complete_but_restricted",)
COLUMNS = (
    "target", "id", "kind", "name", "version", "path",
    "declared", "detected", "concluded", "chosen", "category", "copyleft", "because",
    "openness", *FLAGS, *Pillar, "mof", *LISTS, "skipped",
)  # fmt: skip
"""The columns. `LISTS` hold words, the rest one word or none; of a skipped thing only `target`, `path` and
`skipped` (its reason) are given.
"""


class Writer(Protocol):
    """Writes rows to a file as they come."""

    def __init__(self, file: IO[bytes]) -> None: ...

    def write(self, row: Row) -> None:
        """Add a row."""

    def close(self) -> None:
        """Write what is left. The file stays open."""


def writer(name: str, file: IO[bytes]) -> Writer:
    """The writer of a format, a key of `ROWS`. Raises `ImportError` where a library is missing."""
    made: Writer = import_module(ROWS[name]).Writer(file)
    return made


def item_row(each: Assessment, target: str) -> Row:
    """The row of an item of a target."""
    openness = each.openness
    row: Row = dict.fromkeys(COLUMNS)
    row |= {
        "target": target,
        "id": each.item.id,
        "kind": each.item.kind.value,
        "name": each.item.name,
        "version": each.item.version,
        "path": each.item.path,
        "declared": each.license.declared,
        "detected": each.license.detected,
        "concluded": each.license.concluded,
        "chosen": each.chosen,
        "category": each.category.value,
        "copyleft": each.copyleft.value if each.copyleft else None,
        "because": each.because,
        "bases": [base.name for base in each.bases],
        "restrictions": _once(restriction.kind for restriction in each.restrictions),
        "inherited_from": _once(r.inherited_from for r in each.restrictions if r.inherited_from),
        "findings": _once(finding.code for finding in each.findings),
    }
    if openness:
        row["openness"] = openness.klass.value
        row["complete_but_restricted"] = openness.complete_but_restricted
        row["mof"] = openness.mof.klass.value if openness.mof and openness.mof.klass else None
        row |= {pillar.value: verdict.state.value for pillar, verdict in openness.pillars.items()}
    return row


def skip_row(skip: Skipped, target: str) -> Row:
    """The row of something that was not examined."""
    return dict.fromkeys(COLUMNS) | {"target": target, "path": skip.path, "skipped": skip.reason}


def report_rows(report: Report) -> Iterator[Row]:
    """The rows of a whole report."""
    asked = [target.asked for target in report.targets]
    yield from (item_row(each, asked[each.target]) for each in report.items)
    yield from (skip_row(skip, asked[number]) for number, skip in report.skipped)


def _once(words: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(map(str, words)))
