"""Matches that stand together, and the licence that each group of them declares."""

from collections.abc import Iterator

from openscope.rulebook.found import Found, Kind
from openscope.rulebook.rules import terms

# Matches at most this many lines apart say one thing together.
_LINES_APART = 4
# A group of approximate matches none of which covers more of its rule than this declares nothing.
_CLUE_COVERAGE = 60
_LOW_RELEVANCE = 60
_FAR_DOWN = 1000
_SHORT = 3
_BARE = ("gpl_bare", "freeware_bare", "public-domain_bare")


class Detection:
    """A group of matches; `matches` are all of them, `declares` those whose licences it declares."""

    __slots__ = ("declares", "matches")

    def __init__(self, matches: list[Found]) -> None:
        self.matches = matches
        self.declares = _declared(matches)


def detect(found: list[Found]) -> list[Detection]:
    """The groups of matches that declare a licence, in the order of the text."""
    groups = [Detection(group) for group in _groups(found)]
    keys = {key for group in groups for key in _keys(group.declares)}
    for group in groups:
        # What alone would be too weak supports a licence that is declared elsewhere in the text.
        if not group.declares and len(groups) > 1 and not _only_clues(group.matches):
            own = _keys(group.matches)
            if own and own <= keys:
                group.declares = group.matches
    return [group for group in groups if group.declares]


def _groups(found: list[Found]) -> Iterator[list[Found]]:
    group: list[Found] = []
    for match in found:
        if not group or group[-1].rule.is_intro:
            group.append(match)
        elif match.rule.is_intro:
            yield group
            group = [match]
        elif match.rule.is_clue:
            yield group
            yield [match]
            group = []
        elif match.start_line <= group[-1].end_line + _LINES_APART:
            group.append(match)
        else:
            yield group
            group = [match]
    if group:
        yield group


def _declared(matches: list[Found]) -> list[Found]:
    """The matches of a group that declare its licence; none where it is a clue or false."""
    if _has_introduction(matches):
        return _without_introductions(matches)
    if any(match.rule.refers for match in matches) and not _has_extra_words(matches):
        return matches
    if _is_false(matches) or _only_clues(matches):
        return []
    if _is_correct(matches) or any(match.rule.is_unknown for match in matches):
        return matches
    return matches if any(match.coverage > _CLUE_COVERAGE for match in matches) else []


def _has_introduction(matches: list[Found]) -> bool:
    """Whether "this is licensed under" comes before the licence that it announces."""
    if len(matches) == 1 or all(map(_is_unknown_introduction, matches)):
        return False
    introduced = False
    for match in matches:
        if _is_unknown_introduction(match):
            introduced = True
        elif introduced and match.coverage >= 100 and not match.rule.is_unknown:
            return True
    if introduced:
        rest = _without_introductions(matches)
        return len(rest) < len(matches) and not any(match.coverage > 100 for match in rest)
    return False


def _is_unknown_introduction(match: Found) -> bool:
    rule = match.rule
    return rule.is_unknown and (rule.is_intro or rule.is_clue or rule.key == "free-unknown")


def _without_introductions(matches: list[Found]) -> list[Found]:
    return [match for match in matches if not _is_introduction(match)] or matches


def _is_introduction(match: Found) -> bool:
    rule = match.rule
    kind = rule.is_intro or rule.is_clue or rule.key == "free-unknown"
    return kind and (match.kind is Kind.EXACT or match.coverage == 100)


def _has_extra_words(matches: list[Found]) -> bool:
    return any(match.coverage * match.rule.relevance / 100 > match.score for match in matches)


def _is_correct(matches: list[Found]) -> bool:
    return all(match.kind is not Kind.APPROXIMATE and match.coverage == 100 for match in matches)


def _only_clues(matches: list[Found]) -> bool:
    return _is_correct(matches) and all(match.rule.is_clue for match in matches)


def _is_false(matches: list[Found]) -> bool:
    """Whether the words only look like a licence: a bare "GPL" in code, a word far down in a file."""
    if all(match.rule.relevance == 100 for match in matches) or all(map(_names_copyright, matches)):
        return False
    weak = all(match.rule.relevance < _LOW_RELEVANCE for match in matches)
    single = all(match.rule.length == 1 for match in matches)
    if len(matches) == 1 and weak and any(bare in matches[0].rule.name for bare in _BARE):
        return True
    if single and all("gpl" in match.rule.name for match in matches):
        return True
    start = min(match.start_line for match in matches)
    if weak and start > _FAR_DOWN and any(match.rule.length <= _SHORT for match in matches):
        return True
    return single and all(match.rule.is_tag for match in matches)


def _names_copyright(match: Found) -> bool:
    words = match.text.between(match.here.start, match.here.end)
    return "copyright" in words or "(c)" in words


def _keys(matches: list[Found]) -> frozenset[str]:
    return frozenset(key for match in matches for key in terms(match.rule.key))
