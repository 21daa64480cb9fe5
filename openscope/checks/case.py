"""What a check sees, and what it says."""

from dataclasses import dataclass

from openscope.catalog import Catalog
from openscope.model import Category, Evidence, Examined, Item, License, Openness, Restriction, Role, Severity


@dataclass(frozen=True, slots=True)
class Case:
    """An item with everything that was concluded about it.

    `examined` are the documents that belong to it. `contradiction` are two pieces of evidence that
    cannot both be the whole truth.
    """

    item: Item
    license: License
    category: Category
    contradiction: tuple[Evidence, Evidence] | None
    openness: Openness | None
    restrictions: tuple[Restriction, ...]
    examined: tuple[Examined, ...]
    catalog: Catalog

    def own(self, *roles: Role) -> list[Examined]:
        """The documents of these roles at the item's top level."""
        return [each for each in self.examined if each.document.own and each.document.role in roles]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say: what is the matter, what to do next, and where to look.

    `key` tells two remarks of one check about one file apart; `words` are those that the line is to
    be underlined at; `severity` stands in for the check's where it depends on the case.
    """

    message: str
    fix: str
    path: str | None = None
    line: int | None = None
    key: str = ""
    words: tuple[str, ...] = ()
    severity: Severity | None = None
