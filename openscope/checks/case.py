"""What a check sees, and what it says."""

from msgspec import Struct

from openscope.catalog import Catalog
from openscope.expression import ids
from openscope.model import (
    Ancestor,
    Category,
    Conflict,
    Evidence,
    Examined,
    Item,
    License,
    Openness,
    Restriction,
    Role,
    Severity,
    TrainingData,
)


class Case(Struct, frozen=True):
    """An item with everything that was concluded about it.

    `examined` are the documents that belong to it. `contradiction` are two pieces of evidence that
    cannot both be the whole truth. `lineage` are the models that it was made from, the nearest first;
    `datasets` what its card says it was trained on; `conflicts` are the dependencies that it cannot be
    combined with.
    """

    item: Item
    license: License
    category: Category
    contradiction: tuple[Evidence, Evidence] | None
    openness: Openness | None
    restrictions: tuple[Restriction, ...]
    examined: tuple[Examined, ...]
    catalog: Catalog
    lineage: tuple[Ancestor, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    datasets: tuple[TrainingData, ...] = ()

    def published_by(self, license: str) -> frozenset[str]:
        """The organisations of the farthest ancestor under a licence: those that may grant other terms."""
        under = [each for each in self.lineage if license in ids(each.license)]
        if not under:
            return frozenset()
        rule = self.catalog.models.named(under[-1].name)
        names = (under[-1].name, *(rule.names if rule else ()))
        return frozenset(name.partition("/")[0].lower() for name in names if "/" in name)

    @property
    def publisher(self) -> str:
        """The organisation in the item's name on the Hub; "" where it has none."""
        return self.item.name.rpartition("/")[0].lower()

    def own(self, *roles: Role) -> list[Examined]:
        """The documents of these roles at the item's top level."""
        return [each for each in self.examined if each.document.own and each.document.role in roles]


class Remark(Struct, frozen=True):
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
