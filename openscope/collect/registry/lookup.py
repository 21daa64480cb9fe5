"""Asking registries for the licences of dependencies that nothing on this machine speaks for."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from packageurl import PackageURL

from openscope.collect.http import Http, host
from openscope.collect.paths import printable
from openscope.collect.registry import Package, Registry, registry_of
from openscope.collect.registry.answers import Answers
from openscope.frozen import dataclass
from openscope.model import Collected, Item, Origin, SkipCode, Skipped, Told
from openscope.net import Network, Unanswered

MAX_LOOKUPS = 5_000
"""The number of packages of one target that registries are asked about."""

_THREADS = 8
# After so many packages in a row that a registry did not answer about, it is not asked any more.
_PATIENCE = 3
_UNREACHABLE = frozenset({SkipCode.UNREACHABLE, SkipCode.TIMEOUT})

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

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Question:
    item: Item
    package: Package
    registry: Registry


def complete(collected: Collected, network: Network, cache: Path | None, progress: Progress) -> Collected:
    """The target with what registries say of its dependencies; what they do not is in `skipped`.

    Answers are kept below `cache`, if there is one. Raises nothing.
    """
    unspoken = _unspoken(collected)
    if not unspoken:
        return collected
    questions, told, skipped = _questions(unspoken)
    answers = Answers(cache)
    try:
        known = answers.known((q.registry.url, q.item.id) for q in questions)
        told |= {purl: answer for (_, purl), answer in known.items()}
        left = [q for q in questions if q.item.id not in told]
        fresh, failures = _ask(left, network, progress)
        answers.keep(
            [
                (q.registry.url, q.item.id, fresh[q.item.id])
                for q in left
                if fresh[q.item.id] != _silence(q.registry)
            ]
        )
    finally:
        answers.close()
    told |= fresh
    items = [
        replace(item, dependency=replace(item.dependency, told=told[item.id]))
        if item.dependency and item.id in told
        else item
        for item in collected.items
    ]
    skipped += _summaries(failures)
    everything = sorted((*collected.skipped, *skipped), key=lambda skip: (skip.path, skip.code, skip.reason))
    return replace(collected, items=tuple(items), skipped=tuple(everything))


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
    try:
        type_ = PackageURL.from_string(dependency.purl).type
    except ValueError:
        return None
    return Package(type_, dependency.name, dependency.version)


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


class _Desk:
    """Asks the registries, and gives one up that does not answer."""

    def __init__(self, network: Network) -> None:
        self._http = Http(network)
        self._lock = Lock()
        self._silent: dict[str, int] = defaultdict(int)
        self._why: dict[str, Unanswered] = {}

    def ask(self, question: _Question) -> Told | Unanswered:
        """What a registry says of a package, or why it says nothing."""
        url = question.registry.url
        with self._lock:
            if self._silent[url] >= _PATIENCE:
                return self._why[url]
        try:
            told: Told | Unanswered = question.registry.told(self._http, question.package)
        except Unanswered as failure:
            told = failure
        with self._lock:
            if isinstance(told, Unanswered) and told.code in _UNREACHABLE:
                self._silent[url] += 1
                self._why[url] = told
            else:
                self._silent[url] = 0
        return told


def _ask(
    questions: Sequence[_Question], network: Network, progress: Progress
) -> tuple[dict[str, Told], dict[tuple[str, SkipCode, str], list[Item]]]:
    """The answers by the items' ids, and the items that there is none for, by registry and reason."""
    if not questions:
        return {}, {}
    from concurrent.futures import ThreadPoolExecutor, as_completed  # only for what no earlier run asked

    desk = _Desk(network)
    told: dict[str, Told] = {}
    failures: dict[tuple[str, SkipCode, str], list[Item]] = defaultdict(list)
    results: dict[str, Told | Unanswered] = {}
    with ThreadPoolExecutor(_THREADS) as pool:
        waiting = {pool.submit(desk.ask, question): question for question in questions}
        for done, future in enumerate(as_completed(waiting), 1):
            results[waiting[future].item.id] = future.result()
            progress("asking registries", done, len(questions))
    for question in questions:
        result = results[question.item.id]
        if isinstance(result, Told):
            told[question.item.id] = result
        elif result.code is SkipCode.NOT_FOUND:
            told[question.item.id] = Told(question.registry.name, question.registry.url, problem=str(result))
        else:
            failures[question.registry.url, result.code, result.reason].append(question.item)
            told[question.item.id] = _silence(question.registry)
    return told, failures


def _silence(registry: Registry) -> Told:
    """What stands in the place of an answer that did not come. It is asked for again the next time."""
    return Told(registry.name, registry.url, problem=f"{host(registry.url)} did not answer")


def _summaries(failures: dict[tuple[str, SkipCode, str], list[Item]]) -> list[Skipped]:
    """One skip for each registry and reason, however many packages it is about."""
    found = []
    for (url, code, reason), items in sorted(failures.items()):
        names = ", ".join(f"{item.name} {item.version or ''}".strip() for item in items[:3])
        more = ", …" if len(items) > 3 else ""
        count = f"{len(items):,} package{'s' if len(items) != 1 else ''}"
        found.append(Skipped(url, code, f"{reason}; not told of {count} ({printable(names)}{more})"))
    return found
