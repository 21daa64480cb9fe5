"""Whether a restriction binds a company: what it does, how large it is, where it operates.

Three-valued: what the policy does not state is possible, never no. What must be done for a kind to
bind is data (`binds` in `rules/terms.toml`, or in the licence's own file).
"""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from openscope.catalog import ALWAYS, TERRITORY, Catalog, RuleRestriction, Territory
from openscope.config import Company, Money
from openscope.model import Bearing, Category, Copyleft, Limit, Restriction
from openscope.regex import regex

# What the license of a tool asks of those who ship it, serve it or run it in production.
_SHIPPED = frozenset({"distributes", "hosted_service", "production"})
_NO_FIGURE = frozenset({"age", "date"})
# A figure that another one bounds from above: who has fewer monthly users has fewer daily ones.
_BOUNDED_BY = {
    "daily-active-users": "monthly-active-users",
    "monthly-revenue": "annual-revenue",
}
# An amount in the dollars of a year is indexed to prices. No such licence is older than 2019, and prices
# have not doubled since.
_INDEXED = regex(r"\(\d{4} dollars\)")
_MOST_INDEXED = 2
# What the licensor's own grant in the header of the licence takes back.
_LIFTED_BY = {"non-production-only": "additional-use-grant"}
# How the grant's own words begin (`detect/parameters.py`); the licence's text only says that one may be made.
_OWN_GRANT = regex(r"additional use grant:\s*(?P<none>none\b\W*$)?", re.I)


class Duty(Struct, frozen=True):
    """A restriction without the words of a clause: what the law of a licence's category asks for."""

    kind: str
    license: str
    summary: str


_DUTIES = {
    Copyleft.WEAK: (("share-alike", "Source of the licensed files, changes included, goes out with a copy"),),
    Copyleft.STRONG: (("share-alike", "Source of the whole work goes out with a copy"),),
    Copyleft.NETWORK: (
        ("share-alike", "Source of the whole work goes out with a copy"),
        ("network-source-disclosure", "Source is offered to those who use it over a network"),
    ),
}


def duties(
    license: str,
    category: Category,
    copyleft: Copyleft | None,
    known: Iterable[Restriction | RuleRestriction],
) -> Iterator[Duty]:
    """The source duties of a copyleft licence that `known` does not hold already."""
    if category is not Category.COPYLEFT or copyleft is None:
        return
    kinds = {each.kind for each in known}
    for kind, summary in _DUTIES[copyleft]:
        if kind not in kinds:
            yield Duty(kind, license, summary)


def grant_beside(restriction: Restriction | Duty, known: Iterable[Restriction]) -> Restriction | None:
    """What speaks of a grant that can lift this restriction, among the restrictions of an item: the
    licensor's own with a size, before one in words only, before the licence's word that one may be made.
    """
    kind = _LIFTED_BY.get(restriction.kind)
    grants = [each for each in known if each.kind == kind and each.license == restriction.license]
    return max(
        grants, key=lambda each: (bool(_OWN_GRANT.match(each.quote)), each.limit is not None), default=None
    )


def bears(
    restriction: Restriction | Duty,
    company: Company,
    scope: str | None,
    catalog: Catalog,
    grant: Restriction | None = None,
) -> tuple[Bearing, str]:
    """How a restriction bears on a company that uses an item of this scope, and why in one line. `grant` is
    what may take it back (`grant_beside`).
    """
    bearing, why = _bears(restriction, company, scope, catalog)
    if grant is None or bearing is Bearing.NOT_APPLY:
        return bearing, why
    own = _OWN_GRANT.match(grant.quote)
    if own is None:
        return (
            Bearing.POSSIBLE,
            "an additional use grant may allow it: the licensor's own words were not found",
        )
    if own["none"]:
        return bearing, f"{why}, and the licensor made no additional use grant"
    limit = grant.limit
    if limit is None or limit.metric in _NO_FIGURE:
        return Bearing.POSSIBLE, "the additional use grant decides: its words are to be read"
    passed, size = _passed(limit, company)
    if passed is False:
        return Bearing.NOT_YET, f"the additional use grant covers it: {size}"
    if passed is None:
        return Bearing.POSSIBLE, f"the additional use grant decides: {size}"
    return bearing, f"the additional use grant does not cover it: {size}"


def _bears(
    restriction: Restriction | Duty, company: Company, scope: str | None, catalog: Catalog
) -> tuple[Bearing, str]:
    term = catalog.terms[restriction.kind]
    conditions = _conditions(restriction, catalog)
    if not conditions:
        return Bearing.NOT_APPLY, term.why[0].lower() + term.why[1:].rstrip(".")
    quote = f"{restriction.quote} {restriction.summary}" if isinstance(restriction, Restriction) else ""
    done, why = _any(_all(words, company, scope, quote, catalog) for words in conditions)
    if done is False:
        return Bearing.NOT_APPLY, why
    limit = restriction.limit if isinstance(restriction, Restriction) else None
    if limit is None or limit.metric in _NO_FIGURE:
        return (Bearing.BINDS if done else Bearing.POSSIBLE), why
    passed, size = _passed(limit, company)
    if passed is False:
        return Bearing.NOT_YET, size
    if passed is None or done is None:
        return Bearing.POSSIBLE, size if passed is None else why
    return Bearing.BINDS, size


def _conditions(restriction: Restriction | Duty, catalog: Catalog) -> tuple[str, ...]:
    rule = catalog.license(restriction.license.rstrip("+"))
    for row in rule.restrictions if rule else ():
        if row.kind == restriction.kind and row.binds is not None:
            return row.binds
    return catalog.terms[restriction.kind].binds


# ── what the company does ────────────────────────────────────────────────────────────────────

_Answer = tuple[bool | None, str]


def _any(answers: Iterable[_Answer]) -> _Answer:
    """Yes if any is yes; possible if any is; no, with every reason, if none is."""
    found = list(answers)
    for wanted in (True, None):
        if (first := next((each for each in found if each[0] is wanted), None)) is not None:
            return first
    return False, " and ".join(dict.fromkeys(why for _, why in found))


def _all(words: str, company: Company, scope: str | None, quote: str, catalog: Catalog) -> _Answer:
    """No if any is no; possible if any is; yes, with every reason, if all are."""
    found = [_one(word, company, scope, quote, catalog) for word in words.split(" and ")]
    for wanted in (False, None):
        if (first := next((each for each in found if each[0] is wanted), None)) is not None:
            return first
    return True, " and ".join(why for _, why in found)


def _one(word: str, company: Company, scope: str | None, quote: str, catalog: Catalog) -> _Answer:
    if word == ALWAYS:
        if company.sector and re.search(rf"\b{re.escape(company.sector)}\b", quote, re.I):
            return True, f"it names your sector: {company.sector}"
        return True, "it binds whoever uses it"
    if word == TERRITORY:
        return _territory(company, quote, catalog)
    if scope == "development" and word in _SHIPPED:
        return False, "it is used in development only"
    words = catalog.company.facts[word]
    said = company.facts.get(word)
    if said is None:
        return None, f"[company] does not say whether you {words} ({word})"
    return (True, f"you {words}") if said else (False, f"you do not {words}")


def _territory(company: Company, quote: str, catalog: Catalog) -> _Answer:
    excluded = [place for place in catalog.company.territories if _names(place, quote)]
    if not excluded:
        return None, "which territories it excludes stands in the clause"
    codes = ", ".join(place.code for place in excluded)
    if company.regions is None:
        return None, f"it excludes {codes}, and [company] does not say where you operate (regions)"
    codes_of = {code for place in excluded for code in (place.code, *place.members)}
    inside = sorted(region for region in company.regions if region in codes_of)
    # Who operates in a union operates in its members, too.
    for place in catalog.company.territories:
        if place.code in company.regions and codes_of & set(place.members):
            inside.append(place.code)
    if inside:
        return True, f"it excludes {codes}, and you operate in {', '.join(dict.fromkeys(inside))}"
    return False, f"it excludes {codes}, where you do not operate"


def _names(place: Territory, quote: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", quote, re.I) for name in place.names)


# ── how large the company is ─────────────────────────────────────────────────────────────────


def _passed(limit: Limit, company: Company) -> _Answer:
    """Whether the company is where the limit takes effect, and how far it is from there."""
    name = limit.metric.replace("-", "_")
    threshold = limit.value
    if not isinstance(threshold, int | float):
        return None, f"the threshold stands in words: {limit.period or 'see the clause'}"
    unsaid = f"the threshold is {limit.op} {threshold:,} {_unit(limit)}, and [company] does not say {name}"
    figure, bound = company.figures.get(limit.metric), False
    if figure is None and (above := _BOUNDED_BY.get(limit.metric)) is not None:
        figure, bound = company.figures.get(above), True
    if figure is None:
        return None, unsaid
    if isinstance(figure, Money):
        currency = (limit.unit or "").partition(" ")[0]
        if figure.currency != currency:
            return None, (
                f"the threshold is in {currency or 'another currency'}, your figure in {figure.currency}: "
                "no conversion is made"
            )
        figure = figure.value
    passed = _holds(figure, limit.op, threshold)
    if bound and passed:
        return None, unsaid
    distance = _distance(figure, threshold, limit)
    if passed and _is_frozen(limit):
        return None, f"{distance}: what you have today does not tell"
    if passed and _INDEXED.search(_unit(limit)) and not _holds(figure, limit.op, threshold * _MOST_INDEXED):
        return None, f"{distance}, which rises with prices: what it is today is to be looked up"
    return passed, distance


def _is_frozen(limit: Limit) -> bool:
    """Some tests are made once, at the release of the version, and never again."""
    return limit.period is not None and "release" in limit.period


def _holds(figure: float, op: str, threshold: float) -> bool:
    if op == ">":
        return figure > threshold
    if op == ">=":
        return figure >= threshold
    if op == "<":
        return figure < threshold
    if op == "<=":
        return figure <= threshold
    return figure == threshold


def _unit(limit: Limit) -> str:
    return limit.unit or limit.metric


def _distance(figure: float, threshold: float, limit: Limit) -> str:
    once = f", tested in the {limit.period}" if _is_frozen(limit) else ""
    whole = f"the threshold of {threshold:,} {_unit(limit)}{once}"
    if threshold <= 0 or figure == float("inf"):
        return f"you have {figure:,} against {whole}"
    share = figure / threshold * 100
    shown = f"{share:.0f}" if share >= 10 or share == 0 else f"{share:.2g}"
    return f"you are at {shown} % of {whole}"
