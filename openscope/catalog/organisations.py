"""`rules/organisations.toml`: who develops models and datasets, and in which country."""

from collections.abc import Container, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from openscope.catalog.errors import Problem
from openscope.catalog.tables import Table, read_table
from openscope.model import Developer
from openscope.regex import regex

FILE = "organisations.toml"
_COUNTRY = regex(r"[A-Z]{2}")


class Organisations(Struct, frozen=True):
    """The developers by their organisations on the Hub, in lower case, and by their ids as providers."""

    by_hub: Mapping[str, Developer] = field(default_factory=dict)
    by_provider: Mapping[str, Developer] = field(default_factory=dict)

    def on_hub(self, name: str) -> Developer | None:
        """Whose repository "org/name" is."""
        return self.by_hub.get(name.partition("/")[0].lower()) if "/" in name else None


def read_organisations(root: Path, providers: Container[str], problems: list[Problem]) -> Organisations:
    """Read the file; each organisation on the Hub belongs to one developer, each provider is known."""
    table = read_table(root, FILE, problems)
    by_hub: dict[str, Developer] = {}
    by_provider: dict[str, Developer] = {}
    for entry in table.tables("organisation"):
        developer = _developer(entry)
        hub, provider = entry.texts("hub"), entry.text_or_none("provider")
        entry.end()
        if not hub:
            entry.report("hub", "is missing")
        for name in hub:
            if by_hub.setdefault(name.lower(), developer) is not developer:
                entry.report("hub", f"{name!r} is one of {by_hub[name.lower()].name} too")
        if provider is not None:
            by_provider[provider] = developer
            if provider not in providers:
                entry.report("provider", f"{provider!r} is no provider of providers.toml")
    check_date(table)
    table.end()
    return Organisations(by_hub, by_provider)


def _developer(entry: Table) -> Developer:
    developer = Developer(entry.text("name"), entry.text_or_none("country"), entry.text("source"))
    if developer.country and not _COUNTRY.fullmatch(developer.country):
        entry.report("country", "must be two capital letters (ISO 3166)")
    if developer.source and not developer.source.startswith("https://"):
        entry.report("source", "must be an https address")
    return developer


def check_date(table: Table) -> None:
    """Take the day on which a table was last gone through."""
    try:
        date.fromisoformat(table.text("date") or "2000-01-01")
    except ValueError:
        table.report("date", "must be a date, YYYY-MM-DD")
