"""`rules/providers.toml`: who serves models by name, and which names lead to a repository of the Hub."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from openscope.catalog.errors import Problem
from openscope.catalog.tables import Table, read_table
from openscope.regex import regex

FILE = "providers.toml"
HUGGINGFACE = "huggingface"
OLLAMA = "ollama"

_REPOSITORY = regex(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)


class Provider(Struct, frozen=True):
    """A service that answers to model names. `closed` matches those whose weights are not published,
    `served` others that are its own; `hub` holds the Hub repository of those whose weights are, and
    `repositories` matches what an organisation that bears one of its words has on the Hub. What matches
    are regular expressions, or nothing.
    """

    id: str
    name: str
    words: tuple[str, ...]
    terms: str
    closed: str
    served: str
    repositories: str
    hub: Mapping[str, str]

    def is_closed(self, model: str) -> bool:
        """Whether the model is offered as a service only."""
        return _fits(self.closed, model)

    def serves(self, model: str) -> bool:
        """Whether the name is one of its own, closed or not."""
        return _fits(self.served, model) or self.is_closed(model)

    def has(self, repository: str) -> bool:
        """Whether an organisation that bears one of its words has a repository of this name on the Hub."""
        return _fits(self.repositories, repository)


class Providers(Struct, frozen=True):
    """Every provider, and the names that lead to the Hub.

    `routers` are words before a name that say nothing of whose it is; `organisations` those of them
    that are organisations on the Hub too. `models` and `datasets` are
    the Hub's names without an organisation, `ollama` the names of Ollama's library: each with its
    Hub repository.
    """

    by_id: Mapping[str, Provider] = field(default_factory=dict)
    by_word: Mapping[str, Provider] = field(default_factory=dict)
    routers: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    huggingface_words: frozenset[str] = frozenset()
    ollama_words: frozenset[str] = frozenset()
    models: Mapping[str, str] = field(default_factory=dict)
    datasets: Mapping[str, str] = field(default_factory=dict)
    ollama: Mapping[str, str] = field(default_factory=dict)

    def of_closed(self, model: str) -> Provider | None:
        """The provider whose closed model bears this name, in any case."""
        return next((each for each in self.by_id.values() if each.is_closed(model)), None)

    def hub_of(self, model: str) -> str | None:
        """The Hub repository of a served name that only one model can have."""
        return next((each.hub[model] for each in self.by_id.values() if model in each.hub), None)


def read_providers(root: Path, problems: list[Problem]) -> Providers:
    """Read the providers and the maps to the Hub."""
    table = read_table(root, FILE, problems)
    by_id: dict[str, Provider] = {}
    by_word: dict[str, Provider] = {}
    for entry in table.tables("provider"):
        provider = _provider(entry)
        if provider.id in by_id or provider.id in (HUGGINGFACE, OLLAMA):
            entry.report("id", f"{provider.id!r} is taken")
        by_id[provider.id] = provider
        for word in provider.words:
            if word in by_word:
                entry.report("words", f"{word!r} is a word of {by_word[word].id} too")
            by_word[word] = provider
    router = table.section("router")
    words = {name: router.texts(name) for name in ("words", "organisations", HUGGINGFACE, OLLAMA)}
    for word in sorted({*words["words"], *words[HUGGINGFACE], *words[OLLAMA]} & by_word.keys()):
        router.report("words", f"{word!r} is a word of {by_word[word].id} too")
    _sourced(router)
    hub = table.section("hub")
    models, datasets = (_repositories(hub.section(name)) for name in ("models", "datasets"))
    _sourced(hub)
    ollama_table = table.section(OLLAMA)
    ollama = _repositories(ollama_table.section("hub"))
    _sourced(ollama_table)
    table.end()
    return Providers(
        by_id=by_id,
        by_word=by_word,
        routers=frozenset(words["words"]),
        organisations=frozenset(words["organisations"]),
        huggingface_words=frozenset(words[HUGGINGFACE]),
        ollama_words=frozenset(words[OLLAMA]),
        models=models,
        datasets=datasets,
        ollama=ollama,
    )


def _provider(entry: Table) -> Provider:
    provider = Provider(
        id=entry.text("id"),
        name=entry.text("name"),
        words=entry.texts("words"),
        terms=entry.text("terms"),
        closed=_pattern(entry, "closed"),
        served=_pattern(entry, "served"),
        repositories=_pattern(entry, "repositories"),
        hub=_repositories(entry.section("hub")),
    )
    if not provider.words:
        entry.report("words", "is missing")
    if provider.terms and not provider.terms.startswith("https://"):
        entry.report("terms", "must be an https address")
    _sourced(entry)
    return provider


def _sourced(entry: Table) -> None:
    """Every table says where its facts are from, and when."""
    source, day = entry.text("source"), entry.text("date")
    if source and not source.startswith("https://"):
        entry.report("source", "must be an https address")
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        entry.report("date", "must be a date, YYYY-MM-DD")
    entry.end()


def _pattern(entry: Table, name: str) -> str:
    """The expressions of a key as one."""
    joined = "|".join(f"(?:{part})" for part in entry.texts(name))
    try:
        _compiled(joined)
    except re.error as error:
        entry.report(name, f"no regular expression: {error}")
    return joined


def _fits(written: str, name: str) -> bool:
    return bool(written) and _compiled(written).fullmatch(name) is not None


@lru_cache(maxsize=256)
def _compiled(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE | re.ASCII)


def _repositories(section: Table) -> dict[str, str]:
    return dict(_repository(section))


def _repository(section: Table) -> Iterator[tuple[str, str]]:
    for name in section.names():
        repository = section.text(name)
        if repository and not _REPOSITORY.fullmatch(repository):
            section.report(name, f"{repository!r} is no repository of the Hub: write it as org/name")
        yield name, repository
