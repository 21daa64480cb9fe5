"""What is installed in a Python environment: the `*.dist-info` directories, and the older `*.egg-info`.

The formats: https://packaging.python.org/en/latest/specifications/recording-installed-packages/ and, for
licence files, PEP 639: they lie in `licenses` below the `.dist-info`; before, beside its `METADATA`.
"""

import os
import re
from collections.abc import Iterator

from openscope.collect.dependencies.copy import (
    MAX_FILES,
    Copy,
    directories,
    document,
    documents,
    files,
    is_list_of_people,
    read_file,
    read_object,
    role_of,
)
from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.requirement import asks_for_extra, name_of
from openscope.collect.paths import join
from openscope.manifest.python import core_metadata
from openscope.model import Document, Role
from openscope.names import is_about_project, is_readme, is_text_name
from openscope.regex import regex

_MAX_DEPTH = 6
_INFO = regex(r".+\.(dist|egg)-info", re.I)
LICENSE_PLACES = frozenset({"licenses", "licences", "license_files", "licenses_files", "license", "licence"})


def recognise(name: str, names: frozenset[str]) -> bool:
    """Whether a directory is a virtual environment, or where packages are installed."""
    return "pyvenv.cfg" in names or name in {"site-packages", "dist-packages"}


def read(location: str, path: str) -> tuple[list[Copy], Graph]:
    """The packages of the environment, and who needs whom by their own words."""
    copies: list[Copy] = []
    graph = Graph()
    for place, shown in _sites(location, path):
        for name in [*directories(place), *(name for name, _ in files(place) if name.endswith(".egg-info"))]:
            if _INFO.fullmatch(name):
                _add(os.path.join(place, name), join(shown, name), copies, graph)
    return copies, graph


def _sites(location: str, path: str) -> Iterator[tuple[str, str]]:
    """The `site-packages` directories of an environment."""
    if os.path.basename(location) in {"site-packages", "dist-packages"}:
        yield location, path
        return
    for library in ("lib", "lib64", "Lib"):  # lib64 is a link to lib, most of the time
        if library not in directories(location):
            continue
        below = os.path.join(location, library)
        for name in ("", *directories(below)):
            if name and not re.match(r"(python|pypy)\d", name):
                continue
            site = os.path.join(below, name, "site-packages")
            if os.path.isdir(site) and not os.path.islink(site):
                yield (
                    site,
                    "/".join(
                        part for part in (path, library, name, "site-packages") if part not in {"", "."}
                    ),
                )


def _add(location: str, path: str, copies: list[Copy], graph: Graph) -> None:
    is_file = os.path.isfile(location)
    manifest = "METADATA" if location.endswith(".dist-info") else "PKG-INFO"
    text = read_file(location if is_file else os.path.join(location, manifest))
    if text is None:
        return
    said = core_metadata(text)
    name, version = (said[field][0] if said[field] else "" for field in ("name", "version"))
    if not name or not version or is_local(location):
        return
    if is_file:
        found: tuple[Document, ...] = (document(location, path, Role.METADATA, len(text)),)
    else:
        found = (*documents(location, path, {manifest}), *licenses_below(location, path))
    copies.append(Copy("pypi", name, version, path, found[:MAX_FILES]))
    node = Node("pypi", name, version)
    for words in said["requires-dist"][:1_000]:
        needed = name_of(words)
        if needed is not None and not asks_for_extra(words):
            node.needs.append(Need(needed))
    graph.nodes[canonical(name)] = node


def is_local(location: str) -> bool:
    """Whether the package is installed from a directory: it is a project, not a dependency."""
    origin = read_object(os.path.join(location, "direct_url.json")) or {}
    url = origin.get("url")
    return isinstance(url, str) and url.startswith("file:") and "dir_info" in origin


def licenses_below(location: str, path: str) -> Iterator[Document]:
    """The files below a `.dist-info`, or the top of a source distribution, that hold licences.

    Those deeper than one directory are of what the package bundles: they count only where no other is.
    """
    nested: list[Document] = []
    top = False
    waiting = [(name, 1) for name in directories(location) if name.lower() in LICENSE_PLACES]
    while waiting:
        below, depth = waiting.pop()
        inner = os.path.join(location, below)
        if depth < _MAX_DEPTH:
            waiting += [(f"{below}/{name}", depth + 1) for name in reversed(directories(inner))]
        for name, size in files(inner):
            other = is_readme(name) or is_about_project(name) or not is_text_name(name)
            role = role_of(name) or (None if other else Role.LICENSE)
            if role is None or is_list_of_people(name):
                continue
            found = document(os.path.join(inner, name), join(path, f"{below}/{name}"), role, size, depth == 1)
            if depth == 1:
                top = top or role is Role.LICENSE
                yield found
            else:
                nested.append(found)
    for each in nested[:MAX_FILES]:
        yield document(str(each.location), each.path, each.role, each.size, own=not top)
