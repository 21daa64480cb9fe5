"""An installed or vendored copy of a package: the few files of it that say which licence it has."""

import json
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from openscope.collect.paths import join, printable
from openscope.model import Document, Role, Skipped
from openscope.names import is_license, is_license_unread, is_manifest, is_notice
from openscope.textfile import decode, read_bytes

MAX_MANIFEST_BYTES = 1024 * 1024
MAX_FILES = 200
"""The number of licence files of one copy that are read."""


class Copy(Struct, frozen=True):
    """A package on this machine. `path` is how a report names its directory; `documents` still have no item.

    `licenses` are licence words of the list that names it, as in `Dependency`.
    """

    type: str
    name: str
    version: str | None
    path: str
    documents: tuple[Document, ...] = ()
    licenses: tuple[str, ...] = ()


def documents(location: str, path: str, manifests: Iterable[str] = ()) -> tuple[Document, ...]:
    """The manifests of those names, the licences and the notices that lie in a directory (not below it)."""
    wanted = set(manifests)
    found = []
    for name, size in files(location):
        role = role_of(name, name in wanted)
        if role is not None:
            found.append(document(os.path.join(location, name), join(path, name), role, size))
    return tuple(found[:MAX_FILES])


def document(location: str, path: str, role: Role, size: int, own: bool = True) -> Document:
    """A document that still has no item."""
    return Document(printable(path), Path(location), role, "", own, size)


def role_of(name: str, manifest: bool = False) -> Role | None:
    """What a file is to a copy by its name; None for its code."""
    if manifest:
        return Role.METADATA
    if is_license(name):
        return Role.LICENSE
    # A picture of a licence is for a person to read; that it is there is found when it is read.
    if is_license_unread(name) or is_manifest(name):
        return None
    return Role.NOTICE if is_notice(name) and not is_list_of_people(name) else None


def is_list_of_people(name: str) -> bool:
    """Whether the file lists who made the package, and so says nothing of what one may do with it."""
    return name.lower().startswith(("author", "contributor"))


def files(location: str) -> Iterator[tuple[str, int]]:
    """The regular files in a directory by name, with their sizes. None if it cannot be listed."""
    try:
        with os.scandir(location) as entries:
            found = sorted(
                (entry.name, entry.stat(follow_symlinks=False).st_size)
                for entry in entries
                if entry.is_file(follow_symlinks=False)
            )
    except OSError:
        return
    yield from found


def directories(location: str) -> list[str]:
    """The names of the directories in a directory, without links. Empty if it cannot be listed."""
    try:
        with os.scandir(location) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []


def is_directory(location: str) -> bool:
    """Whether a directory, not a link to one, is there."""
    try:
        return stat.S_ISDIR(os.lstat(location).st_mode)
    except (OSError, ValueError):
        return False


def read_file(location: str) -> str | None:
    """The text of a small file of a copy; None if it has none."""
    data = read_bytes(location, "", MAX_MANIFEST_BYTES)
    return None if isinstance(data, Skipped) else decode(data)


def read_object(location: str) -> dict[str, object] | None:
    """The JSON object in a small file; None if there is none."""
    text = read_file(location)
    try:
        value = json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
