"""Licence texts, notices and references in a text, by the engine of `openscope.rulebook`.

A licence file that known texts explain by less than half is an unrecognised custom licence: it is
never named after the fragment of another licence that it holds.
"""

import re
from collections.abc import Callable

from msgspec.structs import replace

from openscope.catalog import Catalog, normal_text
from openscope.detect import tag
from openscope.detect.changed import Changed, changed
from openscope.detect.choice import offered
from openscope.detect.context import is_code, is_data, is_german, is_test
from openscope.detect.exception import with_exception
from openscope.detect.flow import Flow, flow
from openscope.detect.marks import Marked, marked, others
from openscope.detect.normal import fingerprint, plain
from openscope.detect.opening import with_opening, without_apart
from openscope.detect.page import Page
from openscope.detect.words import together
from openscope.expression import ids
from openscope.model import Evidence, Reading, Role, SkipCode, Skipped, Source
from openscope.regex import regex
from openscope.rulebook import CATCH_ALL, Match, Recognised, engine

# Below this share of explained words a licence file is its own licence.
HALF = 0.5
# A licence file this short ("MIT", "See COPYING") names a licence; it is none.
SHORTEST_LICENSE_WORDS = 40

# "The code in this repository is under …", but not "the code and model weights are under …".
_ABOUT_CODE = regex(
    r"\bcode(?:base)?\b(?! (?:and|&|or) (?:the )?(?:\w+ )?(?:weights|models?|checkpoints|parameters))"
    r"|代码(?!和)",
    re.I,
)

# A symbolic link that was packed as a file: its text is where the licence lies, elsewhere.
_ONLY_A_PATH = regex(r"\s*(?:\.{1,2}/)+[\w.+/-]{1,200}\s*")

CUSTOM = "LicenseRef-openscope-custom-"
RIDER = "LicenseRef-openscope-rider-"
CHANGED = "changed"  # the detector of words that were added to a licence


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """Evidence for each match, the expression of the file, its coverage and its residue."""
    if page.document.role is Role.HEADER:  # names of licences, read by the detector of headers
        return reading
    text = tag.blank(page.body)
    licensing = page.document.role is not Role.OTHER
    is_license = page.document.role is Role.LICENSE
    if not text.strip() or (is_license and _ONLY_A_PATH.fullmatch(text)):
        return replace(reading, expression=_tags(reading))
    try:
        found = engine(page.engine).recognise(text, residue=is_license)
    except TimeoutError as error:
        return replace(reading, skipped=Skipped(page.document.path, SkipCode.TIMEOUT, str(error)))
    if each := marked(found, catalog):
        return _as_marked(each, found, page, reading)
    named, other = None, list[Changed]()
    if is_license or page.document.role is Role.CARD:
        left = frozenset(number for number, _ in found.residue) if is_license else None
        other = changed(found.matches, text, catalog, left)
    if is_license:
        named = found.expression if not other else None
        found = without_apart(_as_license_file(found, text, catalog, other), text)
        found = with_opening(offered(found), text, CUSTOM)
        named = named if found.expression and found.expression.startswith(CUSTOM) else None
    if page.document.role is Role.README:
        found = offered(found)
    if page.document.role is Role.CARD:
        running = page.running if text is page.body else flow(enumerate(text.splitlines(), 1))
        found = _with_changed(_as_card(_without_changed(found, other), running), text, other)
    if any(match.expression == "MIT" and match.start_line == match.end_line for match in found.matches):
        found = _without_german(found, text)
    if not licensing and found.matches and is_code(page.document.path):
        found = _as_code(found, text, is_test(page.document.path))
    tags = _tags(reading)
    expression = with_exception(
        together([part for part in (tags, found.expression) if part]), found.matches, catalog
    )
    return replace(
        reading,
        evidence=(
            *reading.evidence,
            *(_evidence(match, page) for match in found.matches),
            *(_evidence_of_change(each, page) for each in other),
        ),
        expression=expression,
        coverage=found.coverage,
        residue=found.residue,
        see=tuple((m.start_line, n) for m in found.matches if m.expression in CATCH_ALL for n in m.refers),
        named=named,
    )


def _tags(reading: Reading) -> str | None:
    return together([e.expression for e in reading.evidence if e.detector == "tag" and e.expression])


def _evidence(match: Match, page: Page) -> Evidence:
    return Evidence(
        Source.DETECTED,
        "text",
        match.expression,
        page.document.path,
        match.start_line,
        match.end_line,
        match.score,
        rule=match.rule,
    )


def _evidence_of_change(each: Changed, page: Page) -> Evidence:
    """The words that were added, with the name of what they were added to as the rule."""
    return Evidence(
        Source.DETECTED,
        CHANGED,
        None,
        page.document.path,
        each.line,
        each.line,
        each.match.score,
        quote=each.quote,
        rule=each.match.expression,
    )


def _as_marked(each: list[Marked], found: Recognised, page: Page, reading: Reading) -> Reading:
    """The reading of a text with the marks of licences: they stand for the matches around them.

    In a licence file, what is left over counts only where it is another licence's whole text.
    """
    left = [match for match in others(found.matches, each) if match.expression not in CATCH_ALL]
    if page.document.role is not Role.OTHER:
        left = [match for match in left if match.whole]
    evidence = [
        Evidence(
            Source.DETECTED,
            "marks",
            one.rule.id,
            page.document.path,
            one.start_line,
            one.end_line,
            quote=one.rule.marks[0],
            rule=one.rule.id,
        )
        for one in each
    ]
    return replace(
        reading,
        evidence=(*reading.evidence, *evidence, *(_evidence(match, page) for match in left)),
        expression=together([*(one.rule.id for one in each), *(match.expression for match in left)]),
        coverage=found.coverage,
    )


def _without_changed(found: Recognised, other: list[Changed]) -> Recognised:
    """Without the matches with licences that were changed."""
    if not other:
        return found
    matches = _without_those(found.matches, other)
    return replace(found, matches=matches, expression=together([match.expression for match in matches]))


def _with_changed(found: Recognised, text: str, other: list[Changed]) -> Recognised:
    """With the text of each licence that was changed as a custom one."""
    if not other:
        return found
    lines = text.splitlines()
    spans = ["\n".join(lines[each.match.start_line - 1 : each.match.end_line]) for each in other]
    named = [found.expression] if found.expression else []
    return replace(found, expression=together([*named, *(CUSTOM + fingerprint(span) for span in spans)]))


def _without_those(matches: tuple[Match, ...], other: list[Changed]) -> tuple[Match, ...]:
    return tuple(match for match in matches if all(each.match != match for each in other))


def _as_license_file(found: Recognised, text: str, catalog: Catalog, other: list[Changed]) -> Recognised:
    """A licence file's own reading: neither a fragment, nor a near relative, nor a licence that was changed
    names a custom licence.
    """
    matches = tuple(
        match for match in _without_those(found.matches, other) if not _only_resembles(match, text, catalog)
    )
    short = found.expression is not None and len(text.split()) < SHORTEST_LICENSE_WORDS
    if matches == found.matches and (found.coverage >= HALF or short):
        return found
    whole = tuple(match for match in matches if match.whole)
    custom = CUSTOM + fingerprint(text)
    residue = tuple((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    return replace(
        found,
        matches=whole,
        expression=together([*(match.expression for match in whole), custom]),
        residue=found.residue if whole else residue,
    )


def _as_card(found: Recognised, running: Flow) -> Recognised:
    """A card's own reading: the licence of the code beside a model is not that of its weights."""
    speaks = [
        match.expression
        for match in found.matches
        if not _ABOUT_CODE.search(running.around(match.start_line, match.end_line))
    ]
    return found if len(speaks) == len(found.matches) else replace(found, expression=together(speaks))


def _as_code(found: Recognised, text: str, test: bool) -> Recognised:
    """A program's own reading: words that it works with are not its licence."""
    return _without(found, text, lambda _, line: is_data(line, test))


def _without_german(found: Recognised, text: str) -> Recognised:
    return _without(found, text, lambda match, line: match.expression == "MIT" and is_german(line))


def _without(found: Recognised, text: str, wrong: Callable[[Match, str], bool]) -> Recognised:
    """Without the matches on one line that are wrong there."""
    lines = text.split("\n")
    stands = tuple(
        match
        for match in found.matches
        if match.start_line != match.end_line or not wrong(match, lines[match.start_line - 1])
    )
    if len(stands) == len(found.matches):
        return found
    return replace(found, matches=stands, expression=together([match.expression for match in stands]))


def _only_resembles(match: Match, text: str, catalog: Catalog) -> bool:
    """Whether a match with a licence's full text is an approximate one, and words that make up the
    licence (the quotes of its curated restrictions) do not stand here.
    """
    if not match.text or match.whole:
        return False
    rules = [rule for id in ids(match.expression) if (rule := catalog.license(id))]
    words = plain(text)
    return any(normal_text(row.quote) not in words for rule in rules for row in rule.restrictions)
