"""`hf-cache`: every model and dataset that the Hugging Face cache holds, in each revision that it holds."""

import os

from openscope.collect import links
from openscope.collect.gather import gather
from openscope.collect.paths import printable
from openscope.collect.walk import CACHE_PREFIXES, walk
from openscope.model import Collected, SkipCode, Skipped
from openscope.net import Network
from openscope.textfile import Limits, why

TARGET = "hf-cache"


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:  # noqa: ARG001  nothing is asked
    """The items of the cache. None for a target of another kind."""
    if asked != TARGET:
        return None
    from openscope.collect import hubclient  # every directory is asked whether it is the word

    root = os.path.realpath(hubclient.cache())
    try:
        names = sorted(os.listdir(root))
    except FileNotFoundError:
        reason = "there is no Hugging Face cache: nothing was downloaded, or HF_HOME points elsewhere"
        return Collected(asked, asked, skipped=(Skipped(asked, SkipCode.NOT_FOUND, reason),))
    except OSError as error:
        return Collected(asked, asked, skipped=(Skipped(asked, SkipCode.UNREADABLE, why(error)),))
    tree = walk(root, limits)
    if tree.directories:  # what lies beside the repositories is the cache's own
        tree.directories[0].files.clear()
        tree.directories[0].links.clear()
    for name in names:
        if name.startswith(CACHE_PREFIXES) and not _has_snapshot(os.path.join(root, name)):
            tree.skip(printable(name), SkipCode.MALFORMED, "no snapshot in it: its download was interrupted")
    return gather(asked, asked, tree, links.resolve(tree), limits)


def _has_snapshot(repository: str) -> bool:
    """Whether a repository's directory holds at least one revision."""
    try:
        with os.scandir(os.path.join(repository, "snapshots")) as entries:
            return any(entry.is_dir() for entry in entries)
    except OSError:
        return False
