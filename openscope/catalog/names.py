"""What people write for a licence (Hub values, classifiers, names, spellings), and which id each means."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from openscope.catalog.errors import Problem
from openscope.catalog.licenses import LicenseFile
from openscope.catalog.tables import read_table
from openscope.regex import regex

FILE = "aliases.toml"
SECTIONS = ("hub", "hub_names", "names", "classifiers", "urls")
_QUOTES = "\"'`\u201c\u201d\u2018\u2019"
_SEPARATORS = regex(r"[\s_,;/()\-\u2013]+")
_VERSION = regex(r"\b(?:version|ver\.?|v\.?)-?(?=\d)")
FOLDED = frozenset({"the", "a", "license", "licence", "licensed", "under"})
"""Words that carry no meaning in a spelling."""


_URL = regex(r"https?://(?:www\.)?([^\s?#]{1,300})(?:[?#]\S*)?", re.I)
_PAGE = regex(r"(?:/|\.html?|\.txt|\.php|\.md)+$")
# The pages of the SPDX list, of the OSI and of choosealicense.com end with the id.
_LISTS = regex(r"(?:spdx\.org/licenses|(?:choosealicense|opensource)\.(?:com|org)/licenses?)/([\w.+-]+)")

_DEEDS = regex(
    r"creativecommons\.org/licenses/(by(?:-[a-z]{2}){0,2})/(\d\.\d)(?:/(?:legalcode|deed)(?:\.[\w-]+)?)?",
    re.I,
)
_GNU = regex(
    r"gnu\.org/(?:licenses|copyleft)/(?:old-licenses/)?([al]?gpl|fdl)-(\d\.\d)(?:-standalone)?(?:\.[a-z][\w-]*)*",
    re.I,
)


def page(words: str) -> str | None:
    """The id in the address of a list's page about one licence, of a Creative Commons deed or of a
    GNU licence; None for other words.
    """
    url = _URL.fullmatch(words.strip())
    if url is None:
        return None
    address = _PAGE.sub("", url[1])
    if (deed := _DEEDS.fullmatch(address)) is not None:
        return f"CC-{deed[1].upper()}-{deed[2]}"
    if (gnu := _GNU.fullmatch(address)) is not None:
        return f"{gnu[1].upper().replace('FDL', 'GFDL')}-{gnu[2]}-only"
    found = _LISTS.fullmatch(address)
    return found[1] if found else None


@lru_cache(maxsize=16_384)
def fold(words: str) -> str:
    """A spelling without what carries no meaning: case, quotes, separators, "the", "license", "v" before 2.

    "The Apache License, Version 2.0" and "apache-2.0" fold to the same; "Unlicense" and
    "UNLICENSED" do not, nor do "GPL-2.0" and "GPL-2.0+".
    Of an address, the scheme, "www." and the ending of the page don't count.
    """
    if (url := _URL.fullmatch(words.strip())) is not None:
        return _PAGE.sub("", url[1].casefold())
    text = _SEPARATORS.sub("-", words.casefold().strip().strip(_QUOTES)).strip("-")
    parts = _VERSION.sub("", text).split("-")
    return "-".join(part for part in parts if part not in FOLDED) or text


class Names(Struct):
    """Folded spellings and what each means. Filled once, at load; `ambiguous` wins over every other table."""

    meanings: dict[str, str] = field(default_factory=dict)
    hub_names: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    nothing: frozenset[str] = frozenset()


def read_names(
    root: Path,
    files: Iterable[LicenseFile],
    titles: Mapping[str, str],
    known: frozenset[str],
    problems: list[Problem],
) -> Names:
    """Read every spelling: one may mean only one thing.

    `titles` are the names on the SPDX list by id, which give way to what the rules say; `known`
    holds every id in lower case.
    """
    names = Names()
    owners: dict[str, str] = {}

    def add(words: str, meaning: str, file: str, key: str) -> None:
        folded = fold(words)
        other = names.meanings.setdefault(folded, meaning)
        if other != meaning:
            message = f"{words!r} means {other} already, says {owners[folded]}"
            problems.append(Problem(file, key, f"duplicate alias: {message}"))
        owners.setdefault(folded, file)

    table = read_table(root, FILE, problems)
    for section in SECTIONS:
        entry = table.section(section)
        for words in entry.names():
            meaning = entry.text(words)
            for id in expression_ids(meaning):
                if id.lower() not in known:
                    entry.report(words, f"{id!r} is neither on the SPDX list nor in the licence data")
            add(words, meaning, FILE, entry.key(words))
            if section == "hub_names":
                names.hub_names[fold(words)] = meaning
    entry = table.section("ambiguous")
    for words in entry.names():
        candidates = entry.texts(words)
        for id in candidates:
            if id.lower() not in known:
                entry.report(words, f"{id!r} is neither on the SPDX list nor in the licence data")
        if fold(words) in names.ambiguous:
            entry.report(words, "duplicate alias")
        names.ambiguous[fold(words)] = candidates
    names.nothing = frozenset(fold(words) for words in table.texts("nothing"))
    table.end()
    for file in files:
        for key in ("aliases", "hub", "hub_names"):
            for words in getattr(file, key):
                add(words, file.id, file.file, key)
        for words in file.hub_names:
            names.hub_names[fold(words)] = file.id
    problems.extend(
        Problem(owners[folded], "", f"duplicate alias: {folded!r} is ambiguous in {FILE}")
        for folded in names.ambiguous.keys() & owners.keys()
    )
    for meanings in (titles, {file.id: file.name for file in files if file.name is not None}):
        folded_titles = [(fold(title), id) for id, title in meanings.items()]
        counts = Counter(folded for folded, _ in folded_titles)
        for folded, id in folded_titles:
            if counts[folded] == 1 and folded not in names.ambiguous:
                names.meanings.setdefault(folded, id)
    return names


@lru_cache(maxsize=4096)
def expression_ids(expression: str) -> tuple[str, ...]:
    """The ids in an SPDX expression."""
    words = expression.replace("(", " ").replace(")", " ").split()
    return tuple(word for word in words if word not in ("AND", "OR", "WITH"))
