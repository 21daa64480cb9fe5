"""Where copies of packages lie: places in the tree, and the package managers' caches on this machine.

Of a copy only its metadata and its licence files are read, never its code. To add a place or a
cache, write its file and name it here.
"""

import os
from collections.abc import Callable

from msgspec import Struct

from openscope.collect.dependencies.copy import Copy, directories
from openscope.collect.dependencies.graph import Graph
from openscope.collect.dependencies.installed import caches, environment, node_modules, vendor


class Place(Struct, frozen=True):
    """A kind of directory that holds copies: how it is recognised, and how it is read.

    `recognise` gets the directory's name and the names in it; `read` its location and the path that a
    report names it by. `ecosystems` are the types of its packages.
    """

    ecosystems: frozenset[str]
    recognise: Callable[[str, frozenset[str]], bool]
    read: Callable[[str, str], tuple[list[Copy], Graph]]


PLACES: tuple[Place, ...] = (
    Place(frozenset({"pypi"}), environment.recognise, environment.read),
    Place(frozenset({"npm"}), node_modules.recognise, node_modules.read),
    Place(frozenset({"golang", "composer", "gem", "cargo"}), vendor.recognise, vendor.read),
)

Cache = Callable[[str, str], Copy | None]
"""A cache's copy of a package, by its name and version; None if there is none."""

CACHES: dict[str, Cache] = {
    "cargo": caches.cargo,
    "golang": caches.golang,
    "maven": caches.maven,
    "nuget": caches.nuget,
    "gem": caches.gem,
}


def place_of(name: str, names: frozenset[str]) -> Place | None:
    """The kind of place that a directory is, by its name and the names in it; None for any other."""
    return next((place for place in PLACES if place.recognise(name, names)), None)


def places_beside(root: str) -> list[tuple[str, str, Place]]:
    """The places in one directory (path, location, kind), for a file of it that was asked for alone."""
    found = []
    for name in directories(root):
        location = os.path.join(root, name)
        try:
            names = frozenset(os.listdir(location))
        except OSError:
            continue
        if (place := place_of(name, names)) is not None:
            found.append((name, location, place))
    return found
