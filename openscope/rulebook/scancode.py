"""ScanCode's licence detection behind the `Engine` seam: the one adapter of `licensedcode`.

Its index takes seconds to load and 1.4 GB; a process loads it at most once, and only when a text
needs it. It knows nothing of our marks.
"""

import time
from typing import Any

from openscope.catalog import Catalog, load_catalog
from openscope.expression import Expression, canonicalise, leaves, parse
from openscope.rulebook.combine import combine
from openscope.rulebook.result import Match, Recognised

# ScanCode needs a few tenths of a second for a common source file; a file that takes this long
# is one of its pathological cases, and is reported as not examined.
TIMEOUT_SECONDS = 120.0


class ScanCode:
    """The original engine: exact, approximate and tag matching over 37,000 rules."""

    def __init__(self) -> None:
        """Load the index; takes 5 to 10 seconds."""
        from licensedcode.cache import get_index

        self._catalog = load_catalog()
        self._index = get_index()
        self._correct_rules()

    def recognise(self, text: str, residue: bool = False) -> Recognised:
        """See `Engine.recognise`."""
        from licensedcode.detection import detect_licenses

        started = time.monotonic()
        detections = [
            detection
            for detection in detect_licenses(
                index=self._index, query_string=text, deadline=time.time() + TIMEOUT_SECONDS
            )
            if detection.license_expression
        ]
        if time.monotonic() - started > TIMEOUT_SECONDS:
            raise TimeoutError(f"licence detection took over {TIMEOUT_SECONDS:.0f} seconds")
        matches = [match for detection in detections for match in detection.matches]
        if not matches:
            return Recognised(residue=_all_lines(text) if residue else ())
        coverage, left = _explained(text, matches)
        return Recognised(
            matches=tuple(
                sorted(map(self._match, matches), key=lambda m: (m.start_line, m.end_line, m.rule))
            ),
            expression=combine(self._spdx(detection.license_expression) for detection in detections),
            coverage=coverage,
            residue=left if residue else (),
        )

    def _match(self, match: Any) -> Match:
        return Match(
            rule=match.rule.identifier,
            expression=str(self._spdx(match.rule.license_expression)),
            start_line=match.start_line,
            end_line=match.end_line,
            score=round(float(match.score()) / 100, 4),
            text=bool(match.rule.is_license_text),
            refers=tuple(match.rule.referenced_filenames or ()),
        )

    def _spdx(self, expression: str) -> Expression:
        return self._catalog.ridden(canonicalise(expression, self._catalog.from_key))

    def _correct_rules(self) -> None:
        """Put the known mislabels of the licence data right, in the loaded index."""
        for rule in self._index.rules_by_rid:
            right = self._catalog.corrections.get(rule.identifier)
            if right is not None:
                rule.license_expression = _to_keys(right, self._catalog)


def _to_keys(expression: str, catalog: Catalog) -> str:
    """An SPDX expression in the licence data's own keys."""
    text = expression
    for leaf in leaves(parse(expression)):
        rule = catalog.license(leaf.id)
        if rule and rule.key:
            text = text.replace(leaf.id, rule.key)
    return text


def _all_lines(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def _explained(text: str, matches: list[Any]) -> tuple[float, tuple[tuple[int, str], ...]]:
    """The share of words that the matches explain, and the lines with words that none does."""
    query = matches[0].query
    positions = {position for match in matches for position in match.qspan}
    known = len(query.line_by_pos)
    unknown = sum(query.unknowns_by_pos.values())
    left: dict[int, int] = {}
    for position, line in enumerate(query.line_by_pos):
        if position not in positions:
            left[line] = left.get(line, 0) + 1
    for position, count in query.unknowns_by_pos.items():
        line = query.line_by_pos[max(position, 0)]
        left[line] = left.get(line, 0) + count
    lines = text.splitlines()
    residue = tuple((line, lines[line - 1]) for line in sorted(left) if line <= len(lines))
    return round(len(positions) / max(known + unknown, 1), 4), residue
