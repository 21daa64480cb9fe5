"""What stands in a target, before anything was read."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from openscope.model.vocabulary import Kind, Origin, Relation, Role, Scope, SkipCode

if TYPE_CHECKING:
    from openscope.model.stated import Stated


class Base(Struct, frozen=True, omit_defaults=True):
    """A model that another one was made from: its name on the Hub ("org/name"), or what stands in
    place of it (the path of a directory). `relation` is None where the place does not say how.
    """

    name: str
    relation: Relation | None
    path: str
    line: int | None = None


class HubData(Struct, frozen=True):
    """What the Hub says of a dataset that a card names: the words of its licence, and whether its files are
    given to anybody. `problem` is why it says nothing.
    """

    name: str
    licenses: tuple[str, ...] = ()
    gated: bool = False
    problem: str | None = None


class Published(Struct, frozen=True):
    """What the Hub says of a repository besides its files.

    `files` are the paths of all its files. `gated` is "auto" or "manual" where its files are given
    only to who has accepted the terms or was let in. `card` is the front matter of its card.
    `renamed_from` is the name that it was asked for by, where that is an old one. `datasets` are those
    that its card names, as far as the Hub was asked about them.
    """

    files: tuple[str, ...] = ()
    gated: str | None = None
    private: bool = False
    library: str | None = None
    tags: tuple[str, ...] = ()
    bases: tuple[Base, ...] = ()
    card: Mapping[str, object] = field(default_factory=dict)
    renamed_from: str | None = None
    datasets: tuple[HubData, ...] = ()


class Download(Struct, frozen=True, omit_defaults=True):
    """A file that a registry gives out for a version: its name, and its address without credentials.

    `digest` is its sum by `algorithm`, a name of `hashlib`, in hexadecimal digits; None where the registry
    tells none.
    """

    name: str
    url: str
    algorithm: str | None = None
    digest: str | None = None


class Told(Struct, frozen=True, omit_defaults=True):
    """What a registry said of a package: the words of each of its licence fields, and the page with them.

    All of them hold at once, unless `choice` says that any one may be taken. `problem` is why there are none.
    `downloads` are the files to look into for licence texts, the best first; `unread` is why none of them
    was read, where it was looked for.
    """

    registry: str
    url: str
    licenses: tuple[str, ...] = ()
    choice: bool = False
    problem: str | None = None
    downloads: tuple[Download, ...] = ()
    unread: str | None = None


class Dependency(Struct, frozen=True):
    """A package that something in the target stands on, as a lockfile, a manifest or an installed copy says.

    `purl` names it, with `version`, or without one where only a range is known (`requirement`, in
    the file's words). `direct` is None where the file does not tell. `via` are the names on the
    shortest way to it, from the project that asks for it to the package that needs it; in a very long one
    the middle is "…". `path` (POSIX, relative to the target) and `line` are those of the entry.
    `licenses` are the words of the lockfile itself; of several, any one may be taken.
    `url` is where the package comes from, if the file says so. `told` is what a registry answered,
    where nothing on this machine spoke for it.
    """

    purl: str
    name: str
    version: str | None
    path: str
    line: int | None = None
    requirement: str | None = None
    direct: bool | None = None
    scope: Scope | None = None
    via: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    origin: Origin = Origin.REGISTRY
    url: str | None = None
    told: Told | None = None


class Item(Struct, frozen=True):
    """Something a licence question is asked about: a project, a package, a model or a dataset.

    `id` is a package URL. `path` is the POSIX path of its directory relative to the target
    ("." for the target itself), or None where it is not in the tree. `published` is what its hub
    says of it, where a hub was asked. An item that is no part of the tree but something that it
    depends on has a `dependency`; its `path` is that of the lockfile. `stated` is what a bill of
    materials says of it.
    """

    id: str
    kind: Kind
    name: str
    version: str | None = None
    path: str | None = None
    scope: Scope | None = None
    published: Published | None = None
    dependency: Dependency | None = None
    stated: "Stated | None" = None

    @property
    def key(self) -> str:
        """The word by which documents name their item. Paths are relative: none starts with a slash."""
        return f"/{self.id}" if self.dependency else self.path or "."


class Document(Struct, frozen=True):
    """A file to read. `path` is relative to the target (POSIX); `location` is where it lies on disk.

    `item` is the `key` of the item that the document belongs to: the nearest one above it.
    `own` says that it stands at the item's top level, where its licence files are. A path outside
    of the target, in a package manager's cache, starts with the variable that names the cache.
    `text` is given where no file holds it: a hub told it, and `path` is that of its answer; or it is
    that of the `row` of a table; or a registry gave it out in an artefact, whose address starts `path`.
    """

    path: str
    location: Path
    role: Role
    item: str
    own: bool
    size: int
    text: str | None = None
    row: int | None = None

    @property
    def told(self) -> bool:
        """Whether it is what a hub said instead of a file, which has no lines."""
        return self.text is not None and self.row is None


class Skipped(Struct, frozen=True, omit_defaults=True):
    """Something that was not examined, and why. `expected` skips leave no question open
    (a picture, a file that `.gitignore` names); any other makes the exit code 3.
    """

    path: str
    code: SkipCode
    reason: str
    expected: bool = False


class Collected(Struct, frozen=True):
    """What stands in one target. `asked` is the user's word for it, `resolved` what it turned out to be.

    `held` is what the documents lie in where that is there for the scan alone: to be closed after it.
    """

    asked: str
    resolved: str
    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    held: AbstractContextManager[object] | None = None
