"""`rules/company.toml`: what may be said of a company, and the territories that licences exclude."""

from pathlib import Path

from msgspec import Struct

from openscope.catalog.errors import Problem
from openscope.catalog.tables import read_table

FILE = "company.toml"

ALWAYS = "use"
"""The condition that every user of a thing meets."""

TERRITORY = "territory"
"""The condition that is met by who operates where a clause excludes it."""


class Territory(Struct, frozen=True):
    """A place that clauses name: its code, their words for it, and the codes of what belongs to it."""

    code: str
    names: tuple[str, ...]
    members: tuple[str, ...]


class CompanyWords(Struct, frozen=True):
    """The facts, each with the words that follow "you" in a sentence, and the territories."""

    facts: dict[str, str]
    territories: tuple[Territory, ...]

    def conditions(self) -> frozenset[str]:
        """The words that `binds` may be made of."""
        return frozenset([*self.facts, ALWAYS, TERRITORY])


def read_company_words(root: Path, problems: list[Problem]) -> CompanyWords:
    """Read the facts and the territories."""
    table = read_table(root, FILE, problems)
    section = table.section("fact")
    facts = {name: section.text(name) for name in section.names()}
    territories = []
    for entry in table.tables("territory"):
        territory = Territory(entry.text("code"), entry.texts("names"), entry.texts("members"))
        if not territory.names:
            entry.report("names", "is missing")
        entry.end()
        territories.append(territory)
    table.end()
    return CompanyWords(facts, tuple(territories))
