"""The parameters of a Business Source License: when this version opens, and to what.

The header's keys come in any order and case, aligned, underlined or in Markdown, their values on
the same line or the next ones. Dates are written in half a dozen ways, one of them (year, day,
month) by a release script; a date that cannot be is read that way before it is given up.
"""

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.clause import clauses as clauses_in
from openscope.detect.flow import flow
from openscope.detect.limit import limits
from openscope.detect.page import Page
from openscope.detect.release import known_release
from openscope.detect.text import CUSTOM
from openscope.detect.words import declared_expression, together
from openscope.expression import ids
from openscope.model import Clause, Evidence, Limit, Reading, Role, Source
from openscope.regex import regex
from openscope.rulebook import engine

BUSL = "BUSL-1.1"
BUSINESS_SOURCE = {BUSL, "LicenseRef-scancode-bsl-1.0"}
_HEADER = {"licensor", "change date", "change license"}
_TITLE = regex(r"\bbusiness source licen[sc]e\b|\b(?:BSL|BUSL)\b", re.I)

_LONGEST_QUOTE = 400

# What a grant is read for besides its words and their limits: a service or a product that it leaves out.
_KEPT_BACK = frozenset({"no-hosted-service", "no-competing-product"})

# The cap that BUSL-1.1 itself sets ("or the fourth anniversary"), where the text names no other.
CAP_YEARS = 4

_KEYS = r"licensor|licensed work|additional use grant|change date|change license|use limitation|license"
_PARAMETER = regex(
    rf"^[ \t>*_#-]*(?:<u>)?(?P<key>{_KEYS})(?:</u>)?[*_]*[ \t]*:[ \t]*(?P<value>.*?)"
    rf"(?=^[ \t>*_#-]*(?:<u>)?(?:{_KEYS})(?:</u>)?[*_]*[ \t]*:|\n[ \t]*\n(?=\S)|^-{{5,}}|\Z)",
    re.I | re.M | re.S,
)
_ISO = regex(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LONG = regex(r"\b([A-Z][a-z]{2,8})\.? (\d{1,2}),? (\d{4})\b|\b(\d{1,2}) ([A-Z][a-z]{2,8})\.? (\d{4})\b")
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_PUBLISHER = regex(r",? as published by\b", re.I)
_RELATIVE = regex(r"\b(\d|one|two|three|four|five)\b[^.\n]{0,10}\byears?\b", re.I)
_ORDINAL = regex(r"\b(second|third|fourth|fifth)\s+anniversary", re.I)
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}


class Parameter(Struct, frozen=True):
    """One key of the header: its words and the lines they stand on."""

    value: str
    start_line: int
    end_line: int


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """A `delayed-open` clause with the date on which this version opens, and the grant's own words.

    The header alone makes a Business Source License, however its terms were amended; a licence
    named inside a parameter (the Change License) is not the licence of the file.
    """
    if page.document.role is not Role.LICENSE:
        return reading
    found = parameters(page.text)
    named = BUSINESS_SOURCE & set(ids(reading.expression))
    if not named and not (found.keys() >= _HEADER and _TITLE.search(page.text)):
        return reading
    license = min(named, default=BUSL)
    clauses = []
    if change := found.get("change date"):
        opens, period = _opening(change.value, found.get("licensed work"), page.text)
        limit = Limit(
            metric="date",
            op=">=",
            value=opens,
            unit=None,
            period=period,
            effect="converts-to-change-license",
            becomes=_change_license(found.get("change license"), page, catalog),
        )
        clauses.append(_clause(license, "delayed-open", "Change Date", change, page, limit))
    if grant := found.get("additional use grant"):  # "None" counts: it says that nothing was granted
        bounds = [*limits("revenue-threshold", grant.value), *limits("usage-threshold", grant.value)]
        bound = next(iter(bounds), None)
        clauses.append(_clause(license, "additional-use-grant", "Additional Use Grant", grant, page, bound))
        clauses += _kept_back(license, grant, page)
    first = min((parameter.start_line for parameter in found.values()), default=0)
    last = max((parameter.end_line for parameter in found.values()), default=0)
    evidence = tuple(e for e in reading.evidence if e.expression == license or not _touches(e, first, last))
    if not named:
        title = Evidence(Source.DETECTED, "parameters", license, page.document.path, first, last)
        evidence = (title, *(e for e in evidence if e.source is Source.DECLARED))
    whole = {
        e.expression: None for e in evidence if e.expression and set(ids(e.expression)) & set(_kept(reading))
    }
    return replace(
        reading,
        evidence=evidence,
        clauses=(*reading.clauses, *clauses),
        expression=together(list(dict.fromkeys([license, *whole]))),
    )


def _kept_back(license: str, grant: Parameter, page: Page) -> Iterator[Clause]:
    """What a grant leaves out: "provided that you may not use the Licensed Work for a Database Service"."""
    lines = page.text.splitlines()[grant.start_line - 1 : grant.end_line]
    for clause in clauses_in(flow(enumerate(lines, grant.start_line)), page.document.path):
        if clause.kind in _KEPT_BACK:
            yield replace(clause, license=license, limit=None)


def _kept(reading: Reading) -> tuple[str, ...]:
    """The ids of the file's expression that are no name of ours for a text we did not know."""
    return tuple(id for id in ids(reading.expression) if not id.startswith(CUSTOM))


def _touches(evidence: Evidence, first: int, last: int) -> bool:
    """Whether a match lies at least in part on the lines of the header."""
    start, end = evidence.start_line, evidence.end_line
    return start is not None and end is not None and start <= last and end >= first


def _clause(
    license: str, kind: str, key: str, parameter: Parameter, page: Page, limit: Limit | None = None
) -> Clause:
    quote = f"{key}: {parameter.value}"
    if len(quote) > _LONGEST_QUOTE:
        quote = quote[:_LONGEST_QUOTE].rpartition(" ")[0]
    return Clause(kind, page.document.path, parameter.start_line, parameter.end_line, quote, limit, license)


def parameters(text: str) -> dict[str, Parameter]:
    """The parameters of the header by their keys in lower case; the first of each counts."""
    found: dict[str, Parameter] = {}
    for match in _PARAMETER.finditer(text[:20_000]):
        value = " ".join(match["value"].split())
        start = text.count("\n", 0, match.start("value")) + 1
        end = start + match["value"].rstrip().count("\n")
        if value:
            found.setdefault(match["key"].lower(), Parameter(value, start, end))
    return found


def open_date(words: str) -> str | None:
    """The first date in the words as ISO 8601, None where they name none."""
    if iso := _ISO.search(words):
        year, month, day = map(int, iso.groups())
        return _date(year, month, day) or _date(year, day, month)
    if long := _LONG.search(words):
        name, number, in_year = (long[1], long[2], long[3]) if long[1] else (long[5], long[4], long[6])
        if (short := name[:3].lower()) in _MONTHS:
            return _date(int(in_year), _MONTHS.index(short) + 1, int(number))
    return None


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _opening(words: str, work: Parameter | None, text: str) -> tuple[str | None, str | None]:
    """The date on which it opens, and what it is counted from or, where that is not known, the words.

    The earliest of the date that stands there, the years after release that stand there, and the cap
    ("whichever comes first") counts; the last two need the release of the version.
    """
    fixed = open_date(words)
    stated = _RELATIVE.search(words)
    ordinal = _ORDINAL.search(text)
    years = _ORDINALS[ordinal[1].lower()] if ordinal else CAP_YEARS
    if stated:
        years = min(years, _COUNTS.get(stated[1].lower()) or int(stated[1]))
    release = known_release(work.value) if work else None
    if release is None:
        return (fixed, None) if fixed else (None, f"{years} years after the release of this version")
    capped = _years_later(release.on, years).isoformat()
    if fixed and fixed <= capped:
        return fixed, None
    return capped, f"{years} years after the release of {release.name} on {release.on.isoformat()}"


def _years_later(day: date, years: int) -> date:
    """The same day years later; of a 29 February, where that year has none, the day after it would be."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _change_license(parameter: Parameter | None, page: Page, catalog: Catalog) -> str | None:
    if parameter is None:
        return None
    words = _PUBLISHER.split(parameter.value)[0].rstrip(". ")
    return declared_expression(words, catalog) or engine(page.engine).recognise(words).expression
