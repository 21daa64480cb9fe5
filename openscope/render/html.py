"""The audit page: one HTML file that needs no network, prints, and works without its script."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from openscope.catalog import load_catalog
from openscope.render import bom
from openscope.render.page import bearing, clauses, models, origin, relicensed, rows, scales, shares, verdict
from openscope.render.shown import shown
from openscope.schema import Json
from openscope.weigh import weighed

if TYPE_CHECKING:
    from jinja2 import Environment

_ROWS_SHOWN = 300
_ROWS_IN_A_GROUP = 1000
_NAME_SHOWN = 120
_MOST_LISTED = 12


def render(report: Json) -> str:
    """The page. Whatever comes from a report is escaped, and hidden characters in it are made visible."""
    report = weighed(report, None, load_catalog())
    items: list[Json] = report["items"]
    found = clauses.clauses(items)
    kinds = clauses.kinds(items)
    line, undated = scales.conversions(found)
    style, script = _resource("style.css"), _resource("filter.js")
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            report=report,
            items=items,
            targets=_targets(report),
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
            paragraphs=verdict.paragraphs(report, found, kinds),
            categories=shares.by_category(items),
            classes=shares.by_class([item for item in items if item["openness"]]),
            bearings=bearing.by_bearing(items),
            bounds=_by_bearing(bearing.bounds(items)),
            bearing_words=bearing.WORDS,
            countries=origin.by_country(items),
            publishers=origin.by_publisher(items),
            models=models.models(items),
            spectrum=models.SPECTRUM,
            lineage=models.lineage(items),
            clauses=found,
            kinds=kinds,
            axes=scales.thresholds(found, report.get("company")),
            line=line,
            undated=undated,
            findings=_findings(items, report.get("findings", ())),
            relicensed=relicensed.relicensed(items),
            unknown=_unknown(items),
            missed=[skip for skip in report["skipped"] if not skip["expected"]],
            left_out=sorted(Counter(s["code"] for s in report["skipped"] if s["expected"]).items()),
            first_rows=list(enumerate(items[:_ROWS_SHOWN])),
            row_groups=_groups(items),
            rows=rows.rows,
            most_listed=_MOST_LISTED,
        )
    )


def _targets(report: Json) -> list[str]:
    """The targets as a reader knows them: one that was asked for as "." by the name of what stands there."""
    named = {item["target"]: item["name"] for item in reversed(report["items"]) if item["path"] == "."}
    return [
        named.get(number, target["resolved"]) if target["asked"] in (".", "./") else target["asked"]
        for number, target in enumerate(report["targets"])
    ]


_Found = tuple[str, str, list[tuple[int | None, Json]]]


def _findings(items: Sequence[Json], about_policy: Sequence[Json]) -> list[_Found]:
    """Findings by their code: (code, slug, [(item, finding)]); those about a policy have no item."""
    grouped: dict[tuple[str, str], list[tuple[int | None, Json]]] = {}
    for number, item in enumerate(items):
        for each in item["findings"]:
            grouped.setdefault((each["code"], each["slug"]), []).append((number, each))
    for each in about_policy:
        grouped.setdefault((each["code"], each["slug"]), []).append((None, each))
    return [(code, slug, found) for (code, slug), found in sorted(grouped.items(), key=lambda pair: pair[0])]


def _by_bearing(found: Sequence[bearing.Bound]) -> list[tuple[str, list[bearing.Bound]]]:
    """What bears on the company, by how."""
    groups = [(word, [each for each in found if each.bearing == word]) for word in bearing.BEARINGS]
    return [(word, group) for word, group in groups if group]


def _unknown(items: Sequence[Json]) -> list[tuple[str, list[int]]]:
    """The items of unknown licence by the reason why it is unknown, the most frequent reason first."""
    grouped: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if item["category"] == "unknown":
            grouped.setdefault(item["because"] or "no reason is recorded", []).append(number)
    return sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _groups(items: Sequence[Json]) -> list[list[tuple[int, Json]]]:
    """The rows that are folded away, in groups that a browser lays out only when they are opened."""
    rows = list(enumerate(items))[_ROWS_SHOWN:]
    return [rows[start : start + _ROWS_IN_A_GROUP] for start in range(0, len(rows), _ROWS_IN_A_GROUP)]


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def visible(value: object) -> object:
        return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=PackageLoader("openscope.render", "page"),
        autoescape=True,
        finalize=visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    environment.filters["name"] = lambda text, most=_NAME_SHOWN: Markup(rows.words(text, most))  # noqa: S704, escaped
    environment.filters["called"] = lambda id: bom.name_of(id) or id if id.startswith("LicenseRef-") else id
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["percent"] = lambda value: f"{value:.3f}".rstrip("0").rstrip(".") + "%"
    environment.filters["counted"] = verdict.counted
    environment.filters["trusted"] = Markup
    return environment


def _resource(name: str) -> str:
    return files("openscope.render").joinpath("page", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The hash by which the page's own policy lets its style and script through, and no other."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
