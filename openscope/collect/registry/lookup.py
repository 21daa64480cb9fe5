"""Asking registries for the licences of dependencies that nothing on this machine speaks for.

Where what is declared there leaves the licence open, the texts in the artefact itself are read.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from openscope.collect.dependencies.purl import type_of
from openscope.collect.http import Http, host
from openscope.collect.paths import printable
from openscope.collect.registry import Package, Registry, registry_of
from openscope.collect.registry.answers import Answers
from openscope.collect.registry.base import is_source
from openscope.collect.registry.desk import UNREACHABLE, Desk, Progress
from openscope.collect.registry.texts import Found, read
from openscope.model import Collected, Document, Item, Origin, SkipCode, Skipped, Told
from openscope.net import Network, Unanswered

MAX_LOOKUPS = 5_000
"""The number of packages of one target that registries are asked about."""

# Where the artefacts of the public registries lie, by the type of package URL. A lockfile that names
# any other place speaks of a private registry, whose packages are no business of the public one.
_PUBLIC = {
    "pypi": ("pypi.org", "files.pythonhosted.org"),
    "npm": ("registry.npmjs.org", "registry.yarnpkg.com", "npm.jsr.io"),
    "cargo": ("github.com", "crates.io", "index.crates.io", "static.crates.io"),
    "golang": ("proxy.golang.org",),
    "maven": ("repo1.maven.org", "repo.maven.apache.org", "maven.google.com", "dl.google.com"),
    "nuget": ("api.nuget.org", "www.nuget.org"),
    "gem": ("rubygems.org", "index.rubygems.org"),
}

Settles = Callable[[Told], bool]
"""Whether what a registry says of a package leaves no question about its licence."""


class _Question(Struct, frozen=True):
    item: Item
    package: Package
    registry: Registry


def complete(
    collected: Collected, network: Network, cache: Path | None, progress: Progress, settles: Settles
) -> Collected:
    """The target with what registries say of its dependencies, and with the licence texts of those artefacts
    whose metadata does not settle it; what could not be had is in `skipped`.

    Answers and texts are kept below `cache`, if there is one. Raises nothing.
    """
    unspoken = _unspoken(collected)
    if not unspoken:
        return collected
    questions, told, skipped = _questions(unspoken)
    documents = list(collected.documents)
    failures = _Failures()
    answers = Answers(cache)
    try:
        desk = Desk(network)
        known = answers.known((q.registry.url, q.item.id) for q in questions)
        told |= {purl: answer for (_, purl), answer in known.items()}
        left = [q for q in questions if q.item.id not in told]
        fresh = _ask(left, desk, progress, failures)
        told |= fresh
        answers.keep([(q.registry.url, q.item.id, fresh[q.item.id]) for q in left if not failures.has(q)])
        unclear = [
            (q, q.registry, told[q.item.id].downloads)
            for q in questions
            if told[q.item.id].downloads and is_source(q.registry) and not settles(told[q.item.id])
        ]
        asked = [(registry, downloads) for _, registry, downloads in unclear]
        for (question, _, _), found in zip(unclear, read(asked, answers, desk, progress), strict=True):
            documents += _documents(found, question.item)
            told[question.item.id] = replace(told[question.item.id], unread=found.unread)
            if found.failure:
                failures.add(question, found.failure)
    finally:
        answers.close()
    items = [
        replace(item, dependency=replace(item.dependency, told=told[item.id]))
        if item.dependency and item.id in told
        else item
        for item in collected.items
    ]
    skipped += failures.summaries()
    everything = sorted((*collected.skipped, *skipped), key=lambda skip: (skip.path, skip.code, skip.reason))
    return replace(
        collected,
        items=tuple(items),
        documents=tuple(sorted(documents, key=lambda document: document.path)),
        skipped=tuple(everything),
    )


def _unspoken(collected: Collected) -> list[Item]:
    """The dependencies of which neither a copy nor the lockfile or bill of materials says anything."""
    documented = {document.item for document in collected.documents}
    return [
        item
        for item in collected.items
        if item.dependency is not None
        and item.key not in documented
        and not item.dependency.licenses
        and not (item.stated and item.stated.licenses)
    ]


def _questions(items: Sequence[Item]) -> tuple[list[_Question], dict[str, Told], list[Skipped]]:
    """Whom to ask about what; and what is not asked, with the reason."""
    questions: list[_Question] = []
    told: dict[str, Told] = {}
    registries: dict[
        tuple[str, str], Registry | None
    ] = {}  # finding one reads the package managers' settings
    for item in items:
        if (package := _package(item)) is None:
            continue
        whose = (package.type, package.name.partition("/")[0] if package.name.startswith("@") else "")
        if whose not in registries:
            registries[whose] = registry_of(package)
        if (registry := registries[whose]) is None:
            continue
        if (place := _private(item, package.type, registry)) is not None:
            reason = f"it comes from {place}, and no other registry is asked about it"
            told[item.id] = Told(registry.name, registry.url, problem=reason)
        else:
            questions.append(_Question(item, package, registry))
    skipped = []
    if len(questions) > MAX_LOOKUPS:
        reason = (
            f"the registries' word on {len(questions) - MAX_LOOKUPS:,} more packages, after {MAX_LOOKUPS:,}"
        )
        skipped.append(Skipped(".", SkipCode.TOO_MANY, reason))
    return questions[:MAX_LOOKUPS], told, skipped


def _package(item: Item) -> Package | None:
    """A dependency as a registry knows it; None for one that comes from elsewhere."""
    dependency = item.dependency
    if dependency is None or dependency.origin is not Origin.REGISTRY:
        return None
    return Package(type_of(dependency.purl), dependency.name, dependency.version)


def _private(item: Item, type_: str, registry: Registry) -> str | None:
    """The host that a package comes from, where that is neither a public nor the configured one."""
    url = item.dependency.url if item.dependency else None
    try:
        place = urlsplit(url.partition("+")[2] or url).hostname if url else None
    except ValueError:
        return None
    public = _PUBLIC.get(type_, ())
    return printable(place) if place and place not in (*public, host(registry.url)) else None


# ── asking ───────────────────────────────────────────────────────────────────────────────────


class _Failures:
    """What could not be had, by registry and reason."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, SkipCode, str], list[Item]] = defaultdict(list)
        self._ids: set[str] = set()

    def add(self, question: _Question, failure: Unanswered) -> None:
        """Adds a package that a registry did not answer about."""
        self._items[question.registry.url, failure.code, failure.reason].append(question.item)
        self._ids.add(question.item.id)

    def has(self, question: _Question) -> bool:
        """Whether the package is among them."""
        return question.item.id in self._ids

    def summaries(self) -> list[Skipped]:
        """One skip for each registry and reason, however many packages it is about."""
        found = []
        for (url, code, reason), items in sorted(self._items.items()):
            names = ", ".join(f"{item.name} {item.version or ''}".strip() for item in items[:3])
            more = ", …" if len(items) > 3 else ""
            count = f"{len(items):,} package{'s' if len(items) != 1 else ''}"
            found.append(Skipped(url, code, f"{reason}; not told of {count} ({printable(names)}{more})"))
        return found


def _ask(
    questions: Sequence[_Question], desk: Desk, progress: Progress, failures: _Failures
) -> dict[str, Told]:
    """The answers by the items' ids, also where there is none."""
    told: dict[str, Told] = {}
    asked = [(q.registry.url, partial(_told, q)) for q in questions]
    for question, result in zip(questions, desk.ask(asked, progress), strict=True):
        if isinstance(result, Told):
            told[question.item.id] = result
        elif result.code is SkipCode.NOT_FOUND:
            told[question.item.id] = Told(question.registry.name, question.registry.url, problem=str(result))
        else:
            failures.add(question, result)
            told[question.item.id] = _silence(question.registry, result)
    return told


def _told(question: _Question, http: Http) -> Told:
    return question.registry.told(http, question.package)


def _silence(registry: Registry, failure: Unanswered) -> Told:
    """What stands in the place of an answer that did not come. It is asked for again the next time."""
    problem = f"{host(registry.url)} did not answer" if failure.code in UNREACHABLE else failure.reason
    return Told(registry.name, registry.url, problem=problem)


def _documents(found: Found, item: Item) -> list[Document]:
    """The texts in an artefact as documents of the package, below the artefact's address."""
    if found.download is None:
        return []
    return [
        Document(
            printable(f"{found.download.url}#/{text.path}"),
            Path(),
            text.role,
            item.key,
            text.own,
            len(text.text),
            text.text,
        )
        for text in found.texts
    ]
