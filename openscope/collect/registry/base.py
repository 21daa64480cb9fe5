"""What a registry is to openscope, whichever it is."""

from typing import TYPE_CHECKING, Protocol, TypeGuard

from msgspec import Struct

from openscope.collect.http import Http
from openscope.model import Download, Told

if TYPE_CHECKING:
    from openscope.collect.registry.found import Packed


class Package(Struct, frozen=True):
    """A package by its package URL's type and the name that its ecosystem gives it.

    Without a version, the latest release is meant.
    """

    type: str
    name: str
    version: str | None = None


class Artefact(Struct, frozen=True):
    """The file that a registry gives out for a package.

    `digest` is its sum by `algorithm`, a name of `hashlib`; None where the registry gives none.
    """

    url: str
    name: str
    version: str
    algorithm: str | None = None
    digest: bytes | None = None


class Registry(Protocol):
    """A registry. Every method raises `Unanswered`, and nothing else.

    `name` is how evidence names it, `url` its address without credentials.
    """

    name: str
    url: str

    def told(self, http: Http, package: Package) -> Told:
        """What the registry says of a package's licence."""


class Source(Registry, Protocol):
    """A registry that a package itself can be had from."""

    def look(self, http: Http, download: Download) -> "Packed":
        """What a file that the registry gives out holds that speaks of its licence."""

    def artefact(self, http: Http, package: Package) -> Artefact:
        """The file to download for a package."""


def is_source(registry: Registry) -> TypeGuard[Source]:
    """Whether packages can be had from the registry."""
    return hasattr(registry, "look")
