"""Which dependencies a work cannot be combined with under its own licence, after `rules/compatibility.toml`.

The best branch of an `OR` is taken on both sides, every part of an `AND` has to fit, and a licence `WITH` an
exception fits with everything, since that is what exceptions are for. What the table does not know is no
conflict.
Only what is needed to run counts: development and build tools go into nothing that is passed on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from openscope.catalog import Catalog
from openscope.catalog.compatibility import Incompatibility
from openscope.decide.classify import standing
from openscope.expression import And, Expression, Leaf, Or, parse
from openscope.model import Assessment, Category, Conflict, Dependency, Kind, Scope

_WORKS = (Kind.PROJECT, Kind.PACKAGE)


def conflicts(items: Sequence[Assessment], catalog: Catalog) -> Mapping[int, tuple[Conflict, ...]]:
    """The conflicts of each work of the trees with what it depends on, by the work's index."""
    works: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(items):
        if each.item.dependency is None and each.item.kind in _WORKS and each.item.path is not None:
            works[each.target].append(number)
    found: dict[int, list[Conflict]] = defaultdict(list)
    for each in items:
        dependency = each.item.dependency
        if dependency is None or each.item.scope is not Scope.RUNTIME or each.category is Category.UNKNOWN:
            continue
        work = _work_of(dependency, works[each.target], items)
        if work is None:
            continue
        own = items[work].license.concluded
        row = incompatibility(own, each.license.concluded, catalog)
        if row is not None and own is not None:
            needed = each.license.concluded or ""
            found[work].append(Conflict(each.item, own, needed, row.why, row.source))
    return {number: tuple(each) for number, each in found.items()}


def incompatibility(of: str | None, needs: str | None, catalog: Catalog) -> Incompatibility | None:
    """Why a work under `of` cannot be combined with what is under `needs`; None if nothing says so."""
    if of is None or needs is None:
        return None
    return _compare(parse(of), parse(needs), catalog)


def _compare(of: Expression, needs: Expression, catalog: Catalog) -> Incompatibility | None:
    if isinstance(of, Or):
        return _best(_compare(arg, needs, catalog) for arg in of.args)
    if isinstance(needs, Or):
        return _best(_compare(of, arg, catalog) for arg in needs.args)
    if isinstance(of, And):
        return _worst(_compare(arg, needs, catalog) for arg in of.args)
    if isinstance(needs, And):
        return _worst(_compare(of, arg, catalog) for arg in needs.args)
    return _row(of, needs, catalog)


def _best(branches: Iterable[Incompatibility | None]) -> Incompatibility | None:
    """A choice is in conflict where every branch is; the first is named."""
    first = None
    for each in branches:
        if each is None:
            return None
        first = first or each
    return first


def _worst(parts: Iterable[Incompatibility | None]) -> Incompatibility | None:
    return next((each for each in parts if each is not None), None)


def _row(of: Leaf, needs: Leaf, catalog: Catalog) -> Incompatibility | None:
    table = catalog.compatibility
    if any(each.exception and each.exception not in table.powerless for each in (of, needs)):
        return None
    said, asked = _words(of, catalog), _words(needs, catalog)
    return next((row for row in table.rows if said & row.of and asked & row.needs), None)


def _words(leaf: Leaf, catalog: Catalog) -> frozenset[str]:
    """What a licence is called in the table: its id, and its category."""
    return frozenset((leaf.id, standing(leaf, catalog, {})[0]))


def _work_of(dependency: Dependency, works: Iterable[int], items: Sequence[Assessment]) -> int | None:
    """The work that a dependency is there for: at the start of the way, else the nearest above the list."""
    directory = dependency.path.rpartition("/")[0]
    first = _folded(dependency.via[0]) if dependency.via else None
    named, above = [], []
    for number in works:
        path = items[number].item.path or "."
        if _is_above(path, directory):
            above.append((len(path) if path != "." else 0, number))
        if first is not None and _folded(items[number].item.name) == first:
            named.append(number)
    if len(named) == 1:
        return named[0]
    return max(above)[1] if above else None


def _folded(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _is_above(path: str, directory: str) -> bool:
    return path in {".", directory} or directory.startswith(f"{path}/")
