"""From the files of a tree to its dependencies: which lists count, and which copies belong to them."""

import os
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from openscope.collect.dependencies.copy import Copy
from openscope.collect.dependencies.formats import Format, format_of
from openscope.collect.dependencies.graph import Graph, Need, Node, dependencies, undepended
from openscope.collect.dependencies.installed import CACHES, Place
from openscope.collect.dependencies.merge import merged
from openscope.collect.dependencies.purl import canonical, package_url
from openscope.collect.dependencies.reading import MalformedError, Source
from openscope.collect.dependencies.tree import TreeFiles
from openscope.collect.paths import join, parent, printable
from openscope.manifest import parse_manifest
from openscope.model import Dependency, Document, Item, Kind, Origin, SkipCode, Skipped
from openscope.names import is_manifest

MAX_PROBLEMS = 10
"""The number of lines of one file that are reported each for itself."""


class Found(Struct):
    """The dependencies of a target as items, the documents of their copies, and what could not be read."""

    items: list[Item] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class _Listing(Struct):
    """A lockfile or manifest that was read."""

    path: str
    format: Format
    graph: Graph

    @property
    def directory(self) -> str:
        return parent(self.path)


def find(
    root: str,
    directories: Mapping[str, Sequence[str]],
    places: Sequence[tuple[str, str, Place]],
    own: Iterable[str] = (),
    alone: bool = False,
) -> Found:
    """The dependencies of a tree.

    `directories` are the names of the files by directory ("." for the top), `places` where copies lie
    (path, location, kind), and `own` the package URLs of the tree's own items, which are no dependencies.
    `alone` says that one file was asked for.
    """
    found = Found()
    listings = _listings(root, TreeFiles(root, directories, alone), directories, found)
    copies = _Copies()
    listed: list[Dependency] = []
    for path, location, place in places:
        some, graph = place.read(location, path)
        copies.add(parent(path) if path != "." else ".", some)
        if "golang" in place.ecosystems or not _settled(place, parent(path), listings):
            _add_roots(graph, path, os.path.basename(location), listings)
            where = {(copy.type, _canonical(copy.type, copy.name), copy.version): copy.path for copy in some}
            listed += [_at(each, where) for each in dependencies(graph, path)]
    asked = [each for listing in listings for each in dependencies(listing.graph, listing.path)]
    _problems(listings, found)
    known = set(own)
    for dependency in merged([copies.settled(each) for each in asked], listed):
        if dependency.purl in known:
            continue
        item = Item(
            dependency.purl,
            Kind.PACKAGE,
            dependency.name,
            dependency.version,
            dependency.path,
            dependency.scope,
            dependency=dependency,
        )
        copy = copies.of(dependency)
        if copy is not None:
            found.documents += [replace(each, item=item.key) for each in copy.documents]
        found.items.append(item)
    found.items.sort(key=lambda item: (item.path or "", item.id))
    return found


# ── lists ────────────────────────────────────────────────────────────────────────────────────


def _listings(
    root: str, files: TreeFiles, directories: Mapping[str, Sequence[str]], found: Found
) -> list[_Listing]:
    """Every lockfile that can be read, and every manifest that none of them stands for."""
    formats = [
        (join(directory, name), format)
        for directory, names in directories.items()
        for name in names
        if (format := format_of(directory.rpartition("/")[2], name)) is not None
    ]
    listings: list[_Listing] = []
    for path, format in sorted(formats, key=lambda pair: (not pair[1].lock, pair[0])):
        if not format.lock and _has_lock(format, parent(path), listings):
            continue
        text = files.load(path)
        if text is None or isinstance(text, Skipped):
            if isinstance(text, Skipped) and not is_manifest(path.rpartition("/")[2]):
                found.skipped.append(replace(text, expected=False))
            continue  # manifests are documents as well, and reported as such
        try:
            graph = format.read(Source(path, text, files))
        except MalformedError as error:
            _malformed(path, Path(root, path), str(error), found)
            continue
        listing = _Listing(path, format, graph)
        if format.lock or not _is_covered(listing, listings):
            listings.append(listing)
    return listings


def _has_lock(format: Format, directory: str, listings: Iterable[_Listing]) -> bool:
    return any(
        each.format.lock and each.format.ecosystem == format.ecosystem and each.directory == directory
        for each in listings
    )


def _is_covered(manifest: _Listing, listings: Iterable[_Listing]) -> bool:
    """Whether a lockfile further up has the package of a manifest among its members."""
    return any(
        each.format.lock
        and each.format.ecosystem == manifest.format.ecosystem
        and _is_above(each.directory, manifest.directory)
        and manifest.graph.names & each.graph.names
        for each in listings
    )


def _is_above(directory: str, other: str) -> bool:
    return directory in {".", other} or other.startswith(f"{directory}/")


def _malformed(path: str, location: Path, reason: str, found: Found) -> None:
    """Reports a file that is no such list, unless it is a manifest that is reported as one."""
    name = path.rpartition("/")[2]
    if is_manifest(name) and isinstance(parse_manifest(location, path), Skipped):
        return
    found.skipped.append(Skipped(printable(path), SkipCode.MALFORMED, f"its dependencies: {reason}"))


def _problems(listings: Iterable[_Listing], found: Found) -> None:
    for listing in listings:
        problems = listing.graph.problems
        for line, reason in problems[:MAX_PROBLEMS]:
            where = f"line {line}: " if line else ""
            found.skipped.append(
                Skipped(printable(listing.path), SkipCode.MALFORMED, printable(f"{where}{reason}"))
            )
        if len(problems) > MAX_PROBLEMS:
            reason = f"{len(problems) - MAX_PROBLEMS:,} more entries that are not understood"
            found.skipped.append(Skipped(printable(listing.path), SkipCode.MALFORMED, reason))
        for reason in listing.graph.unread:
            shown = printable(reason)
            found.skipped.append(Skipped(printable(listing.path), SkipCode.NOT_FETCHED, shown, expected=True))


# ── copies ───────────────────────────────────────────────────────────────────────────────────


class _Copies:
    """The copies that lie in the tree, and those in the caches of this machine."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, str, str | None], Copy] = {}
        self._named: dict[tuple[str, str], list[tuple[str, Copy]]] = defaultdict(list)

    def add(self, directory: str, copies: Iterable[Copy]) -> None:
        """Adds the copies of a place that belongs to a directory."""
        for copy in copies:
            name = _canonical(copy.type, copy.name)
            self._exact.setdefault((copy.type, name, copy.version), copy)
            self._named[copy.type, name].append((directory, copy))

    def settled(self, dependency: Dependency) -> Dependency:
        """The dependency with the version that is installed for it, where the list has none."""
        if dependency.version is not None or dependency.origin is not Origin.REGISTRY:
            return dependency
        type_, name = _typed(dependency)
        near = [
            (len(directory), -len(copy.path), copy)
            for directory, copy in self._named.get((type_, name), ())
            if _is_above(directory, parent(dependency.path))
        ]
        if not near:
            return dependency
        copy = max(near, key=lambda each: each[:2])[2]
        purl = package_url(type_, dependency.name, copy.version)
        return replace(dependency, purl=purl or dependency.purl, version=copy.version)

    def of(self, dependency: Dependency) -> Copy | None:
        """The copy of a dependency in the version that is asked for."""
        if dependency.version is None:
            return None
        type_, name = _typed(dependency)
        copy = self._exact.get((type_, name, dependency.version))
        if copy is None and type_ in CACHES and dependency.origin is Origin.REGISTRY:
            copy = CACHES[type_](dependency.name, dependency.version)
        return copy


def _typed(dependency: Dependency) -> tuple[str, str]:
    """The type and the canonical name of a dependency."""
    type_ = dependency.purl.removeprefix("pkg:").partition("/")[0]
    return type_, _canonical(type_, dependency.name)


def _canonical(type_: str, name: str) -> str:
    return canonical(name) if type_ == "pypi" else name


def _settled(place: Place, directory: str, listings: Iterable[_Listing]) -> bool:
    """Whether a lockfile says what ought to be in a place: then what else is there is no dependency."""
    return any(
        each.format.lock
        and each.format.ecosystem in place.ecosystems
        and _is_above(each.directory, directory)
        for each in listings
    )


def _add_roots(graph: Graph, path: str, name: str, listings: Iterable[_Listing]) -> None:
    """Adds to what is installed the projects whose manifests stand beside it."""
    named: dict[str, list[Hashable]] = defaultdict(list)
    for key, node in graph.nodes.items():
        named[_canonical(node.type, node.name)].append(key)
    for listing in listings:
        if listing.directory != parent(path) or listing.format.lock:
            continue
        for root in [node for node in listing.graph.nodes.values() if node.local]:
            needs = list(_translated(root, listing.graph, named))
            if needs:
                graph.root(root.type, root.name, needs, key=("manifest", listing.path, root.name))
    undepended(graph, name)


def _translated(root: Node, manifest: Graph, named: Mapping[str, list[Hashable]]) -> Iterator[Need]:
    for need in root.needs:
        asked = manifest.nodes.get(need.key)
        if asked is None:
            continue
        # Of several installed versions, the one at the top is meant.
        keys = sorted(named.get(_canonical(asked.type, asked.name), ()), key=lambda key: len(str(key)))
        for key in keys[:1]:
            yield Need(key, need.scope)


def _at(dependency: Dependency, where: Mapping[tuple[str, str, str | None], str]) -> Dependency:
    """The dependency with the path of its copy."""
    type_, name = _typed(dependency)
    return replace(dependency, path=where.get((type_, name, dependency.version), dependency.path))
