"""`rules/names.toml`: the parts that names of licences are made of, and the versions of each family.

A family is what the SPDX list has in several versions ("GPL"); each version is known by the digits that
tell it apart, so "2" and "2.0" are one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from openscope.catalog.errors import Problem
from openscope.catalog.names import fold
from openscope.catalog.tables import Table, read_table
from openscope.regex import regex

FILE = "names.toml"
_ID = regex(r"(?P<stem>.+?)-(?P<version>\d+(?:\.\d+)*[a-z]?)(?P<gnu>-only|-or-later)?")
_TITLE = regex(
    r"(?P<name>.*?)-(?:\d[\d.]*[a-z]?)(?:-only|-or-later|-international|-unported|-generic|-universal)?"
)


class Words(Struct, frozen=True):
    """The words of the grammar, folded. `refined` gives what a vague id may become, `versions` the ids of
    families whose ids do not end with their version, `families` and `exceptions` what further names mean;
    `spellings` are words, however they are joined, each with the one word that they stand for.
    """

    fillers: frozenset[str]
    choice: frozenset[str]
    later: frozenset[str]
    with_: frozenset[str]
    riders: frozenset[str]
    choices: tuple[frozenset[str], ...]
    refined: Mapping[str, tuple[str, ...]]
    families: Mapping[str, str]
    versions: Mapping[str, Mapping[str, str]]
    exceptions: Mapping[str, str]
    tail: frozenset[str]
    spellings: tuple[tuple[str, str], ...]


class Families(Struct, frozen=True):
    """`names` gives the family of a folded name, `ids` the ids of each version of a family: the id itself,
    and that of "or later", which is the same where the SPDX list has none. `of` is the way back from an id
    to its family, its version and whether later ones are meant.
    """

    names: Mapping[str, str]
    ids: Mapping[str, Mapping[str, tuple[str, str]]]
    of: Mapping[str, tuple[str, str, bool]]


def read_words(root: Path, known: frozenset[str], problems: list[Problem]) -> Words:
    """Read the table; `known` holds every id in lower case."""
    table = read_table(root, FILE, problems)

    def words(key: str) -> frozenset[str]:
        return frozenset(map(plain, table.texts(key)))

    def check(where: Table, key: str, ids: Iterable[str]) -> None:
        for id in ids:
            if id.lower() not in known:
                where.report(key, f"{id!r} is neither on the SPDX list nor in the licence data")

    riders = table.texts("riders")
    check(table, "riders", riders)
    choices = tuple(frozenset(pair.split()) for pair in table.texts("choices"))
    refined = table.section("refined")
    refinements = {id: refined.texts(id) for id in refined.names()}
    for id, ids in refinements.items():
        check(refined, id, (id, *ids))
    families = table.section("families")
    names = {fold(name): families.text(name) for name in families.names()}
    versions: dict[str, dict[str, str]] = {}
    for stem in (section := table.section("versions")).names():
        entry = section.section(stem)
        versions[stem] = {number(version): entry.text(version) for version in entry.names()}
        check(entry, "", versions[stem].values())
    exceptions = table.section("exceptions")
    meant = {fold(name): exceptions.text(name) for name in exceptions.names()}
    check(exceptions, "", meant.values())
    section = table.section("spellings")
    spellings = tuple((name, section.text(name)) for name in section.names())
    found = Words(
        fillers=words("fillers"),
        choice=words("choice"),
        later=words("later"),
        with_=words("with"),
        tail=words("tail"),
        riders=frozenset(riders),
        choices=choices,
        refined=refinements,
        families=names,
        versions=versions,
        exceptions=meant,
        spellings=spellings,
    )
    table.end()
    return found


def families(words: Words, titles: Mapping[str, str]) -> Families:
    """The families of the SPDX list, whose `titles` are given by id, with the further names of the table."""
    ids: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    names: dict[str, set[str]] = defaultdict(set)
    of: dict[str, tuple[str, str, bool]] = {}
    own = {id: (stem, version) for stem, each in words.versions.items() for version, id in each.items()}
    for id, title in titles.items():
        found = _ID.fullmatch(id)
        if id in own:
            stem, version = own[id]
        elif found is not None and found["stem"] not in titles:
            stem, version = found["stem"], number(found["version"])
        else:
            continue
        later = found is not None and found["gnu"] == "-or-later"
        first, second = ids[stem].get(version, (id, id))
        ids[stem][version] = (first, id) if later else (id, second if second.endswith("-or-later") else id)
        of[id] = (stem, version, later)
        names[fold(stem)].add(stem)
        if (named := _TITLE.fullmatch(fold(title))) is not None:
            names[named["name"]].add(stem)
    known = {name: next(iter(stems)) for name, stems in names.items() if len(stems) == 1}
    return Families(known | dict(words.families), ids, of)


def number(version: str) -> str:
    """What tells a version apart: "2", "2.0" and "2.0.0" are one."""
    return re.sub(r"(?:\.0)+$", "", re.sub(r"[ _]", ".", version.lstrip("v.")))


def plain(words: str) -> str:
    """Words of the grammar as they are compared: in lower case, with one space between them."""
    return " ".join(re.split(r"[\s\-_]+", words.casefold().strip()))
