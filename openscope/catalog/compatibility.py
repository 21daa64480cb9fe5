"""`rules/compatibility.toml`: which licences cannot be combined, and whose word that is."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from openscope.catalog.errors import Problem
from openscope.catalog.tables import Table, read_table
from openscope.model import Category

FILE = "compatibility.toml"


class Incompatibility(Struct, frozen=True):
    """A row: works under one of `of` cannot be combined with what is under one of `needs`.

    The words are SPDX ids and licence categories. `source` is the address of who says so.
    """

    of: frozenset[str]
    needs: frozenset[str]
    why: str
    source: str


class Compatibility(Struct, frozen=True):
    """All rows, and the exceptions that let nothing be combined."""

    rows: tuple[Incompatibility, ...] = ()
    powerless: frozenset[str] = field(default_factory=frozenset)


def read_compatibility(root: Path, known: frozenset[str], problems: list[Problem]) -> Compatibility:
    """Read the table. `known` holds every licence id in lower case."""
    table = read_table(root, FILE, problems)
    sources: dict[str, str] = {}
    section = table.section("source")
    for name in section.names():
        source = section.section(name)
        source.text("title")
        sources[name] = source.text("url")
        source.end()
    groups: dict[str, tuple[str, ...]] = {}
    section = table.section("group")
    for name in section.names():
        groups[name] = section.texts(name)
        _check(section, name, groups[name], known)
    rows = []
    for entry in table.tables("row"):
        of, needs = (_words(entry, side, groups, known) for side in ("of", "needs"))
        source_url = sources.get(entry.word("source", sources), "")
        if entry.date_or_none("checked") is None:
            entry.report("checked", "is missing")
        rows.append(Incompatibility(of, needs, entry.text("why"), source_url))
        entry.end()
    exception = table.section("exception")
    powerless = exception.texts("none")
    _check(exception, "none", powerless, known)
    exception.end()
    table.end()
    return Compatibility(tuple(rows), frozenset(powerless))


def _words(
    entry: Table, side: str, groups: Mapping[str, tuple[str, ...]], known: frozenset[str]
) -> frozenset[str]:
    said = entry.texts(side)
    if not said:
        entry.report(side, "is missing")
    found = [id for word in said for id in groups.get(word, (word,))]
    _check(entry, side, [word for word in said if word not in groups], known | set(Category))
    return frozenset(found)


def _check(entry: Table, name: str, ids: tuple[str, ...] | list[str], known: frozenset[str]) -> None:
    for id in ids:
        if id.lower() not in known:
            entry.report(name, f"{id!r} is no category, no group, and no known licence")
