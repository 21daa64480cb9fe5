"""From what was read in the documents to an assessment of each item: conclude, classify, restrict, check."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.checks import run_checks
from openscope.checks.case import Case
from openscope.decide.bases import bases
from openscope.decide.classify import classify
from openscope.decide.compatibility import conflicts
from openscope.decide.components import openness_class
from openscope.decide.conclude import conclude
from openscope.decide.datasets import is_tuned, training_data
from openscope.decide.datasets import signals as data_signals
from openscope.decide.developer import developer
from openscope.decide.digest import evidence_digest
from openscope.decide.inherit import binds, inherit
from openscope.decide.known import known, released, service_of
from openscope.decide.openness import openness
from openscope.decide.references import assess_reference, referenced, settled, with_references
from openscope.decide.restrict import restrict
from openscope.detect.listing import listed
from openscope.detect.stated import stated
from openscope.detect.told import told
from openscope.expression import ids
from openscope.model import (
    Assessment,
    Category,
    Clause,
    Collected,
    Conflict,
    Copyright,
    Evidence,
    Examined,
    Item,
    Kind,
    Pillar,
    PillarState,
    Role,
    Signal,
)
from openscope.textfile import WEIGHTS_REASON

NO_COPY = "no copy on this machine and no registry was asked"
"""Why the licence of a dependency is unknown of which nothing is here to be read."""


_MOST_CANDIDATES = 4


class Draft(Struct, frozen=True):
    """An item's assessment before it is compared with other items, what the checks will see of it, and
    what speaks for its pillars: nothing of what the tree only refers to.
    """

    assessment: Assessment
    case: Case | None
    signals: tuple[Signal, ...] = ()


def assess(targets: Sequence[tuple[Collected, Sequence[Examined]]], catalog: Catalog) -> list[Assessment]:
    """One assessment for each item of each target, in their order."""
    alone = [
        draft
        for number, (target, examined) in enumerate(targets)
        for draft in drafts(target, examined, catalog, number)
    ]
    datasets = {
        draft.assessment.item.name.lower(): draft.assessment
        for draft in alone
        if draft.assessment.item.kind is Kind.DATASET and draft.case
    }
    alone = [with_data(draft, datasets, catalog) for draft in alone]
    heirs = inherit([draft.assessment for draft in alone], catalog)
    against = conflicts(heirs, catalog)
    return [
        finished(each, draft, against.get(number, ()), catalog)
        for number, (each, draft) in enumerate(zip(heirs, alone, strict=True))
    ]


def with_data(draft: Draft, datasets: Mapping[str, Assessment], catalog: Catalog) -> Draft:
    """A model with the datasets that its card names, and with what they say of its pillars."""
    each, case = draft.assessment, draft.case
    if case is None or each.openness is None:
        return draft
    data = training_data(each.item, case.examined, datasets, catalog)
    if not data:
        return draft
    signals = (*draft.signals, *data_signals(data, draft.signals, is_tuned(each), catalog))
    state = openness(each.category, each.restrictions, signals, catalog)
    return Draft(replace(each, datasets=data, openness=state), replace(case, datasets=data), signals)


def finished(each: Assessment, draft: Draft, against: tuple[Conflict, ...], catalog: Catalog) -> Assessment:
    """What follows from an item, its bases and dependencies together: its openness class, the findings."""
    if who := developer(each.item, catalog):
        each = replace(each, developer=who)
    case = draft.case
    if case is None:
        return each
    if each.openness:
        bound = dict.fromkeys(r.license for r in each.restrictions if binds(each, r, catalog))
        mof = openness_class(each.item.name, each.chosen, [*bound], draft.signals, case.examined, catalog)
        each = replace(each, openness=replace(each.openness, mof=mof))
    whole = replace(
        case,
        restrictions=each.restrictions,
        openness=each.openness,
        lineage=each.lineage,
        conflicts=against,
    )
    found = run_checks(whole)
    return replace(each, findings=found) if found else each


def drafts(target: Collected, examined: Sequence[Examined], catalog: Catalog, number: int) -> Iterator[Draft]:
    """What follows from the documents of each item of a target alone."""
    by_item: dict[str, list[Examined]] = defaultdict(list)
    for each in examined:
        by_item[each.document.item].append(each)
    weights = _weights(target)
    named = referenced(each for one in examined for each in one.reading.references)
    places, elsewhere = settled(named, target.items)
    for item in target.items:
        documents = by_item[item.key]
        if item.dependency and item.dependency.licenses:
            documents = [*documents, listed(item, catalog)]
        if item.stated:
            documents = [*documents, *stated(item, item.stated, catalog)]
        if item.dependency and item.dependency.told and item.dependency.told.licenses:
            documents = [*documents, told(item, catalog)]
        draft = _draft(item, documents, weights.get(item.key), catalog, number)
        yield replace(draft, assessment=with_references(draft.assessment, places))
    for found in elsewhere:
        yield Draft(assess_reference(found, catalog, number), None)


def _draft(
    item: Item, examined: Sequence[Examined], weights: Signal | None, catalog: Catalog, number: int
) -> Draft:
    conclusion = known(item, conclude(examined, catalog, item.kind is Kind.MODEL), catalog)
    clauses = clauses_by_license(examined, catalog)
    verdict = classify(conclusion.license.concluded, catalog, clauses, conclusion.candidates)
    restrictions = restrict(verdict.chosen, catalog, clauses, conclusion.evidence)
    signals = tuple(signal for each in examined if each.document.own for signal in each.reading.signals)
    signals = (weights, *signals) if weights else signals
    signals += released(item, catalog)
    category, closed = verdict.category, None
    if category is Category.UNKNOWN and (closed := service_of(item, catalog)) is not None:
        category = Category.PROPRIETARY
        signals = (Signal(Pillar.WEIGHTS, PillarState.CLOSED, "service-only", item.path or item.id), *signals)
    state = None
    if item.kind is Kind.MODEL:
        state = openness(category, restrictions, signals, catalog)
    case = Case(
        item=item,
        license=conclusion.license,
        category=category,
        contradiction=conclusion.contradiction,
        openness=state,
        restrictions=restrictions,
        examined=tuple(examined),
        catalog=catalog,
    )
    assessment = Assessment(
        item=item,
        license=conclusion.license,
        category=category,
        copyleft=verdict.copyleft,
        because=closed or _because(case, conclusion.candidates),
        chosen=verdict.chosen,
        openness=state,
        bases=bases(item, examined, catalog) if item.kind is Kind.MODEL else (),
        restrictions=restrictions,
        evidence=conclusion.evidence,
        copyrights=_copyrights(examined),
        evidence_sha256=_digest(conclusion.evidence, examined),
        target=number,
    )
    return Draft(assessment, case, signals)


def _copyrights(examined: Sequence[Examined]) -> tuple[Copyright, ...]:
    """Each line once, from the first file that holds it."""
    found: dict[str, Copyright] = {}
    for each in examined:
        if each.document.own or each.document.role is Role.LICENSE:
            for line, said in each.reading.holders:
                found.setdefault(said, Copyright(said, each.document.path, line))
    return tuple(found.values())


def _digest(evidence: Sequence[Evidence], examined: Sequence[Examined]) -> str | None:
    texts = {each.document.path: each.reading.sha256 for each in examined if each.reading.sha256}
    return evidence_digest(evidence, texts) if evidence else None


def clauses_by_license(examined: Sequence[Examined], catalog: Catalog) -> dict[str, tuple[Clause, ...]]:
    """The clauses by the licence they belong to: their own, or the text that the catalog does not know."""
    found: dict[str, tuple[Clause, ...]] = {}
    for each in examined:
        unknown = next((id for id in ids(each.reading.expression) if catalog.license(id) is None), None)
        for clause in each.reading.clauses:
            if license := clause.license or unknown:
                found[license] = (*found.get(license, ()), clause)
    return found


def _because(case: Case, candidates: Sequence[str]) -> str | None:
    """Which of the two kinds of "unknown" it is, and why no licence is concluded; None where all is known.
    `candidates` are the licences that an ambiguous declaration may mean.
    """
    answer = case.item.dependency.told if case.item.dependency else None
    unread = f", and {answer.unread}" if answer and answer.unread else ""
    if candidates and case.license.concluded is None:
        more = " …" if len(candidates) > _MOST_CANDIDATES else ""
        return f"what is declared may mean {' or '.join(candidates[:_MOST_CANDIDATES])}{more}{unread}"
    if case.category != "unknown":
        return None
    if case.license.concluded and (case.license.detected or not case.license.declared):
        return "text was found that is not understood"
    if case.license.declared:
        return f"what is declared names no known licence{unread}"
    if case.item.dependency and (not case.examined or (answer and answer.problem)):
        problem = f"no copy on this machine, and {answer.problem}" if answer and answer.problem else None
        return f"{problem}{unread}" if problem else NO_COPY
    broken = any(each.reading.skipped for each in case.own(Role.LICENSE))
    return "a licence file could not be read" if broken else "nothing was found"


def _weights(target: Collected) -> dict[str, Signal]:
    """The first weight file of each item that has one in its tree."""
    paths = [skip.path for skip in target.skipped if skip.reason == WEIGHTS_REASON]
    keys = {item.key for item in target.items}
    found: dict[str, Signal] = {}
    for path in sorted(paths):
        above = path if path in keys else path.rpartition("/")[0]
        while above and above not in keys:
            above = above.rpartition("/")[0]
        signal = Signal(Pillar.WEIGHTS, PillarState.OPEN, "weights-file", path, quote=path.rpartition("/")[2])
        found.setdefault(above or ".", signal)
    return found
