"""What the things in a target stand on: lockfiles, manifests and installed copies → items of the report.

One file for each format (`formats.FORMATS`) and each place of copies (`installed.PLACES`, `CACHES`).
Nothing here asks a registry: an item without a `Document` and without licence words in its
`Dependency` is one that nobody on this machine knows more about.
"""

from openscope.collect.dependencies.find import Found, find
from openscope.collect.dependencies.formats import is_lockfile
from openscope.collect.dependencies.installed import places_beside

__all__ = ["Found", "find", "is_lockfile", "places_beside"]
