"""From the files of a tree to items and documents, wherever the tree lies: on this machine or on a hub."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from openscope.collect.dependencies import Found, find, is_lockfile, places_beside
from openscope.collect.items import LICENSE_DIRECTORIES, File, Identity, Place, identify, own_licenses
from openscope.collect.links import Linked
from openscope.collect.paths import join, parent, printable
from openscope.collect.walk import Directory, Tree
from openscope.model import Collected, Document, Item, Kind, Role, SkipCode, Skipped
from openscope.names import (
    POLICY_NAME,
    has_header,
    is_about_project,
    is_archive,
    is_binary,
    is_license_unread,
    is_manifest,
    is_notice,
    is_readme,
    is_text_name,
    is_weights,
)
from openscope.regex import regex
from openscope.textfile import WEIGHTS_REASON, Limits

# Lists and maps that tools make of other files: the words in them are those files', or their names.
_MADE = regex(r"\.dist-info/RECORD$|\.(?:m?js|css)\.map$", re.I)


def gather(
    asked: str, resolved: str, tree: Tree, linked: dict[str, list[Linked]], limits: Limits
) -> Collected:
    """Finds the items and documents of a tree. `linked` are the links that are read, by their directory.

    The tree lists each directory after the one it lies in. What is no document is added to its skips.
    """
    return _Gathering(tree, linked, limits).collected(asked, resolved)


class _Gathering:
    """The items and documents of one tree, as they are found, from the root downwards."""

    def __init__(self, tree: Tree, linked: dict[str, list[Linked]], limits: Limits) -> None:
        self.tree = tree
        self.linked = linked
        self.limits = limits
        self.root_name = os.path.basename(tree.root) or "root"
        self.identities: dict[str, Identity] = {}
        self.nearest: dict[str, str] = {}
        self.documents: list[Document] = []

    def collected(self, asked: str, resolved: str) -> Collected:
        """Goes through the tree. Everything comes out in the order of its path."""
        for directory in self.tree.directories:
            self.enter(directory)
        items = [identity.item for identity in self.identities.values()]
        found = self.dependencies(items)
        self.documents += found.documents
        self.tree.skipped += found.skipped
        items += found.items
        return Collected(
            asked,
            resolved,
            items=tuple(sorted(self.without_container(items), key=_order)),
            documents=tuple(sorted(self.documents, key=lambda document: document.path)),
            skipped=tuple(sorted(self.tree.skipped, key=lambda skip: (skip.path, skip.code, skip.reason))),
        )

    def dependencies(self, own: list[Item]) -> Found:
        """Finds what the things in the tree stand on, where a file or a place for it is there at all."""
        names = {each.path: [file.name for file in each.files] for each in self.tree.directories}
        places = [(path, self.tree.absolute(path), place) for path, place in self.tree.places]
        if self.tree.alone:
            places += places_beside(self.tree.root)
        return find(self.tree.root, names, places, [item.id for item in own], self.tree.alone)

    def without_container(self, items: list[Item]) -> list[Item]:
        """Leaves out the root where it is nothing but the place that others stand in: no file is its own."""
        below = [item for item in items if item.key != "."]
        is_project = self.identities["."].item.kind is Kind.PROJECT
        root_is_used = any(document.item == "." for document in self.documents)
        return below if below and is_project and not root_is_used else items

    def enter(self, directory: Directory) -> None:
        """Finds the item of a directory and the documents in it."""
        absolute = self.tree.absolute(directory.path)
        files = [File(each.name, os.path.join(absolute, each.name), each.size) for each in directory.files]
        files += [File(each.name, each.target, each.size) for each in self.linked.get(directory.path, ())]
        place = Place(directory.path, absolute, self.root_name, files)
        above = None if directory.path == "." else self.nearest[parent(directory.path)]
        identity = identify(place, self.identities[above].item if above is not None else None, self.limits)
        if identity is not None:
            self.identities[directory.path] = identity
            self.nearest[directory.path] = directory.path
            if directory.path == "." and not identity.item.id.startswith("pkg:generic/"):
                self.root_name = identity.item.name  # what it calls itself, whatever the checkout is called
        elif above is not None:
            self.nearest[directory.path] = above
        self.add(place, self.nearest[directory.path])

    def add(self, place: Place, item_path: str) -> None:
        """Adds the files of a directory as documents, or says why they are none."""
        identity = self.identities[item_path]
        licenses = frozenset(own_licenses(place))
        below = place.path.split("/")[0 if item_path == "." else len(item_path.split("/")) :]
        holds_licenses = place.path != "." and any(part.lower() in LICENSE_DIRECTORIES for part in below)
        for file in place.files:
            if is_lockfile(file.name):
                continue  # it is read as a list of dependencies
            path = join(place.path, file.name)
            own = place.path == item_path
            role = self.role(file.name, place, identity, licenses, holds_licenses, own)
            if role is not Role.CARD and _from(item_path, path) in identity.terms and is_text_name(file.name):
                role, own = Role.LICENSE, True
            if role is Role.OTHER and (skip := unread(path, file.name, identity.item.kind)) is not None:
                self.tree.skipped.append(skip)
                if skip.reason != WEIGHTS_REASON or not _has_header(file, identity.item.kind):
                    continue
                role = Role.HEADER
            document = Document(
                printable(path),
                Path(file.location),
                role,
                printable(item_path),
                own,
                file.size,
            )
            self.documents.append(document)

    def role(
        self,
        name: str,
        place: Place,
        identity: Identity,
        licenses: Iterable[str],
        holds_licenses: bool,
        own: bool,
    ) -> Role:
        """Says what a file is to its item."""
        if own and name == identity.card:
            return Role.CARD
        if name in licenses:
            return Role.LICENSE
        if is_manifest(name, os.path.basename(place.absolute)):
            return Role.MANIFEST
        if is_notice(name):
            return Role.NOTICE
        if is_readme(name):
            return Role.README
        return (
            Role.LICENSE
            if holds_licenses and is_text_name(name) and not is_about_project(name)
            else Role.OTHER
        )


def _from(item_path: str, path: str) -> str:
    """The path from an item's directory."""
    return path if item_path == "." else path.removeprefix(f"{item_path}/")


def _has_header(file: File, kind: Kind) -> bool:
    """Whether a weights file may speak for its model. An example beside code does not speak for the code."""
    return kind is Kind.MODEL and file.size > 0 and has_header(file.name)


def _order(item: Item) -> tuple[bool, bool, str, str]:
    """What stands in the tree comes first, by path, then what it depends on, by list and name."""
    return item.dependency is not None, item.path != ".", item.path or "", item.id if item.dependency else ""


def unread(path: str, name: str, kind: Kind) -> Skipped | None:
    """Says why a file is no document, by its name alone."""
    if name == POLICY_NAME:
        reason = "a policy: it names licences, and is under none of them"
        return Skipped(printable(path), SkipCode.IGNORED, reason, expected=True)
    if _MADE.search(path):
        reason = "made from the other files, and under their licences"
        return Skipped(printable(path), SkipCode.IGNORED, reason, expected=True)
    if is_weights(name, in_model=kind is Kind.MODEL):
        return Skipped(printable(path), SkipCode.BINARY, WEIGHTS_REASON, expected=True)
    if is_archive(name):
        return Skipped(printable(path), SkipCode.BINARY, "archive, not unpacked", expected=True)
    if is_binary(name):
        unread = is_license_unread(name)
        reason = "a licence in a format that is not read" if unread else "binary by its extension"
        return Skipped(printable(path), SkipCode.BINARY, reason, expected=not unread)
    return None
