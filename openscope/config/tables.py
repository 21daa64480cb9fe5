"""The tables of a policy file: each key taken once, each word checked against its vocabulary."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from openscope.catalog import Catalog
from openscope.catalog.tables import Table, near
from openscope.config.values import (
    Clarification,
    Company,
    Layer,
    Money,
    OnUnknown,
    Treatment,
    Waiver,
)
from openscope.config.words import CLASSES, canonical_expression, read_word
from openscope.model import Kind, OpennessClass, Scope
from openscope.regex import regex

SCHEMA = 1
SCOPES = tuple(Scope)
MONEY = ("annual-revenue", "monthly-revenue", "gross-merchandise-value")
# Metrics of limits that are no figure of a company.
FRACTIONS = ("storage", "vcpu")
NO_FIGURES = ("age", "date", "trial-days")
UNKNOWN_LICENSE = "unknown-license"
"""The word by which an exception lets pass what nobody could name."""

_CURRENCY = regex(r"[A-Z]{3}")
_SHA256 = regex(r"[0-9a-f]{64}")
_REGION = regex(r"[A-Z]{2,3}")
_REGIONS_LONG = frozenset({"EEA"})

Line = Callable[[str], int | None]


class Read(Struct, frozen=True):
    """What one policy file says; see `Policy` for the keys of `layers`."""

    extend: str | None
    layers: Mapping[str, Layer]
    company: Company
    waivers: tuple[Waiver, ...]
    clarifications: tuple[Clarification, ...]


def read_policy(table: Table, catalog: Catalog, line: Line) -> Read:
    """Take a policy apart; what is wrong with it is reported to the table."""
    version = table.number_or_text("schema")
    if version is not None and version != SCHEMA:
        table.report("schema", f"this version of openscope reads schema = {SCHEMA}, without quotes")
    extend = table.text_or_none("extend")
    layers: dict[str, Layer] = {}
    policy = table.section("policy")
    for kind in Kind:
        if (inner := policy.table(kind)) is not None:
            layers[str(kind)] = _layer(inner, catalog)
    scopes = policy.section("scope")
    for scope in SCOPES:
        if (inner := scopes.table(scope)) is not None:
            layers[f"scope.{scope}"] = _layer(inner, catalog)
    scopes.end()
    layers[""] = _layer(policy, catalog)
    company = _company(table.section("company"), catalog)
    waivers = tuple(_waiver(entry, catalog, line) for entry in table.tables("exception"))
    clarifications = tuple(_clarification(entry, catalog, line) for entry in table.tables("clarification"))
    elsewhere = dict.fromkeys(policy.asked, "[policy]") | dict.fromkeys(company_keys(catalog), "[company]")
    table.end(elsewhere)
    return Read(extend, layers, company, waivers, clarifications)


def company_keys(catalog: Catalog) -> list[str]:
    """The keys that may stand under [company]."""
    figures = [metric.replace("-", "_") for metric in catalog.metrics if metric not in NO_FIGURES]
    return [*catalog.company.facts, *figures, "regions", "sector"]


def _layer(table: Table, catalog: Catalog) -> Layer:
    allow = _allow(table, "allow", catalog)
    unknown = table.word_or_none("unknown", tuple(OnUnknown))
    openness = table.word_or_none("openness", CLASSES)
    layer = Layer(
        allow=allow if "allow" in table.names() else None,
        also_allow=_allow(table, "also_allow", catalog),
        unknown=OnUnknown(unknown) if unknown in tuple(OnUnknown) else None,
        treatments=_treatments(table, catalog),
        confidence=table.number_or_none("confidence"),
        openness=OpennessClass(openness) if openness in CLASSES else None,
    )
    if layer.confidence is not None and layer.confidence > 1:
        table.report("confidence", "must be between 0 and 1")
    table.end()
    return layer


def _allow(table: Table, name: str, catalog: Catalog) -> tuple[str, ...]:
    words = []
    for written in table.texts(name):
        word, wrong = read_word(written, catalog)
        if wrong:
            table.report(name, wrong)
        words.append(word)
    return tuple(words)


def _treatments(table: Table, catalog: Catalog) -> dict[str, Treatment]:
    found: dict[str, Treatment] = {}
    for treatment in Treatment:
        for kind in table.texts(treatment):
            if kind not in catalog.terms:
                table.report(treatment, f"{kind!r} is no kind of restriction{near(kind, catalog.terms)}")
            elif kind in found:
                table.report(treatment, f"{kind!r} stands in {str(found[kind])!r} already")
            found.setdefault(kind, treatment)
    return found


def _company(table: Table, catalog: Catalog) -> Company:
    flags = {name: table.flag_or_none(name) for name in catalog.company.facts}
    figures: dict[str, float | Money] = {}
    for metric in catalog.metrics:
        if metric in NO_FIGURES:
            continue
        name = metric.replace("-", "_")
        figure = _money(table, name) if metric in MONEY else table.number_or_none(name)
        if isinstance(figure, float) and not figure.is_integer() and metric not in FRACTIONS:
            table.report(name, "must be a whole number")
        if figure is not None:
            figures[metric] = figure
    regions = table.texts("regions")
    for region in regions:
        if not _REGION.fullmatch(region) or (len(region) == 3 and region not in _REGIONS_LONG):
            table.report("regions", f"{region!r} is no code of a country (ISO 3166-1: US, DE), EU or EEA")
    company = Company(
        facts={name: said for name, said in flags.items() if said is not None},
        figures=figures,
        regions=regions if "regions" in table.names() else None,
        sector=table.text_or_none("sector"),
    )
    table.end()
    return company


def _money(table: Table, name: str) -> Money | None:
    entry = table.table(name, '{ value = 5_000_000, currency = "USD" }')
    if entry is None:
        return None
    value, currency = entry.number_or_none("value"), entry.text("currency")
    if value is None and "value" not in entry.names():
        entry.report("value", "is missing")
    if currency and not _CURRENCY.fullmatch(currency):
        entry.report("currency", f"{currency!r} is no currency (ISO 4217: USD, EUR)")
    entry.end()
    return Money(value, currency) if value is not None else None


# ── decisions for single items ───────────────────────────────────────────────────────────────


def _waiver(table: Table, catalog: Catalog, line: Line) -> Waiver:
    item, rest = _decision(table, line)
    words = []
    for written in table.texts("allow"):
        lower = written.strip().lower()
        if lower in catalog.terms or lower == UNKNOWN_LICENSE:
            words.append(lower)
            continue
        word, wrong = read_word(written, catalog)
        if wrong:
            table.report("allow", wrong)
        words.append(word)
    if not words:
        table.report("allow", 'is missing: licences, kinds of restriction, or "unknown-license"')
    table.end()
    return Waiver(item, tuple(words), *rest)


def _clarification(table: Table, catalog: Catalog, line: Line) -> Clarification:
    item, rest = _decision(table, line)
    words = table.text("license")
    expression = canonical_expression(words, catalog) if words else None
    if words and expression is None:
        _, wrong = read_word(words, catalog)
        table.report("license", wrong or f"{words!r} is no SPDX expression of known ids")
    table.end()
    return Clarification(item, expression or words, *rest)


class _Rest(NamedTuple):
    """What exceptions and clarifications have in common, in the order of their fields."""

    reason: str
    owner: str | None
    expires: date | None
    evidence_sha256: str | None
    line: int | None


def _decision(table: Table, line: Line) -> tuple[str, _Rest]:
    item = table.text("item")
    if item and not item.startswith("pkg:"):
        table.report("item", f"{item!r} is no package URL: the report has it as `id` (pkg:pypi/name)")
    digest = table.text_or_none("evidence_sha256")
    if digest is not None and not _SHA256.fullmatch(digest):
        table.report("evidence_sha256", "is no SHA-256: `openscope check -v` shows it")
    rest = _Rest(
        table.text("reason"),
        table.text_or_none("owner"),
        table.date_or_none("expires"),
        digest,
        line(table.where),
    )
    return item, rest
