"""Compiles the licence data and our corrections into the arrays that matching needs."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from openscope.catalog import Catalog
from openscope.expression import canonicalise
from openscope.regex import regex
from openscope.rulebook import anchors, grams, vocabulary
from openscope.rulebook.data import (
    FLAGS,
    Progress,
    Written,
    data_directory,
    read_rules,
    read_spdx_words,
)
from openscope.rulebook.rolling import roll
from openscope.rulebook.thresholds import SMALL, TINY, relevance, thresholds
from openscope.rulebook.vocabulary import STOP, Numbers, Vocabulary
from openscope.rulebook.words import Hashes, Ints, Words, find_words

Compiled = dict[str, NDArray[np.generic]]

APPROXIMATE = 1 << len(FLAGS)
"""The flag, beside those of `FLAGS`, of a rule that may be matched approximately."""
STARTS_WITH_LICENSE = 2 * APPROXIMATE
ENDS_WITH_LICENSE = 4 * APPROXIMATE
IDENTIFIER = 8 * APPROXIMATE
"""The flag of a rule that is written as a program's identifier: `EXPORT_SYMBOL_GPL`."""

_LICENSE_WORDS = "license licence licensed"
_BATCH = 2_000
_URL = regex(r"(?:https?|ftp)://")
_IDENTIFIER = regex(r"[A-Za-z0-9]_[A-Za-z0-9]")
_BRACES = regex(r"\{\{|\}\}")


class _Texts(Struct, frozen=True):
    """The words of all rules in a row: hashes, and where each rule starts; the phrases between braces."""

    hashes: Hashes
    starts: Ints
    phrases: list[list[tuple[int, int]]]


def compile_rules(catalog: Catalog, progress: Progress) -> Compiled:
    """Every array of the rulebook, by name. `progress` hears of it before anything else is done."""
    progress("compiling", 0, 5)
    directory = data_directory()
    rules = [*read_rules(directory, progress), *_marks(catalog)]
    progress("compiling", 1, 5)
    texts = _read_texts([rule.text for rule in rules])
    words, legal = _vocabulary(texts.hashes, read_spdx_words(directory))
    compiled: Compiled = {**words, "legal": np.array([legal])}
    look_up = Vocabulary.load(compiled).look_up
    progress("compiling", 2, 5)
    rows = _rows(rules, texts, look_up(texts.hashes), legal, look_up(find_words(_LICENSE_WORDS).hashes))
    compiled |= rows
    compiled |= _names(rules, catalog)
    numbers, offsets = rows["words"], rows["starts"]
    progress("compiling", 3, 5)
    compiled |= anchors.build(numbers, offsets)
    progress("compiling", 4, 5)
    approximate = np.flatnonzero((rows["flags"].astype(np.int64) & APPROXIMATE) > 0)
    compiled |= grams.build(numbers, offsets, approximate)
    progress("compiling", 5, 5)
    return compiled


def _marks(catalog: Catalog) -> Iterator[Written]:
    """The phrases of our own rules that identify a licence, each as a rule of its own."""
    for rule in catalog.marked():
        for number, mark in enumerate(rule.marks, 1):
            yield Written(f"{rule.id}#{number}", rule.id, mark, frozenset({"is_mark"}), 100, 0)


def _read_texts(texts: Sequence[str]) -> _Texts:
    hashes: list[Hashes] = []
    starts = [0]
    phrases: list[list[tuple[int, int]]] = []
    for begin in range(0, len(texts), _BATCH):
        batch = texts[begin : begin + _BATCH]
        words = find_words("\n".join(batch))
        place = 0
        for text in batch:
            # Lower case may be longer than the text was.
            lowered = text.lower()
            first, last = np.searchsorted(words.starts, (place, place + len(lowered)))
            phrases.append(_phrases(lowered, words, int(first), place))
            starts.append(starts[-1] + int(last - first))
            place += len(lowered) + 1
        hashes.append(words.hashes)
    return _Texts(np.concatenate(hashes), np.array(starts), phrases)


def _phrases(text: str, words: Words, first: int, place: int) -> list[tuple[int, int]]:
    """The stretches of words, from the rule's first, that stand between double braces."""
    found = []
    opened = None
    for match in _BRACES.finditer(text):
        word = int(np.searchsorted(words.starts, place + match.start())) - first
        if match[0] == "{{":
            opened = word
        elif opened is not None:
            if word > opened:
                found.append((opened, word))
            opened = None
    return found


def _vocabulary(hashes: Hashes, spdx: str) -> tuple[Compiled, int]:
    """The vocabulary, and the number below which the words of the law are."""
    from licensedcode.legalese import common_license_words
    from licensedcode.stopwords import STOPWORDS

    known: dict[int, int] = {}
    legal = dict(common_license_words)
    for word, key in zip(legal, _each_hash(legal), strict=True):
        if key is not None:
            known[key] = legal[word]
    heavy = max(legal.values()) + 1
    stop = {key for key in _each_hash(STOPWORDS) if key is not None}
    others = np.unique(np.concatenate([hashes, find_words(spdx).hashes])).tolist()
    fresh = [key for key in others if key not in known]
    known.update(zip(fresh, range(heavy, heavy + len(fresh)), strict=True))
    known.update(dict.fromkeys(stop, STOP))
    if heavy + len(fresh) >= STOP:
        raise RuntimeError("more words than numbers")
    keys = np.array(list(known), np.uint64)
    return vocabulary.build(keys, np.array(list(known.values()), np.uint16)), heavy


def _each_hash(words: Iterable[str]) -> list[int | None]:
    """The hash of each word; None for what is no single word."""
    found = [find_words(word) for word in words]
    return [int(each.hashes[0]) if len(each.hashes) == 1 else None for each in found]


def _rows(
    rules: Sequence[Written], texts: _Texts, numbers: Numbers, legal: int, license_words: Numbers
) -> Compiled:
    """The words of each rule without those that are left out, and one row of figures for each rule."""
    kept = numbers != STOP
    place = np.concatenate(([0], np.cumsum(kept)))
    words = numbers[kept]
    starts = place[texts.starts]
    # How many left-out words follow each word: those before a rule's first word do not count.
    follow = np.diff(np.flatnonzero(np.concatenate((kept, [True])))) - 1
    heavy = np.concatenate(([0], np.cumsum(words < legal)))
    table: dict[str, list[int]] = {name: [] for name in _COLUMNS}
    phrases: list[tuple[int, int]] = []
    phrase_starts = [0]
    stops = np.zeros(len(words), np.uint8)
    for index, rule in enumerate(rules):
        begin, end = int(starts[index]), int(starts[index + 1])
        if end > begin:
            inner = follow[begin : end - 1]
            stops[begin : end - 1] = np.minimum(inner, 255)
        own = [] if rule.is_license else texts.phrases[index]
        base = int(texts.starts[index])
        moved = [(int(place[base + a]) - begin, int(place[base + b]) - begin) for a, b in own]
        phrases += [pair for pair in moved if pair[1] > pair[0]]
        phrase_starts.append(len(phrases))
        distinct = np.unique(words[begin:end])
        _row(
            rule,
            table,
            end - begin,
            int(heavy[end] - heavy[begin]),
            len(distinct),
            int((distinct < legal).sum()),
            moved,
            bool(end > begin and words[begin] in license_words),
            bool(end > begin and words[end - 1] in license_words),
        )
    rolling = roll(words)
    return {
        "words": words,
        "starts": starts,
        "stops": stops,
        "hashes": rolling.stretch(starts[:-1], starts[1:]),
        "stop_totals": np.add.reduceat(stops.astype(np.uint32), np.minimum(starts[:-1], len(stops) - 1)),
        "phrases": np.array(phrases, np.uint16).reshape(-1, 2),
        "phrase_starts": np.array(phrase_starts, np.uint32),
        **{name: np.array(values, _COLUMNS[name]) for name, values in table.items()},
    }


_COLUMNS: dict[str, Any] = {
    "flags": np.uint16,
    "heavy": np.uint16,
    "relevance": np.uint8,
    "coverage": np.uint8,
    "least": np.uint16,
    "least_heavy": np.uint16,
    "least_distinct": np.uint16,
    "least_distinct_heavy": np.uint16,
}


def _row(
    rule: Written,
    table: dict[str, list[int]],
    length: int,
    heavy: int,
    distinct: int,
    distinct_heavy: int,
    phrases: list[tuple[int, int]],
    starts_with_license: bool,
    ends_with_license: bool,
) -> None:
    stored = (
        100 if _URL.match(rule.text.lstrip()) and "\n" not in rule.text.strip() else rule.minimum_coverage
    )
    least = thresholds(stored, length, heavy, distinct, distinct_heavy)
    flags = sum(1 << bit for bit, flag in enumerate(FLAGS) if flag in rule.flags)
    continuous = "is_continuous" in rule.flags or phrases == [(0, length)]
    if continuous:
        flags |= 1 << FLAGS.index("is_continuous")
    never = rule.flags & {"is_false_positive", "is_required_phrase", "is_mark"}
    brief = length < SMALL and rule.flags & {"is_license_reference", "is_license_tag"}
    if not (never or continuous or brief or length < TINY or not heavy):
        flags |= APPROXIMATE
    flags |= IDENTIFIER * bool(_IDENTIFIER.search(rule.text))
    flags |= STARTS_WITH_LICENSE * starts_with_license | ENDS_WITH_LICENSE * ends_with_license
    own = 100 if "is_false_positive" in rule.flags else rule.relevance
    values = {
        "flags": flags,
        "heavy": heavy,
        "relevance": relevance(length) if own is None else own,
        "coverage": least.coverage,
        "least": least.matched,
        "least_heavy": least.heavy,
        "least_distinct": least.distinct,
        "least_distinct_heavy": least.distinct_heavy,
    }
    for name, value in values.items():
        table[name].append(value)


def _names(rules: Sequence[Written], catalog: Catalog) -> Compiled:
    """The rules' names, and their expressions in the data's keys and in SPDX ids."""
    spdx: dict[str, str] = {"": ""}
    expressions: list[tuple[str, str]] = []
    for rule in rules:
        right = rule.expression if "is_mark" in rule.flags else catalog.corrections.get(rule.name)
        if not right and rule.expression not in spdx:
            spdx[rule.expression] = str(catalog.ridden(canonicalise(rule.expression, catalog.from_key)))
        # A corrected rule has no key: its SPDX expression stands for it.
        expressions.append((right, right) if right else (rule.expression, spdx[rule.expression]))
    distinct = {pair: number for number, pair in enumerate(dict.fromkeys(expressions))}
    return {
        **_strings("name", [rule.name for rule in rules]),
        **_strings("refers", ["\n".join(rule.refers) for rule in rules]),
        **_strings("key", [key for key, _ in distinct]),
        **_strings("spdx", [id for _, id in distinct]),
        "expression": np.array([distinct[pair] for pair in expressions], np.uint16),
    }


def _strings(name: str, strings: Sequence[str]) -> Compiled:
    raw = [string.encode() for string in strings]
    ends = np.cumsum([0, *map(len, raw)])
    return {
        f"{name}_text": np.frombuffer(b"".join(raw), np.uint8),
        f"{name}_starts": ends.astype(np.uint32),
    }
