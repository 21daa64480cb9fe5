"""Archives as targets: wheels, sdists, crates, gems, jars, npm tarballs and any tar or zip.

What may matter is unpacked into a temporary directory, which is removed when the scan has read it, and
looked at like any other tree. Paths are those inside the archive.
"""

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from openscope.collect import links
from openscope.collect.gather import gather
from openscope.collect.paths import parent, printable
from openscope.collect.unpack import is_unpackable, unpack
from openscope.collect.walk import walk
from openscope.model import Collected, Document, Item, Kind, SkipCode, Skipped
from openscope.net import Network
from openscope.textfile import Limits, why

_ENDINGS = (".tar.gz", ".tar.bz2", ".tar.xz")


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:  # noqa: ARG001
    """What stands in an archive. None for a target that is no file, or no archive by its name."""
    try:
        if not is_unpackable(asked) or not os.path.isfile(asked):
            return None
    except ValueError:
        return None
    resolved = printable(os.path.normpath(asked).replace(os.sep, "/"))
    return opened(Path(asked), printable(asked), resolved, limits)


def opened(archive: Path, asked: str, resolved: str, limits: Limits) -> Collected:
    """What stands in an archive, by what it was asked for and what that turned out to be."""
    room = tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True)
    try:
        # What has no name of its own is named by the directory it lies in: the archive's own name.
        root = Path(os.path.realpath(room.name), stem(archive.name))
        root.mkdir()
        skipped = unpack(archive, resolved, root, limits)
        tree = walk(str(root), limits)
        tree.skipped += skipped
        found = gather(asked, resolved, tree, links.resolve(tree), limits)
    except OSError as error:
        room.cleanup()
        skip = Skipped(resolved, SkipCode.UNREADABLE, f"cannot be unpacked: {why(error)}")
        return Collected(asked, resolved, skipped=(skip,))
    except BaseException:
        room.cleanup()
        raise
    return replace(_named(found), held=room)


def stem(name: str) -> str:
    """The name of an archive without what says how it is packed."""
    ending = next((each for each in _ENDINGS if name.lower().endswith(each)), None)
    return (name[: -len(ending)] if ending else name.rpartition(".")[0]) or "archive"


def _named(found: Collected) -> Collected:
    """A wheel or a jar is the package that its metadata names, not a place that this package lies in."""
    top = next((item for item in found.items if item.key == "." and item.dependency is None), None)
    inner = [item for item in found.items if item.dependency is None and _is_metadata(item.path or ".")]
    named = [item for item in inner if not _is_nameless(item)]
    if not inner or len(named) > 1 or (top is not None and not _is_nameless(top)):
        return found
    # Beside a jar's classes, which are no documents, its metadata may be all that there is.
    whole = replace(named[0] if named else top or inner[0], path=".", kind=Kind.PROJECT)
    others = [item for item in found.items if item is not top and item not in inner]
    return replace(
        found,
        items=(whole, *others),
        documents=tuple(_moved(found.documents, {item.key for item in inner})),
    )


def _is_nameless(item: Item) -> bool:
    return item.id.startswith("pkg:generic/")


def _is_metadata(path: str) -> bool:
    """Whether a directory holds nothing but what a wheel, an egg or a jar says of itself."""
    top, _, below = path.lower().partition("/")
    return top == "meta-inf" or (not below and top.endswith((".dist-info", "egg-info")))


def _moved(documents: Iterable[Document], inner: Collection[str]) -> Iterator[Document]:
    for each in documents:
        # PEP 639 puts the licence files one directory deeper.
        deeper = parent(each.path).rpartition("/")
        own = each.own or (each.item == deeper[0] and deeper[2] == "licenses")
        yield replace(each, item=".", own=own) if each.item in inner else each
