"""`rules/models.toml`: the licences of models that others are made from, as their publishers state them."""

import re
from collections.abc import Container, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from openscope.catalog.errors import Problem
from openscope.catalog.names import expression_ids, fold
from openscope.catalog.tables import Table, read_table
from openscope.model import Pillar

FILE = "models.toml"
_HUB = "https://huggingface.co/"
_ANY_OWNER = "*"
_SPECIAL = frozenset("*?[")
# The number of a generation, not of parameters: "LLaMA 2 7B", "llama-3.1", but not "LLaMA-13B".
_NUMBER = r"[ -]?v?[2-9](?![\d.]*[ -]?b)"


class ModelRule(Struct, frozen=True):
    """One licence of models on the Hub: patterns of their names, those of `others` who publish what is
    made from them under it, and the words that mean all of them.

    What is `spelled` means them in this spelling only, and only where no numbered successor is named.
    """

    names: tuple[str, ...]
    others: tuple[str, ...]
    license: str
    words: tuple[str, ...]
    spelled: tuple[str, ...]
    source: str

    @property
    def title(self) -> str:
        """What to call them where no single one is meant."""
        return next(iter((*self.words, *self.spelled, *self.names)))


class ReleaseRule(Struct, frozen=True):
    """Where the open parts of a release are: an address for each of its pillars, seen in a month.

    `licenses` are the SPDX expressions that hold there, where that was looked up.
    """

    names: tuple[str, ...]
    places: Mapping[Pillar, str]
    licenses: Mapping[Pillar, str]
    seen: str


class Models(Struct, frozen=True):
    """Every entry of the file. Repositories are looked up among the patterns of their owner."""

    rules: tuple[ModelRule, ...]
    releases: tuple[ReleaseRule, ...]
    _by_words: Mapping[str, ModelRule]
    _by_spelling: Mapping[str, ModelRule]
    _by_title: Mapping[str, ModelRule]
    _rules_of: Mapping[str, list[tuple[str, ModelRule]]]
    _releases_of: Mapping[str, list[tuple[str, ReleaseRule]]]

    def named(self, name: str) -> ModelRule | None:
        """The entry of a repository, "org/name" in any case. A title names its entry too."""
        return _find(name, self._rules_of) or self._by_title.get(name)

    def release(self, name: str) -> ReleaseRule | None:
        """What is published of a repository in other places than its own."""
        return _find(name, self._releases_of)

    def meant(self, words: str, text: str) -> ModelRule | None:
        """The entry that words in a text mean ("Llama-2"), without sizes."""
        if rule := self._by_words.get(fold(words)):
            return rule
        rule = self._by_spelling.get(words)
        successor = rule and re.search(rf"{re.escape(words)}{_NUMBER}", text, re.I)
        return None if successor else rule


_Named = TypeVar("_Named", ModelRule, ReleaseRule)


def _find(name: str, by_owner: Mapping[str, list[tuple[str, _Named]]]) -> _Named | None:
    """The first entry with a pattern that a repository's name fits."""
    name = name.lower()
    owners = (name.partition("/")[0], _ANY_OWNER)
    patterns = [pair for owner in owners for pair in by_owner.get(owner, ())]
    return next((rule for pattern, rule in patterns if _fits(name, pattern)), None)


def _fits(name: str, pattern: str) -> bool:
    """Most patterns are a name, or the beginning of names: no expression is compiled for those."""
    if not _SPECIAL.isdisjoint(pattern.removesuffix("*")):
        return fnmatchcase(name, pattern)
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _by_owner(rules: Iterable[tuple[Iterable[str], _Named]]) -> dict[str, list[tuple[str, _Named]]]:
    """The patterns of all entries in lower case, by what stands before the slash, if that is no pattern."""
    found: dict[str, list[tuple[str, _Named]]] = {}
    for names, rule in rules:
        for name in map(str.lower, names):
            owner = name.partition("/")[0]
            found.setdefault(_ANY_OWNER if "*" in owner else owner, []).append((name, rule))
    return found


def read_models(root: Path, known: Iterable[str], problems: list[Problem]) -> Models:
    """Read the file; every licence in it must be known, every pattern and word stand once."""
    ids = frozenset(known)
    table = read_table(root, FILE, problems)
    rules: list[ModelRule] = []
    seen: set[str] = set()
    for entry in table.tables("model"):
        rule = ModelRule(
            names=entry.texts("names"),
            others=entry.texts("others"),
            license=entry.text("license"),
            words=entry.texts("words"),
            spelled=entry.texts("spelled"),
            source=_HUB + entry.text("source"),
        )
        entry.end()
        _check_known(entry, "license", rule.license, ids)
        for key in ("names", "others", "words", "spelled"):
            spellings: tuple[str, ...] = getattr(rule, key)
            if key == "names" and not spellings:
                entry.report(key, "is missing")
            for spelling in spellings:
                if (folded := f"{key} {spelling.lower()}") in seen:
                    entry.report(key, f"{spelling!r} stands in two entries")
                seen.add(folded)
        rules.append(rule)
    releases = [_release(entry, ids) for entry in table.tables("release")]
    table.end()
    by_words = {fold(word): rule for rule in rules for word in rule.words}
    by_spelling = {word: rule for rule in rules for word in rule.spelled}
    by_title = {rule.title: rule for rule in reversed(rules)}
    return Models(
        rules=tuple(rules),
        releases=tuple(releases),
        _by_words=by_words,
        _by_spelling=by_spelling,
        _by_title=by_title,
        _rules_of=_by_owner(((*rule.names, *rule.others), rule) for rule in rules),
        _releases_of=_by_owner((release.names, release) for release in releases),
    )


def _release(entry: Table, known: Container[str]) -> ReleaseRule:
    places = {pillar: where for pillar in Pillar if (where := entry.text_or_none(pillar.value))}
    for pillar, where in places.items():
        if not where.startswith("https://"):
            entry.report(pillar.value, "must be an address: https://…")
    if not places:
        entry.report("data", "is missing: a release has at least one pillar")
    table = entry.section("licenses")
    licenses = {pillar: found for pillar in places if (found := table.text_or_none(pillar.value))}
    table.end()
    for pillar, license in licenses.items():
        _check_known(table, pillar.value, license, known)
    rule = ReleaseRule(entry.texts("names"), places, licenses, entry.text("seen"))
    entry.end()
    return rule


def _check_known(entry: Table, key: str, license: str, known: Container[str]) -> None:
    for id in expression_ids(license):
        if id.lower() not in known:
            entry.report(key, f"{id!r} is neither on the SPDX list nor in the licence data")
