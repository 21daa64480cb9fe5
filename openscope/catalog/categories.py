"""`rules/categories.toml`: from the licence data's categories to the five words, and its mistakes."""

from pathlib import Path

from msgspec import Struct

from openscope.catalog.errors import Problem
from openscope.catalog.licenses import read_category
from openscope.catalog.tables import read_table
from openscope.model import Category, Copyleft

FILE = "categories.toml"


class Standing(Struct, frozen=True):
    """A licence's category and copyleft strength; `verdict` is False for what is no outbound licence."""

    category: Category
    copyleft: Copyleft | None = None
    verdict: bool = True


UNFILED = Standing(Category.UNKNOWN)


class Categories(Struct, frozen=True):
    """The mapping of the licence data's category strings, and the overrides by lower-case SPDX id."""

    mapping: dict[str, Standing]
    overrides: dict[str, Standing]

    def standing(self, id: str, category: str | None) -> Standing:
        """The standing of a licence; a category that the mapping does not hold is unknown, never an error."""
        override = self.overrides.get(id.lower())
        if override is not None:
            return override
        return self.mapping.get(category, UNFILED) if category is not None else UNFILED


def read_categories(root: Path, known: frozenset[str], problems: list[Problem]) -> Categories:
    """Read the mapping and the overrides. `known` holds every licence id in lower case."""
    table = read_table(root, FILE, problems)
    mapping: dict[str, Standing] = {}
    for entry in table.tables("category"):
        names = entry.texts("names")
        category, copyleft = read_category(entry)
        standing = Standing(category, copyleft, entry.flag("verdict"))
        if not names:
            entry.report("names", "is missing")
        for name in names:
            if name in mapping:
                entry.report("names", f"{name!r} is mapped twice")
            mapping[name] = standing
        entry.end()
    overrides: dict[str, Standing] = {}
    for entry in table.tables("override"):
        entry.text("reason")
        ids = entry.texts("ids")
        category, copyleft = read_category(entry)
        if not ids:
            entry.report("ids", "is missing")
        for id in ids:
            if id.lower() not in known:
                entry.report("ids", f"{id!r} is neither on the SPDX list nor in the licence data")
            if id.lower() in overrides:
                entry.report("ids", f"{id!r} is overridden twice")
            overrides[id.lower()] = Standing(category, copyleft)
        entry.end()
    table.end()
    return Categories(mapping, overrides)
