"""Symbolic links: which of them stand for a document, and what is said of the others.

A link is read in two cases only: a licence that points to a file inside the root, since licences
are often shared so, and a file of a Hugging Face snapshot, which is always a link to a blob of
its repository. Any other target inside the root is visited where it lies.
"""

import os

from msgspec import Struct

from openscope.collect.paths import join, printable
from openscope.collect.walk import CACHE_PREFIXES, SHARED_BLOBS, Directory, Tree
from openscope.model import SkipCode
from openscope.names import is_license, matters


class Linked(Struct, frozen=True):
    """A link that is read as the file that it points to."""

    name: str
    target: str
    size: int


def resolve(tree: Tree) -> dict[str, list[Linked]]:
    """Returns the links to read, by directory, and records the others as skipped."""
    walked = {directory.path for directory in tree.directories}
    files = {join(directory.path, file.name) for directory in tree.directories for file in directory.files}
    found: dict[str, list[Linked]] = {}
    for directory in tree.directories:
        for link in directory.links:
            if (linked := _follow(tree, directory, link.name)) is not None:
                found.setdefault(directory.path, []).append(linked)
            else:
                _skip(tree, directory, link.name, walked, files)
    return found


def blobs_of(directory: str) -> str | None:
    """Returns the directory of blobs that a place inside a snapshot may link to. None outside of one."""
    parts = directory.split(os.sep)
    for depth in range(len(parts) - 2, 0, -1):
        if parts[depth] == "snapshots" and parts[depth - 1].startswith(CACHE_PREFIXES):
            return os.sep.join([*parts[:depth], "blobs"])
    return None


def _follow(tree: Tree, directory: Directory, name: str) -> Linked | None:
    """Returns the file that a link stands for, if it may be read."""
    absolute = tree.absolute(directory.path)
    target = _real(os.path.join(absolute, name))
    if target is None or not os.path.isfile(target):
        return None
    if not _is_blob(target, blobs_of(absolute)) and not (is_license(name) and _inside(tree.root, target)):
        return None
    try:
        return Linked(name, target, os.stat(target).st_size)
    except OSError:
        return None


def _is_blob(target: str, blobs: str | None) -> bool:
    """Whether a file is one of the blobs that a snapshot may link to: its repository's own, or one that
    repositories share (`blobs/<two letters>/<hash>` beside them).
    """
    if blobs is None:
        return False
    shared = os.path.join(os.path.dirname(os.path.dirname(blobs)), SHARED_BLOBS)
    directory = os.path.dirname(target)
    return directory == blobs or (
        os.path.dirname(directory) == shared and len(os.path.basename(directory)) == 2
    )


def _skip(tree: Tree, directory: Directory, name: str, walked: set[str], files: set[str]) -> None:
    """Records a link that is not read: a question, if its name matters and its target is not visited."""
    link = os.path.join(tree.absolute(directory.path), name)
    try:
        words = printable(os.readlink(link))
    except OSError:
        words = "an unknown place"
    target = _real(link)
    visited = False
    if target is None:
        reason = f"a link to {words}, which leads nowhere"
    elif not _inside(tree.root, target):
        reason = f"a link to {words}, outside of what was asked for"
    else:
        path = "." if target == tree.root else os.path.relpath(target, tree.root)
        visited = path in files or path in walked
        reason = f"a link to {words}" + (
            ", which is examined there" if visited else ", which is not examined"
        )
    question = matters(name, os.path.basename(tree.absolute(directory.path)))
    tree.skip(join(directory.path, name), SkipCode.LINK, reason, expected=visited or not question)


def _real(link: str) -> str | None:
    """Returns where a link ends, or None if it dangles or goes round in circles."""
    try:
        return os.path.realpath(link, strict=True)
    except (OSError, ValueError):
        return None


def _inside(root: str, target: str) -> bool:
    return target == root or target.startswith(root.rstrip(os.sep) + os.sep)


def single(path: str) -> Linked | None:
    """Returns the file that a link that was asked for stands for, wherever it lies."""
    target = _real(path)
    if target is None or not os.path.isfile(target):
        return None
    return Linked(os.path.basename(path), target, os.stat(target).st_size)
