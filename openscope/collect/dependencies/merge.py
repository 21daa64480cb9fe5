"""One dependency for each package URL, whatever number of lists name it."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from openscope.model import Dependency, Origin, Scope

_RANK = {scope: rank for rank, scope in enumerate(Scope)}


def merged(asked: Iterable[Dependency], installed: Iterable[Dependency]) -> list[Dependency]:
    """One dependency for each package URL: that of the list which brings it nearest to what is shipped.

    `asked` come from lockfiles and manifests, `installed` from what is merely there. A range is left out
    where a list settles its version.
    """
    groups: dict[str, list[tuple[bool, Dependency]]] = defaultdict(list)
    settled: dict[str, list[str]] = defaultdict(list)
    for is_installed, dependencies in ((False, asked), (True, installed)):
        for each in dependencies:
            groups[each.purl].append((is_installed, each))
            if each.version is not None and each.origin is Origin.REGISTRY:
                settled[_unversioned(each)].append(each.purl)
    for purl in [purl for purl, group in groups.items() if group[0][1].version is None]:
        if versions := settled.get(purl):
            groups[min(versions)] += groups.pop(purl)
    return [_one(group) for group in groups.values()]


def _one(group: list[tuple[bool, Dependency]]) -> Dependency:
    best = min(group, key=_preference)[1]
    direct = {each.direct for _, each in group}
    licenses = dict.fromkeys(license for _, each in group for license in each.licenses)
    return replace(
        best,
        direct=True if True in direct else False if False in direct else None,
        licenses=tuple(licenses),
    )


def _preference(pair: tuple[bool, Dependency]) -> tuple[object, ...]:
    is_installed, each = pair
    rank = _RANK[each.scope] if each.scope else len(_RANK)
    return (
        each.version is None,
        is_installed,
        rank,
        not each.direct,
        len(each.via),
        each.line is None,  # what a project inherits stands in the file of another
        each.path,
        each.line or 0,
        each.via,
    )


def _unversioned(dependency: Dependency) -> str:
    """The package URL without the version."""
    return dependency.purl.partition("?")[0].rpartition("@")[0]
