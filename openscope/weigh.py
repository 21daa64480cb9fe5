"""What a report's restrictions mean for a company: which bind now, which start to, at what size. Pure.

Works on the public form (`openscope-report/1`): a saved report is weighed long after its scan.
"""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import asdict

from openscope.catalog import Catalog
from openscope.config import Company
from openscope.decide.binding import Duty, bears, duties, grant_beside
from openscope.decide.classify import standing
from openscope.expression import leaves, parse
from openscope.model import Bearing, Limit, Restriction

Json = dict[str, Any]

_LIMIT = ("metric", "op", "value", "unit", "period", "effect", "scope", "becomes")


def weighed(report: Json, company: Company | None, catalog: Catalog) -> Json:
    """A copy in which each restriction has its `bearing` and the `reason` of it, and each item its `duties`.

    `company` in the copy is what was stated, null where nobody stated anything: then a restriction that
    was judged by a policy keeps the bearing of that verdict, one that binds whoever uses the item binds,
    and all others are possible. A report that is weighed already stays as it is, unless a company is given.
    """
    if company is None and "company" in report:
        return report
    scales = _Scales(company or Company(), catalog)
    items = [scales.item(item, judged=company is None) for item in report["items"]]
    return {**report, "items": items, "company": None if company is None else _stated(company)}


class _Scales:
    """One company; what was weighed once is kept, since many items share few clauses."""

    def __init__(self, company: Company, catalog: Catalog) -> None:
        self._company = company
        self._catalog = catalog
        self._known: dict[tuple[Restriction | Duty, str | None, Restriction | None], Json] = {}

    def item(self, item: Json, *, judged: bool) -> Json:
        scope = item["scope"]
        verdict = item.get("verdict") if judged else None
        said = {(each["kind"], each["license"]): each for each in (verdict or {}).get("restrictions", ())}
        stated = [_restriction(each) for each in item["restrictions"]]

        def bearing(about: Restriction | Duty) -> Json:
            known = said.get((about.kind, about.license))
            if known is not None:
                return {"bearing": known["bearing"], "reason": known["reason"]}
            return self._weigh(about, scope, grant_beside(about, stated))

        restrictions = [
            {**each, **bearing(about)} for each, about in zip(item["restrictions"], stated, strict=True)
        ]
        owed = [
            {"kind": duty.kind, "license": duty.license, "summary": duty.summary, **bearing(duty)}
            for duty in self._duties(item, stated)
        ]
        return {**item, "restrictions": restrictions, "duties": owed}

    def _weigh(self, about: Restriction | Duty, scope: str | None, grant: Restriction | None) -> Json:
        key = (about, scope, grant)
        if key not in self._known:
            if about.kind in self._catalog.terms:
                state, reason = bears(about, self._company, scope, self._catalog, grant)
            else:  # a kind of a later version
                state, reason = Bearing.POSSIBLE, "these rules do not know this kind of restriction"
            self._known[key] = {"bearing": str(state), "reason": reason}
        return self._known[key]

    def _duties(self, item: Json, known: list[Restriction]) -> Iterator[Duty]:
        """What copyleft licences ask for, in the branch that was chosen."""
        chosen = item["license"]["chosen"] if item["copyleft"] else None
        for leaf in dict.fromkeys(leaves(parse(chosen))) if chosen else ():
            category, copyleft = standing(leaf, self._catalog, {})
            yield from duties(
                leaf.id, category, copyleft, [each for each in known if each.license == leaf.id]
            )


def _restriction(each: Json) -> Restriction:
    limit = each["limit"] and Limit(**{name: each["limit"].get(name) for name in _LIMIT})
    return Restriction(each["kind"], each["summary"], each["license"], each["quote"], each["clause"], limit)


def _stated(company: Company) -> Json:
    """What a company said of itself, in the words of its policy."""
    figures = {
        metric.replace("-", "_"): figure if isinstance(figure, int | float) else asdict(figure)
        for metric, figure in company.figures.items()
    }
    return {
        "facts": dict(company.facts),
        "figures": figures,
        "regions": None if company.regions is None else list(company.regions),
        "sector": company.sector,
    }
