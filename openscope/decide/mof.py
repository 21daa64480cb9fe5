"""The class of a model by the published rules of the Model Openness Framework (`rules/mof.toml`).

A component counts where it is there and openly licensed. Its licence is its own, else the release's
for that kind of content, else the release's. Class III asks for its components, II for these and its
own, I for all; a class is reached only with the ones below it. The technical report may be left out
where the research paper counts.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct, field

from openscope.catalog import Catalog, rules_table
from openscope.expression import And, Expression, ExpressionError, Leaf, parse
from openscope.model import GapReason, Mof, MofClass, MofGap, Signal

CLASSES = (MofClass.OPEN_MODEL, MofClass.OPEN_TOOLING, MofClass.OPEN_SCIENCE)


class Component(Struct, frozen=True):
    """A component that is there. `license` is its own SPDX expression, None where it has none.

    `elsewhere` says that it is not part of the release, whose licence is then not its own.
    """

    name: str
    license: str | None = None
    elsewhere: bool = False
    evidence: Signal | None = None


class Release(Struct, frozen=True):
    """The licences of a release: of everything in it, and of its code, data or document parts."""

    license: str | None = None
    of: Mapping[str, str] = field(default_factory=dict)


class Asked(Struct, frozen=True):
    """A component that a class asks for, and how a scan can see it, as in `rules/mof.toml`."""

    name: str
    klass: MofClass
    content: str
    signals: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    card: bool = False


class Framework(Struct, frozen=True):
    """The rules: what is asked for, what may stand in for what, and the open ids beyond OSI and FSF."""

    asked: tuple[Asked, ...]
    instead: Mapping[str, str]
    open: frozenset[str]


def evaluate(components: Iterable[Component], release: Release, catalog: Catalog) -> Mof:
    """The highest class that is complete, what the next one lacks, and the progress of each in percent."""
    rules = framework()
    gaps = _gaps({each.name: each for each in components}, release, rules, catalog)
    reached: MofClass | None = None
    progress: dict[MofClass, int] = dict.fromkeys(CLASSES, 0)
    for klass in CLASSES:
        wanted = _wanted(klass, rules, gaps)
        lacking = tuple(gaps[name] for name in wanted if name in gaps)
        progress[klass] = 100 * (len(wanted) - len(lacking)) // len(wanted)
        if lacking:
            return Mof(reached, lacking, progress)
        reached = klass
    return Mof(reached, (), progress)


def is_open(expression: str | None, catalog: Catalog) -> bool:
    """Whether a licence is open to the framework: one branch of an `OR`, every part of an `AND`."""
    if expression is None:
        return False
    try:
        return _is_open(parse(expression), catalog, framework().open)
    except ExpressionError:
        return False


def _is_open(tree: Expression, catalog: Catalog, ids: frozenset[str]) -> bool:
    if isinstance(tree, Leaf):
        rule = catalog.license(tree.id.rstrip("+"))
        return tree.id in ids or (
            rule is not None and (rule.osi_approved or rule.fsf_libre or rule.id in ids)
        )
    parts = [_is_open(arg, catalog, ids) for arg in tree.args]
    return all(parts) if isinstance(tree, And) else any(parts)


def _gaps(
    there: Mapping[str, Component], release: Release, rules: Framework, catalog: Catalog
) -> dict[str, MofGap]:
    """Why each component that does not count does not, by its name."""
    gaps = {}
    for asked in rules.asked:
        component = there.get(asked.name)
        if component is None:
            gaps[asked.name] = MofGap(asked.name, GapReason.NOT_SHOWN)
            continue
        theirs = None if component.elsewhere else release.of.get(asked.content) or release.license
        license = component.license or theirs
        if license is None:
            gaps[asked.name] = MofGap(asked.name, GapReason.LICENSE_UNKNOWN)
        elif not is_open(license, catalog):
            gaps[asked.name] = MofGap(asked.name, GapReason.NOT_OPEN)
    return gaps


def _wanted(klass: MofClass, rules: Framework, gaps: Mapping[str, MofGap]) -> list[str]:
    """The names that a class asks for, one that stands in for another in the other's place."""
    classes = CLASSES[: CLASSES.index(klass) + 1]
    names = [asked.name for asked in rules.asked if asked.klass in classes]
    spared = {name: other for name, other in rules.instead.items() if name in gaps and other not in gaps}
    return list(dict.fromkeys(spared.get(name, name) for name in names))


@lru_cache(maxsize=1)
def framework() -> Framework:
    """The rules of `rules/mof.toml`, the components in the order of their classes."""
    table = rules_table("mof.toml")
    asked = tuple(
        Asked(
            name,
            MofClass(entry["class"]),
            entry["content"],
            signals=tuple(entry.get("signals", ())),
            linked=tuple(entry.get("linked", ())),
            files=tuple(entry.get("files", ())),
            card=entry.get("card", False),
        )
        for name, entry in table["component"].items()
    )
    return Framework(asked, table["instead"], frozenset([*table["open_data"], *table["open_model"]]))
