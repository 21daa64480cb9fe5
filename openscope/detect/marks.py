"""Near relatives told apart: licences that our rules identify by phrases that only they have.

Llama 3 and 3.1 share most of their words, and the licence data knows one of them; some licences it
does not know at all. Where every mark of a licence stands, the matches around them are its words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from openscope.catalog import Catalog, LicenseRule
from openscope.rulebook import Match, Recognised

# Matches at most this many lines apart belong to one text.
_LINES_APART = 4


class Marked(Struct, frozen=True):
    """A licence all of whose marks stand in a text, and the lines from the first to the last."""

    rule: LicenseRule
    start_line: int
    end_line: int


def marked(found: Recognised, catalog: Catalog) -> list[Marked]:
    """The licences whose marks all stand in a text, in the order of their ids."""
    places: dict[str, dict[str, Match]] = defaultdict(dict)
    for mark in found.marks:
        places[mark.expression].setdefault(mark.rule, mark)
    return list(_complete(places, catalog))


def _complete(places: dict[str, dict[str, Match]], catalog: Catalog) -> Iterator[Marked]:
    for id, marks in sorted(places.items()):
        rule = catalog.license(id)
        if rule is not None and len(marks) == len(set(rule.marks)):
            first = min(mark.start_line for mark in marks.values())
            yield Marked(rule, first, max(mark.end_line for mark in marks.values()))


def others(matches: Sequence[Match], each: Sequence[Marked]) -> tuple[Match, ...]:
    """The matches that are not words of the marked licences: they stand apart from them."""
    rest = list(matches)
    for one in each:
        start, end = one.start_line, one.end_line
        grown = True
        while grown:
            near = [
                m for m in rest if m.start_line <= end + _LINES_APART and m.end_line >= start - _LINES_APART
            ]
            rest = [m for m in rest if m not in near]
            grown = bool(near)
            start = min([start, *(m.start_line for m in near)])
            end = max([end, *(m.end_line for m in near)])
    return tuple(rest)
