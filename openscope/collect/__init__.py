"""From what the user asks for to the items, documents and skips that stand there."""

from collections.abc import Callable

from openscope.collect import archive, git, hub, hubcache, local, ollama, package, sbom, table
from openscope.model import Collected
from openscope.net import Network
from openscope.textfile import Limits

Source = Callable[[str, Limits, Network], Collected | None]
"""A place that targets come from. It returns None for a target that is none of its own."""

SOURCES: tuple[Source, ...] = (
    hub.collect,
    hubcache.collect,
    ollama.collect,
    package.collect,
    git.collect,
    archive.collect,
    sbom.collect,
    table.collect,
    local.collect,
)
"""Every source, in the order in which they are asked. The last one takes everything."""


_LIMITS = Limits()
_NETWORK = Network()


def collect(asked: str, limits: Limits = _LIMITS, network: Network = _NETWORK) -> Collected:
    """Finds out what stands in one target. Raises nothing: what cannot be examined is in `skipped`."""
    for source in SOURCES:
        if (collected := source(asked, limits, network)) is not None:
            return collected
    raise AssertionError("the local source takes every target")
