"""From everything found to what is reported: weak, false and duplicate matches go."""

from collections.abc import Callable

import numpy as np

from openscope.regex import regex
from openscope.rulebook.found import Found, Kind
from openscope.rulebook.overlap import drop_contained, drop_overlapping, merge
from openscope.rulebook.phrases import phrases_stand
from openscope.rulebook.reading import Text
from openscope.rulebook.rules import terms
from openscope.rulebook.span import covered
from openscope.rulebook.words import Flags

# Below these sizes an approximate match may not be thinner than the density: size, heavy words, density.
_DENSITIES = ((10, None, 0.1), (15, None, 0.2), (20, 5, 0.3), (30, 8, 0.4))
_LEAST_DENSITY = 0.4
# Less of a rule than this names nothing: licences share paragraphs with texts unlike them.
_LEAST_COVERAGE = 50
# In a short notice of which less than this stands, the words that are missing may be the licence's name.
_LEAST_COVERAGE_OF_NOTICE, _NOTICE_LENGTH = 75, 40
# A rule of which more than the first (in percent) stands makes one of which less than the second does
# meaningless, where they share more than the third of its words.
_NEARLY_WHOLE, _PART, _MOST = 90, 75, 0.6
_SMALL_COVERAGE = 80
_NAME_WORDS = 3
_GAP = regex(r"[^a-z0-9+]+")
_LIST_LENGTH = 15
_LIST_DISTANCE = 10
_LIST_MATCH = 20


def refine(found: list[Found], inner: Callable[[Flags], list[Found]] | None = None) -> list[Found]:
    """The matches that stand.

    `inner` makes the exact ones that lie inside others of `found` and share no word with what is taken:
    one that lies in a match that is dropped for another takes its place where nothing else does.
    """
    kept, contained = drop_contained(merge(found))
    kept, overlapping = drop_overlapping(kept)
    if overlapping:
        if inner is not None:
            contained += inner(_taken(kept, overlapping[0].text))
        kept += _free(kept, contained)
        kept += _free(kept, overlapping)
        kept, _ = drop_contained(kept)
    return sorted(kept, key=lambda match: match.here.start)


def credible(found: list[Found]) -> list[Found]:
    """The approximate matches that are dense, long and complete enough for their rules."""
    return [match for match in merge(found) if _credible(match)]


def without_nameless(found: list[Found], exact: list[Found]) -> list[Found]:
    """Without the parts of short notices whose licences no exact match in the same words names."""

    def named(match: Found) -> bool:
        names = {key for each in exact if each.here.overlap(match.here) for key in terms(each.rule.key)}
        return terms(match.rule.key) <= names

    return [
        match
        for match in found
        if match.rule.length >= _NOTICE_LENGTH or match.coverage >= _LEAST_COVERAGE_OF_NOTICE or named(match)
    ]


def without_outshone(found: list[Found]) -> list[Found]:
    """Without the matches with parts of rules where a rule stands nearly whole in most of the same words."""
    nearly = [match for match in found if match.coverage >= _NEARLY_WHOLE]
    starts = np.array([match.here.start for match in nearly])
    ends = np.array([match.here.end for match in nearly])

    def outshone(match: Found) -> bool:
        if match.coverage >= _PART:
            return False
        near = ((starts < match.here.end) & (ends > match.here.start)).nonzero()[0].tolist()
        return any(nearly[each].here.overlap(match.here) >= match.size * _MOST for each in near)

    return [match for match in found if not outshone(match)]


def _credible(match: Found) -> bool:
    rule = match.rule
    if (rule.phrases or rule.is_continuous) and not phrases_stand(rule, match.here, match.there, match.text):
        return False
    if not _dense(match) or match.coverage < max(rule.coverage, _LEAST_COVERAGE):
        return False
    if match.size < rule.least or match.heavy < rule.least_heavy:
        return False
    if rule.is_small:
        lines = match.end_line - match.start_line + 1
        return match.coverage >= _SMALL_COVERAGE and lines <= match.size + 2 * rule.is_tag
    return True


def _dense(match: Found) -> bool:
    density = min(match.density, match.there.size / match.there.width)
    for size, heavy, least in _DENSITIES:
        if match.size < size and (heavy is None or match.heavy < heavy):
            return density >= least
    return density >= _LEAST_DENSITY


def _free(kept: list[Found], dropped: list[Found]) -> list[Found]:
    """The dropped matches that share no word with one that was kept."""
    if not dropped:
        return []
    taken = _taken(kept, dropped[0].text)
    return [match for match in merge(dropped) if not taken[match.here.positions()].any()]


def _taken(kept: list[Found], text: Text) -> Flags:
    return covered((match.here for match in kept), len(text.numbers))


def drop_false(found: list[Found]) -> list[Found]:
    """Without the texts that only look like licences, and without mere lists of licence names."""
    return _drop_lists([m for m in found if not m.rule.is_false_positive and not _is_code(m)])


def _is_code(match: Found) -> bool:
    """Whether a few words that name a licence are a program's: `GPL_ONLY`, `gpl = 3`, `is_gpl_license`."""
    if match.size > _NAME_WORDS or match.rule.is_text or match.rule.is_identifier:
        return False
    words = match.text.between(match.here.start, match.here.end)[:-1]
    # A line break among them is a heading's: "License", a row of `=`, "MIT".
    gaps = [gap for gap in _GAP.findall(words) if "\n" not in gap]
    if any("==" in gap or "!=" in gap for gap in gaps) or (gaps and all(gap == "_" for gap in gaps)):
        return True
    if "licen" in words:
        return False
    part = "_" in match.text.around(match.here.start, match.here.end)
    return part or any("=" in gap or "(" in gap for gap in gaps)


def _drop_lists(found: list[Found]) -> list[Found]:
    """Without runs of many names close to each other: a list of licences grants none."""
    if len(found) < _LIST_LENGTH:
        return found
    kept: list[Found] = []
    run: list[Found] = []
    for match in found:
        if not _is_name(match):
            kept += [] if _is_list(run) else run
            kept.append(match)
            run = []
        elif run and run[-1].here.distance(match.here) > _LIST_DISTANCE:
            kept += [] if _is_list(run) else run
            run = [match]
        else:
            run.append(match)
    kept += [] if _is_list(run) else run
    return kept


def _is_name(match: Found) -> bool:
    rule = match.rule
    named = rule.is_reference or rule.is_tag or rule.is_intro or rule.is_clue
    return named and match.kind is not Kind.APPROXIMATE and match.size <= _LIST_MATCH


def _is_list(run: list[Found]) -> bool:
    if len(run) < _LIST_LENGTH:
        return False
    distinct = len({match.rule.key for match in run})
    return distinct > len(run) / 3 or distinct >= _LIST_LENGTH / 3
