"""The verdict: what the facts come to, in plain sentences, each made from counts."""

from collections import Counter
from collections.abc import Iterator, Sequence

from openscope.model import Bearing, Category, OpennessClass
from openscope.render.page.bearing import by_bearing, size_bound
from openscope.render.page.clauses import Clause, KindCount
from openscope.render.page.scales import conversions, thresholds
from openscope.render.page.shares import by_kind
from openscope.schema import Json

_PLURALS = {"project": "projects", "package": "packages", "model": "models", "dataset": "datasets"}
_NAMED = 3


def paragraphs(report: Json, found: Sequence[Clause], kinds: Sequence[KindCount]) -> list[str]:
    """What is there and may be done with it, what restricts it, how open the models are and from what size
    that changes, and what is open: a short paragraph for each.
    """
    items = report["items"]
    doubts = " ".join(_doubts(report))
    if not items:
        return ["Nothing was found that a licence question could be asked about.", doubts]
    parts = [counted(count, kind, _PLURALS[kind]) for kind, count in by_kind(items).items()]
    targets = counted(len(report["targets"]), "target")
    there = f"{targets} {'holds' if len(report['targets']) == 1 else 'hold'} {_joined(parts)}."
    groups: tuple[tuple[str, ...], ...] = (
        (there, *_permitted(items)),
        (*_restricted(items, kinds), *_bearing(report)),
        (*_models([item for item in items if item["openness"]]), *_sizes(found)),
        (doubts,),
    )
    return [" ".join(group) for group in groups if group]


def _permitted(items: Sequence[Json]) -> Iterator[str]:
    counts = Counter(item["category"] for item in items)
    free, copyleft = counts[Category.PERMISSIVE], counts[Category.COPYLEFT]
    if free:
        yield f"{of(free, len(items))} may be used, changed and sold with notices at most."
    if copyleft:
        verb, them = ("is", "it") if copyleft == 1 else ("are", "them")
        yield f"{of(copyleft, len(items))} {verb} copyleft: what is built on {them} must be opened too."
    if unknown := counts[Category.UNKNOWN]:
        yield f"For {of(unknown, len(items))} nobody has said yes: the licence is unknown."
    else:
        yield "Every item has a licence that is known."


def _restricted(items: Sequence[Json], kinds: Sequence[KindCount]) -> Iterator[str]:
    closed = sum(item["category"] in (Category.SOURCE_AVAILABLE, Category.PROPRIETARY) for item in items)
    if closed:
        yield f"{of(closed, len(items))} {'comes' if closed == 1 else 'come'} under terms that restrict use."
    stops = [each for each in kinds if each.severity == "block"]
    if stops:
        named = [f"{each.kind} ({counted(each.count, 'item')})" for each in stops[:_NAMED]]
        more = f" and {counted(len(stops) - _NAMED, 'other kind')}" if len(stops) > _NAMED else ""
        yield f"Restrictions that can stop a company outright: {', '.join(named)}{more}."
    elif kinds:
        yield "No restriction stops a company outright; some set limits and duties."
    else:
        yield "No restriction on use was found."


def _bearing(report: Json) -> Iterator[str]:
    """How many items the company is bound by, where it said what it does."""
    if report["company"] is None:
        return
    counts = {share.word: share.count for share in by_bearing(report["items"])}
    bound, possible = counts[Bearing.BINDS], counts[Bearing.POSSIBLE]
    verb = "carries" if bound == 1 else "carry"
    said = [f"{counted(bound, 'item')} {verb} a clause or duty that binds it now"]
    if possible:
        said.append(f"{possible:,} more may, by what it does not state")
    if later := size_bound(report["items"]):
        verb = "has" if later == 1 else "have"
        said.append(f"{counted(later, 'item')} {verb} one that starts at a larger size")
    yield f"By what the company states of itself, {_joined(said)}."


def _models(models: Sequence[Json]) -> Iterator[str]:
    if not models:
        return
    counts = Counter(model["openness"]["class"] for model in models)
    said = [
        f"{counts[klass]} {word}"
        for klass, word in (
            (OpennessClass.FULLY_OPEN, "fully open"),
            (OpennessClass.OPEN_WEIGHTS, "open weights"),
            (OpennessClass.RESTRICTED_WEIGHTS, "restricted weights"),
            (OpennessClass.CLOSED, "closed"),
            (OpennessClass.UNKNOWN, "unknown"),
        )
        if counts[klass]
    ]
    yield f"Of {counted(len(models), 'model')}: {_joined(said)}."


def _sizes(found: Sequence[Clause]) -> Iterator[str]:
    axes = thresholds(found)
    marks = [mark for axis in axes for mark in axis.marks]
    if marks:
        named = list(dict.fromkeys(mark.figure for mark in marks))
        more = [f"{len(named) - _NAMED:,} more"] if len(named) > _NAMED else []
        yield f"Rights or duties change with size: {_joined([*named[:_NAMED], *more])}."
    line, open_ = conversions(found)
    if line:
        reached = len({item for mark in line.marks for item in mark.items})
        verb = "opens" if reached == 1 else "open"
        yield f"{counted(reached, 'item')} {verb} on a known date, the first on {line.marks[0].figure}."
    if open_:
        reached = len({item for each in open_ for item in each.items})
        yield f"For {counted(reached, 'item')} the licence opens later, by a rule that gives no date."


def _doubts(report: Json) -> Iterator[str]:
    findings = sum(len(item["findings"]) for item in report["items"]) + len(report.get("findings", ()))
    if findings:
        yield f"{counted(findings, 'finding')} {'asks' if findings == 1 else 'ask'} for a person's look."
    missed = sum(not skip["expected"] for skip in report["skipped"])
    yield (
        f"{counted(missed, 'thing')} could not be examined and may hold more."
        if missed
        else "Everything that was asked for could be examined."
    )


def counted(count: int, word: str, plural: str | None = None) -> str:
    """A count with its word: "1 item", "1,200 items"."""
    return f"{count:,} {word if count == 1 else plural or word + 's'}"


def of(count: int, total: int) -> str:
    """A part of the items: "12 of 40 items (30%)"."""
    share = 100 * count / total
    percent = "under 1" if 0 < share < 1 else "over 99" if 99 < share < 100 else f"{share:.0f}"
    return f"{count:,} of {counted(total, 'item')} ({percent}%)"


def _joined(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
