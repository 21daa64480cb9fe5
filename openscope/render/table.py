"""The items as CSV: one row each, and no cell that a spreadsheet takes for a formula."""

import csv
from collections.abc import Iterator
from io import StringIO

from openscope.model import Pillar
from openscope.render.shown import shown
from openscope.schema import Json

_COLUMNS = (
    "target", "id", "kind", "name", "version", "path", "scope", "direct",
    "declared", "detected", "concluded", "chosen", "category", "copyleft", "because",
    "openness", *Pillar, "bases", "restrictions", "limits", "quotes", "copyrights", "findings",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# What a cell of the usual spreadsheets holds.
_MOST = 32_000


def render(report: Json) -> str:
    """The table with its heading, lines ended as RFC 4180 says."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(_COLUMNS)
    for item in report["items"]:
        writer.writerow([cell(value) for value in _row(item, report["targets"])])
    return out.getvalue()


def cell(value: object) -> str:
    """A value as text. Words that would start a formula get the apostrophe that means "text"."""
    if value is None:
        return ""
    text = shown(str(value))[:_MOST]
    lead = text.lstrip(" ")
    return f"'{text}" if lead.startswith(_FORMULA) else text


def _row(item: Json, targets: list[Json]) -> Iterator[object]:
    yield targets[item["target"]]["asked"]
    for name in ("id", "kind", "name", "version", "path", "scope"):
        yield item[name]
    yield None if item["direct"] is None else "yes" if item["direct"] else "no"
    for name in ("declared", "detected", "concluded", "chosen"):
        yield item["license"][name]
    for name in ("category", "copyleft", "because"):
        yield item[name]
    openness = item["openness"]
    yield openness and openness["class"]
    for pillar in Pillar:
        yield openness and openness["pillars"][pillar]["state"]
    yield "; ".join(f"{base['relation'] or 'base'}: {base['name']}" for base in item.get("bases", []))
    restrictions = item["restrictions"]
    yield "; ".join(dict.fromkeys(each["kind"] for each in restrictions))
    yield "; ".join(dict.fromkeys(limit_words(each["limit"]) for each in restrictions if each["limit"]))
    yield "; ".join(dict.fromkeys(f"{each['kind']}: “{each['quote']}”" for each in restrictions))
    yield "; ".join(each["text"] for each in item.get("copyrights", ()))
    yield "; ".join(f"{each['code']} {each['slug']}: {each['message']}" for each in item["findings"])


def limit_words(limit: Json) -> str:
    """A limit as the JSON has it, in one line: "annual-revenue > 5,000,000 USD: license-required"."""
    value = limit["value"]
    said = f"{value:,}" if isinstance(value, int | float) else value or limit["period"] or "?"
    unit = f" {limit['unit']}" if limit["unit"] else ""
    becomes = f" ({limit['becomes']})" if limit["becomes"] else ""
    return f"{limit['metric']} {limit['op']} {said}{unit}: {limit['effect']}{becomes}"
