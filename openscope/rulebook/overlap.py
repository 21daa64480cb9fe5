"""Matches that share words: which of them stays."""

from itertools import groupby
from operator import attrgetter

from openscope.rulebook.found import Found

_ORDER = attrgetter("order")
_SMALL, _MEDIUM, _LARGE, _ALL = 0.1, 0.4, 0.7, 0.9
# Two pieces of one rule that lie at most this far apart are one match with a gap.
_FARTHEST = 50


def drop_contained(found: list[Found]) -> tuple[list[Found], list[Found]]:
    """Without the matches all of whose words belong to a greater one; and those that were dropped."""
    kept = sorted(found, key=_ORDER)
    dropped: list[Found] = []
    i = 0
    while i < len(kept) - 1:
        j = i + 1
        while j < len(kept):
            a, b = kept[i], kept[j]
            if b.here.end > a.here.end:
                break
            if a.here == b.here:
                loser = j if a.coverage >= b.coverage else i
            elif a.here.contains(b.here):
                loser = j
            elif b.here.contains(a.here):
                loser = i
            else:
                j += 1
                continue
            dropped.append(kept.pop(loser))
            if loser == i:
                i -= 1
                break
        i = max(i + 1, 0)
    return kept, dropped


def drop_overlapping(found: list[Found]) -> tuple[list[Found], list[Found]]:
    """Without the weaker of two matches that share too much; and those that were dropped."""
    kept = sorted(found, key=_ORDER)
    dropped: list[Found] = []
    i = 0
    while i < len(kept) - 1:
        j = i + 1
        while j < len(kept):
            a, b = kept[i], kept[j]
            if b.here.start >= a.here.end:
                break
            loser = _weaker(a, b)
            if loser is None and i and _between(kept[i - 1], a, b):
                loser = a
            if loser is b:
                dropped.append(kept.pop(j))
            elif loser is a:
                dropped.append(kept.pop(i))
                i -= 1
                break
            else:
                j += 1
        i = max(i + 1, 0)
    return kept, dropped


def _weaker(a: Found, b: Found) -> Found | None:
    """The one of two overlapping matches, in their order, that goes."""
    shared = a.here.overlap(b.here)
    if not shared or (a.rule.is_false_positive and b.rule.is_false_positive):
        return None
    of_a, of_b = shared / a.size, shared / b.size
    if of_b >= _ALL and a.size >= b.size:
        return b
    if of_a >= _ALL and a.size <= b.size:
        return a
    a_rules = a.size >= b.size and a.heavy >= b.heavy
    b_rules = a.size <= b.size and a.heavy <= b.heavy
    if of_b >= _LARGE and a_rules:
        return b
    if of_a >= _LARGE and b_rules:
        return a
    if of_b >= _MEDIUM:
        if a_rules and a.says(b):
            return b
        if _trailing_name(a, b):
            return b
        if b_rules and b.says(a):
            return a
    if of_a >= _MEDIUM:
        if a_rules and a.says(b):
            return b
        if b_rules and b.says(a):
            return a
    if of_b >= _SMALL and a_rules and a.here.surrounds(b.here) and a.says(b):
        return b
    if of_a >= _SMALL and b_rules and b.here.surrounds(a.here) and b.says(a):
        return a
    return None


def _trailing_name(a: Found, b: Found) -> bool:
    """Whether "… licence" and "licence foo" share just the word "licence"."""
    return (
        b.size == 2
        and a.size >= b.size + 2
        and a.heavy >= b.heavy
        and a.rule.ends_with_license
        and b.rule.starts_with_license
    )


def _between(before: Found, match: Found, after: Found) -> bool:
    """Whether nearly all of a match belongs to its two neighbours, which do not overlap."""
    if before.here.overlap(after.here):
        return False
    left, right = match.here.overlap(before.here), match.here.overlap(after.here)
    return bool(left and right and left + right >= match.size * _ALL)


def merge(found: list[Found]) -> list[Found]:
    """Join the pieces of one rule that lie close to each other, in the same order here and there."""
    if len({match.rule.number for match in found}) == len(found):
        return list(found)
    ordered = sorted(found, key=lambda match: (match.rule.number, match.order))
    merged: list[Found] = []
    for _, group in groupby(ordered, key=lambda match: match.rule.number):
        pieces = list(group)
        merged += _merge(pieces) if len(pieces) > 1 else pieces
    return merged


def _merge(pieces: list[Found]) -> list[Found]:
    farthest = min(pieces[0].rule.length // 2 or 1, _FARTHEST)
    i = 0
    while i < len(pieces) - 1:
        j = i + 1
        while j < len(pieces):
            a, b = pieces[i], pieces[j]
            if a.here.distance(b.here) > farthest or a.there.distance(b.there) > farthest:
                break
            one = _one(a, b)
            if one is None:
                j += 1
            elif one is b:
                del pieces[i]
                i -= 1
                break
            else:
                pieces[i] = one
                del pieces[j]
        i = max(i + 1, 0)
    return pieces


def _one(a: Found, b: Found) -> Found | None:
    """What becomes of two near pieces: one of them, both joined, or None where both stay."""
    if a.there == b.there and a.here.overlap(b.here):
        return a if a.here.width <= b.here.width else b
    if a.here.contains(b.here):
        return a
    if b.here.contains(a.here):
        return b
    if a.here.surrounds(b.here) or b.here.surrounds(a.here):
        both = a.joined(b)
        if both.here.size == both.there.size:
            return both
    if b.here.start >= a.here.end and b.there.start >= a.there.end:
        return a.joined(b)
    forward = (
        a.here.start <= b.here.start
        and a.here.end <= b.here.end
        and a.there.start <= b.there.start
        and a.there.end <= b.there.end
    )
    shared = a.here.overlap(b.here)
    return a.joined(b) if forward and shared and shared == a.there.overlap(b.there) else None
