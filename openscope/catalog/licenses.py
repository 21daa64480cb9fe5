"""`rules/licenses/` and `rules/families/`: the curated licences, one file each, and what they share."""

from pathlib import Path

from msgspec import Struct

from openscope.catalog.errors import Problem
from openscope.catalog.tables import Table, read_table
from openscope.catalog.terms import Vocabulary, read_restrictions
from openscope.catalog.values import RuleRestriction
from openscope.model import Category, Copyleft

EXTERNAL = "external"
NO_TEXT = "none"
"""What is known by its name alone: the classifier of an index."""
DATA_PREFIX = "scancode:"
_CATEGORIES = {category.value: category for category in Category}
_STRENGTHS = {strength.value: strength for strength in Copyleft}
APPLIES_TO = ("code", "model", "content", "dataset")


class LicenseFile(Struct, frozen=True):
    """One file of `rules/licenses/`: a licence as it is written there, with its families' restrictions added.

    `name` is None where the SPDX list has it. `also` are other SPDX ids of the same text and terms,
    such as the `-or-later` of an `-only`.
    """

    file: str
    id: str
    name: str | None
    category: Category
    copyleft: Copyleft | None
    text: str
    version: str | None
    steward: str | None
    applies_to: str
    also: tuple[str, ...]
    aliases: tuple[str, ...]
    hub: tuple[str, ...]
    hub_names: tuple[str, ...]
    marks: tuple[str, ...]
    note: str | None
    restrictions: tuple[RuleRestriction, ...]

    @property
    def key(self) -> str | None:
        """The key of its text in the licence data, or None where the text is not in it."""
        return self.text.removeprefix(DATA_PREFIX) if self.text.startswith(DATA_PREFIX) else None


def read_licenses(root: Path, vocabulary: Vocabulary, problems: list[Problem]) -> list[LicenseFile]:
    """Every curated licence, in the order of the file names."""
    families = _read_families(root, vocabulary, problems)
    used: set[str] = set()
    files = [_license(root, file, vocabulary, families, used, problems) for file in _toml(root, "licenses")]
    problems.extend(
        Problem(f"families/{family}.toml", "", "no licence belongs to this family")
        for family in families.keys() - used
    )
    return files


def read_category(table: Table) -> tuple[Category, Copyleft | None]:
    """The pair `category` and `copyleft`: a strength is there if and only if the category is copyleft."""
    category = table.word("category", _CATEGORIES)
    copyleft = table.word_or_none("copyleft", _STRENGTHS)
    if (category == Category.COPYLEFT) != (copyleft is not None):
        table.report("copyleft", "belongs to the category copyleft, which needs it")
    return (
        _CATEGORIES.get(category, Category.UNKNOWN),
        _STRENGTHS.get(copyleft) if copyleft is not None else None,
    )


def _read_families(
    root: Path, vocabulary: Vocabulary, problems: list[Problem]
) -> dict[str, tuple[RuleRestriction, ...]]:
    families = {}
    for file in _toml(root, "families"):
        table = read_table(root, file, problems)
        restrictions = read_restrictions(table, vocabulary)
        if not restrictions:
            table.report("restriction", "is missing: a family is the clauses that its members share")
        table.end()
        families[Path(file).stem] = restrictions
    return families


def _license(
    root: Path,
    file: str,
    vocabulary: Vocabulary,
    families: dict[str, tuple[RuleRestriction, ...]],
    used: set[str],
    problems: list[Problem],
) -> LicenseFile:
    table = read_table(root, file, problems)
    inherited: list[RuleRestriction] = []
    for family in table.texts("families"):
        used.add(family)
        if family in families:
            inherited += families[family]
        else:
            table.report("families", f"unknown family {family!r}")
    category, copyleft = read_category(table)
    text = table.text("text")
    if text and text not in (EXTERNAL, NO_TEXT) and not text.startswith(DATA_PREFIX):
        table.report("text", f'must be "{EXTERNAL}", "{NO_TEXT}" or "{DATA_PREFIX}<key>"')
    license_file = LicenseFile(
        file=file,
        id=table.text("id"),
        name=table.text_or_none("name"),
        category=category,
        copyleft=copyleft,
        text=text,
        version=table.text_or_none("version"),
        steward=table.text_or_none("steward"),
        applies_to=table.word("applies_to", APPLIES_TO),
        also=table.texts("also"),
        aliases=table.texts("aliases"),
        hub=table.texts("hub"),
        hub_names=table.texts("hub_names"),
        marks=table.texts("marks"),
        note=table.text_or_none("note"),
        restrictions=(*read_restrictions(table, vocabulary), *inherited),
    )
    table.end()
    return license_file


def _toml(root: Path, folder: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (root / folder).glob("*.toml"))
