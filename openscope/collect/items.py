"""Which directories of a tree are items: projects, packages, models and datasets."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from packageurl import PackageURL

from openscope.collect import huggingface
from openscope.collect.huggingface import Repository, Type
from openscope.collect.paths import printable
from openscope.manifest import Manifest, parse_manifest
from openscope.model import Item, Kind
from openscope.names import is_card, is_gguf, is_license, is_readme, is_weights, manifest_rank
from openscope.textfile import Limits

if TYPE_CHECKING:
    from openscope.frontmatter import FrontMatter

LICENSE_DIRECTORIES = frozenset({"licenses", "licences", "license", "licence", "legal"})
"""Directories that hold the licences of the item above them."""

_SOURCES = (".py", ".ipynb", ".js", ".ts", ".go", ".rs", ".c", ".cc", ".cpp", ".java", ".sh")

_KINDS = {Type.MODEL: Kind.MODEL, Type.DATASET: Kind.DATASET}


class File(Struct, frozen=True):
    """A file to look at: its name in the tree, where its bytes lie, and how many they are."""

    name: str
    location: str
    size: int


class Place(Struct, frozen=True):
    """A directory of the tree: where it lies on disk, and the name of the whole tree: the one that its
    manifest declares, else that of its directory.
    """

    path: str
    absolute: str
    root_name: str
    files: Sequence[File]

    @property
    def name(self) -> str:
        """The directory's own name."""
        return self.root_name if self.path == "." else self.path.rpartition("/")[2]


class Identity(Struct, frozen=True):
    """An item, and the name of the file that is its card, if it has one. `terms` are the paths, from its
    directory, of the files that the card says its licence stands in.
    """

    item: Item
    card: str | None = None
    terms: frozenset[str] = frozenset()


def identify(place: Place, above: Item | None, limits: Limits) -> Identity | None:
    """Returns the item that a directory is, or None if it is only a part of the one above it.

    Without one above it, it always is one.
    """
    card, front_matter, type_ = _card(place, limits)
    cached = huggingface.from_cache(place.absolute)
    if cached is not None:
        type_ = cached.type
    if type_ is None and _is_model(place, above):
        type_ = Type.MODEL
    if card is None and type_ is Type.MODEL:  # without metadata, and a card all the same
        card = next((file.name for file in place.files if is_card(file.name)), None)
    if type_ is not None and (type_ in _KINDS or cached is not None):
        repository = cached or huggingface.from_name(place.name, type_)
        item = _hub_item(place, above, type_, repository, front_matter)
        terms = huggingface.linked_terms(front_matter.data, item.name) if front_matter else frozenset()
        return Identity(item, card, terms)
    manifests = _manifests(place)
    if _is_folded(place, above, manifests):
        return None
    licensed = bool(own_licenses(place)) and not _is_license_directory(place, above)
    if above is None or licensed or manifests or type_ is Type.SPACE:
        return Identity(_package(place, above, manifests), card)
    return None


def own_licenses(place: Place) -> list[str]:
    """Returns the licence files by name, without those that stand for one other file (`a.png.license`)."""
    names = {file.name for file in place.files}
    return [name for name in sorted(names) if is_license(name) and not _is_sidecar(name, names)]


def _is_sidecar(name: str, names: set[str]) -> bool:
    """Whether the licence is that of the one file beside it that has the same name without `.license`."""
    of = re.sub(r"\.licen[sc]e(\.txt|\.md)?$", "", name, flags=re.IGNORECASE)
    return of != name and of in names


def _is_license_directory(place: Place, above: Item | None) -> bool:
    """Whether the directory lies in a directory of licences below the item."""
    inside = place.path.split("/")
    start = 0 if above is None or above.path in {None, "."} else len((above.path or "").split("/"))
    return any(part.lower() in LICENSE_DIRECTORIES for part in inside[start:])


def _card(place: Place, limits: Limits) -> tuple[str | None, "FrontMatter | None", Type | None]:
    """Returns the name of the card of a Hub repository, its front matter and what it is the card of."""
    for file in place.files:
        if is_card(file.name) and (front_matter := huggingface.read_card(file.location, limits)) is not None:
            type_ = huggingface.card_type(front_matter)
            if type_ is not None:
                return file.name, front_matter, type_
    return None, None, None


def _is_model(place: Place, above: Item | None) -> bool:
    """Whether a directory without a card is a model all the same: by its configuration, or by weights,
    beside a licence or README. Weights beside a package's manifest are a part of that package.

    Nothing has to stand beside them where they are all that was asked about, nor beside what was made from
    another model or tells of itself: an adapter, a pipeline, a GGUF file without code.
    """
    names = [file.name for file in place.files]
    files = {file.name: file.location for file in place.files}
    directory = os.path.basename(place.absolute)
    packaged = any(manifest_rank(name, directory) is not None for name in names)
    weights = not packaged and any(is_weights(name) for name in names)
    if any(is_license(name) or is_readme(name) for name in names):
        return huggingface.has_model_config(files) or weights
    bare = weights and not any(name.lower().endswith(_SOURCES) for name in names)
    if above is None:
        return huggingface.has_model_config(files) or bare
    if above.kind not in (Kind.PROJECT, Kind.PACKAGE):
        return False
    return huggingface.tells_its_base(files) or (bare and any(is_gguf(name) for name in names))


def _hub_item(
    place: Place, above: Item | None, type_: Type, repository: Repository | None, card: "FrontMatter | None"
) -> Item:
    """Makes the item of a model, a dataset or a Space of the Hub's cache."""
    path = printable(place.path)
    nested = Kind.PROJECT if above is None else Kind.PACKAGE
    kind = _KINDS.get(type_, nested)
    if repository is not None:
        return Item(repository.purl, kind, repository.name, repository.revision, path)
    name = huggingface.model_name(card) or printable(place.name)
    return Item(_generic(place), kind, name, None, path)


# ── packages ─────────────────────────────────────────────────────────────────────────────────


def _manifests(place: Place) -> list[Manifest | None]:
    """Returns what the manifests say, the one to believe first; None for one that cannot be read.

    Manifests that say nothing of a package (a `pyproject.toml` for a linter alone) are left out.
    """
    directory = os.path.basename(place.absolute)
    ranked = sorted(
        (rank, file.name, file.location)
        for file in place.files
        if (rank := manifest_rank(file.name, directory)) is not None
    )
    found: list[Manifest | None] = []
    for _, name, location in ranked:
        manifest = parse_manifest(Path(location), f"{directory}/{name}")
        if isinstance(manifest, Manifest):
            found.append(manifest)
        elif manifest is not None or name.lower() == "setup.py":
            found.append(None)
    return found


def _package(place: Place, above: Item | None, manifests: Sequence[Manifest | None]) -> Item:
    """Makes the item of a project or package, named by its first manifest that has a name."""
    kind = Kind.PROJECT if above is None else Kind.PACKAGE
    path = printable(place.path)
    named = [manifest for manifest in manifests if manifest is not None and manifest.name]
    if not named:
        return Item(_generic(place), kind, printable(place.name), None, path)
    first = named[0]
    version = next((each.version for each in named if _same(each, first) and each.version), None)
    name = f"{first.namespace}/{first.name}" if first.namespace else first.name or ""
    purl = PackageURL(first.type, first.namespace, first.name, version).to_string()
    return Item(purl, kind, name, version, path)


def _same(one: Manifest, other: Manifest) -> bool:
    return (one.type, one.namespace, one.name) == (other.type, other.namespace, other.name)


def _is_folded(place: Place, above: Item | None, manifests: Sequence[Manifest | None]) -> bool:
    """Whether the directory is the `.egg-info` of the very package that it lies in."""
    if above is None or not place.name.lower().endswith(".egg-info"):
        return False
    outer = PackageURL.from_string(above.id)
    return outer.type == "pypi" and any(
        each is not None and each.name and _canonical(each.name) == _canonical(outer.name)
        for each in manifests
    )


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _generic(place: Place) -> str:
    """Makes the package URL of what has no name of its own: that of the tree, and the path in it."""
    subpath = None if place.path == "." else printable(place.path)
    name = printable(place.root_name).strip() or "root"
    return PackageURL("generic", None, name, None, None, subpath).to_string()
