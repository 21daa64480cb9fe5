"""Targets on this machine: a directory, or one file of it."""

import os
import re
import stat

from openscope.collect import links
from openscope.collect.gather import gather
from openscope.collect.links import Linked
from openscope.collect.paths import printable
from openscope.collect.walk import Directory, Entry, Tree, walk
from openscope.model import Collected, SkipCode, Skipped
from openscope.net import Network
from openscope.regex import regex
from openscope.textfile import Limits, file_type, why

_REMOTE = regex(r"(?:pkg|git\+\w+|https?|ssh):", re.I)


def collect(asked: str, limits: Limits, network: Network) -> Collected:  # noqa: ARG001
    """Finds out what stands at a path. Takes every target: one that is no path is one that is not there."""
    resolved = printable(os.path.normpath(asked).replace(os.sep, "/")) if asked else asked
    try:
        mode = os.stat(asked).st_mode
        if stat.S_ISDIR(mode):
            tree = walk(os.path.realpath(asked), limits)
            linked = links.resolve(tree)
        elif stat.S_ISREG(mode):
            tree, linked = _single(asked)
        else:
            skip = Skipped(resolved, SkipCode.SPECIAL_FILE, file_type(mode))
            return Collected(printable(asked), resolved, skipped=(skip,))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        skip = Skipped(resolved, SkipCode.NOT_FOUND, "nothing is there")
        if _REMOTE.match(asked):
            reason = "this version scans what lies on this machine: download it, and scan the directory"
            skip = Skipped(asked, SkipCode.UNSUPPORTED, reason)
        return Collected(printable(asked), resolved, skipped=(skip,))
    except OSError as error:
        skip = Skipped(resolved, SkipCode.UNREADABLE, why(error))
        return Collected(printable(asked), resolved, skipped=(skip,))
    return gather(printable(asked), resolved, tree, linked, limits)


def _single(asked: str) -> tuple[Tree, dict[str, list[Linked]]]:
    """Makes the tree that holds one file only. A link that is asked for is followed anywhere."""
    directory, name = os.path.split(os.path.abspath(asked))
    tree = Tree(os.path.realpath(directory), alone=True)
    path = os.path.join(tree.root, name)
    if os.path.islink(path):
        tree.directories.append(Directory("."))
        target = links.single(path)
        return tree, {".": [target]} if target else {}
    tree.directories.append(Directory(".", [Entry(name, os.stat(path).st_size)]))
    return tree, {}
