"""The caches that package managers keep on this machine, by their environment variables.

A report names what lies there by the variable, so that it holds no path of this machine.
"""

import os
import re

from openscope.collect.dependencies.copy import (
    Copy,
    directories,
    document,
    documents,
    files,
    is_directory,
    read_file,
)
from openscope.collect.dependencies.reading import MalformedError
from openscope.collect.dependencies.xml import Element, read_xml
from openscope.model import Document, Role
from openscope.regex import regex

_MOST_PARENTS = 8

_PART = regex(r"[A-Za-z0-9!@+~^_.-]+")


def cargo(name: str, version: str) -> Copy | None:
    """A crate's unpacked source: `registry/src/<index>/<name>-<version>`."""
    home = os.environ.get("CARGO_HOME") or _home(".cargo")
    sources = os.path.join(home, "registry", "src")
    for index in directories(sources):
        below = f"{index}/{name}-{version}"
        if (place := _place(sources, below)) is not None:
            shown = f"$CARGO_HOME/registry/src/{below}"
            return Copy("cargo", name, version, shown, documents(place, shown, {"Cargo.toml"}))
    return None


def golang(name: str, version: str) -> Copy | None:
    """A module in Go's cache: `<module>@<version>`, with "!" before what is a capital letter."""
    below = _escaped(f"{name}@{version}")
    if (place := _place(_go_cache(), below)) is None:
        return None
    shown = f"$GOMODCACHE/{below}"
    return Copy("golang", name, version, shown, documents(place, shown))


def go_mod_file(name: str, version: str) -> str | None:
    """The text of a module's `go.mod` in Go's cache: it is kept of modules that were never unpacked, too."""
    place = _place(os.path.join(_go_cache(), "cache", "download"), _escaped(f"{name}/@v"))
    below = _escaped(f"{version}.mod")
    return read_file(os.path.join(place, below)) if place and _PART.fullmatch(below) else None


def _go_cache() -> str:
    cache = os.environ.get("GOMODCACHE")
    if not cache:
        path = os.environ.get("GOPATH", "").split(os.pathsep)[0] or _home("go")
        cache = os.path.join(path, "pkg", "mod")
    return cache


def _escaped(path: str) -> str:
    return re.sub(r"[A-Z]", lambda found: "!" + found[0].lower(), path)


def maven(name: str, version: str) -> Copy | None:
    """An artefact's `pom` in Maven's local repository; where that has no licences, they are its parent's."""
    group, _, artifact = name.partition(":")
    first = _pom(group, artifact, version)
    if first is None:
        return None
    speaks = first
    for _ in range(_MOST_PARENTS):
        project = _project(read_file(str(speaks.location)) or "")
        is_licensed = any(project.all("licenses", "license"))
        above = None if is_licensed else _parent(project)
        following = _pom(*above) if above else None
        if following is None:
            # Of a line of parents that says nothing, the artefact's own pom is shown.
            speaks = speaks if is_licensed else first
            break
        speaks = following
    return Copy("maven", name, version, first.path.rpartition("/")[0], (speaks,))


def pom_text(group: str, artifact: str, version: str) -> str | None:
    """The text of a pom in Maven's local repository."""
    found = _pom(group, artifact, version)
    return read_file(str(found.location)) if found else None


def _pom(group: str, artifact: str, version: str) -> Document | None:
    below = f"{group.replace('.', '/')}/{artifact}/{version}"
    if (place := _place(_home(".m2", "repository"), below)) is None:
        return None
    for name, size in files(place):
        if name == f"{artifact}-{version}.pom":
            shown = f"$HOME/.m2/repository/{below}/{name}"
            return document(os.path.join(place, name), shown, Role.METADATA, size)
    return None


def _project(text: str) -> Element:
    """The `<project>` of a pom; an empty one where there is none."""
    try:
        return next(read_xml(text).all("project"), Element("", 0))
    except MalformedError:
        return Element("", 0)


def _parent(project: Element) -> tuple[str, str, str] | None:
    """Group, artefact and version of the project that a pom inherits from."""
    group, artifact, version = (project.value("parent", key) for key in ("groupId", "artifactId", "version"))
    return (group, artifact, version) if group and artifact and version else None


def nuget(name: str, version: str) -> Copy | None:
    """A package in NuGet's global folder: `<id>/<version>`, in lower case."""
    home = os.environ.get("NUGET_PACKAGES") or _home(".nuget", "packages")
    below = f"{name}/{version}".lower()
    if (place := _place(home, below)) is None:
        return None
    shown = f"$NUGET_PACKAGES/{below}"
    return Copy("nuget", name, version, shown, documents(place, shown, {f"{name.lower()}.nuspec"}))


def gem(name: str, version: str) -> Copy | None:
    """A gem in the directory of `GEM_HOME`: `gems/<name>-<version>`."""
    home = os.environ.get("GEM_HOME")
    if not home:
        return None
    below = f"gems/{name}-{version}"
    if (place := _place(home, below)) is None:
        return None
    shown = f"$GEM_HOME/{below}"
    return Copy("gem", name, version, shown, documents(place, shown, {f"{name}.gemspec"}))


def _home(*parts: str) -> str:
    return os.path.join(os.path.expanduser("~"), *parts)


def _place(root: str, below: str) -> str | None:
    """Returns a directory below a cache. Names and versions of a hostile file lead nowhere else."""
    parts = below.split("/")
    if any(part in {".", ".."} or not _PART.fullmatch(part) for part in parts):
        return None
    place = os.path.join(root, *parts)
    return place if is_directory(place) else None
