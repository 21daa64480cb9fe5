"""Lines joined to running text, with the way back from an offset to its line."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from openscope.detect.needles import Folded, fold
from openscope.detect.seek import Seeker
from openscope.regex import regex

_TAG = regex(r"<br ?/?>", re.I)
# Marks that open a line of a comment, a quotation or a list.
_PREFIX = regex(r"^[\s>#*/|;-]+(?=\s|\w)")
_SENTENCE = regex(r"(?<=[.;:!?。；])\s")
# Where a heading, a table row or a list item begins, the running text of before has ended.
_BLOCK = regex(r"\s*(?:#{1,6} |\||[-*+] |\d{1,2}[.)] )")
_HEADING = regex(r"\s*(?:#{1,6} |\*\*[^*]{1,80}\*\*:?\s*$)")
_BULLET = regex(r"\s*(?:[-*+•·–] |[•·])")
_BREAK = "\n"
_MARK = regex(r"\*|#|//|;+|--|\||>")
# What a line that one of the expressions above matches can begin with; most begin with a letter.
_OPENERS = frozenset("#|-*+•·–>/;")
_FEWEST_MARKED, _MOST_MARKED = 5, 0.8


class Flow(Struct, frozen=True, dict=True):
    """Running text. `starts` are the offsets at which lines begin, `numbers` their numbers; `items` are
    those of the starts that a bullet stood before.
    """

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    items: frozenset[int] = frozenset()

    @cached_property
    def folded(self) -> Folded:
        """The text as seekers look for words in it."""
        return fold(self.text)

    def finditer(self, seeker: Seeker) -> Iterator[re.Match[str]]:
        """The matches of a seeker in the text."""
        return seeker.finditer(self.text, self.folded)

    def line(self, offset: int) -> int:
        """The number of the line that holds the character at `offset`."""
        return self.numbers[bisect_right(self.starts, offset) - 1] if self.numbers else 1

    def around(self, first: int, last: int) -> str:
        """The sentences that hold the lines from `first` to `last`."""
        start = self.starts[max(bisect_right(self.numbers, first) - 1, 0)]
        behind = bisect_right(self.numbers, last)
        end = self.starts[behind] - 1 if behind < len(self.starts) else len(self.text)
        low, high = self.sentence(start, end)
        return self.text[low:high]

    def sentence(self, start: int, end: int, reach: int = 400) -> tuple[int, int]:
        """The bounds of the sentence around a span, at most `reach` characters to either side."""
        low = max(start - reach, 0)
        before = [found.end() for found in _SENTENCE.finditer(self.text, low, start)]
        broken = self.text.rfind(_BREAK, low, start)
        first = max([low, *before, broken + len(_BREAK) if broken >= 0 else low])
        after = _SENTENCE.search(self.text, max(end - 1, 0), end + reach)
        stop = self.text.find(_BREAK, end)
        last = min(
            after.start() if after else min(end + reach, len(self.text)),
            stop if stop >= 0 else len(self.text),
        )
        return first, max(last, end)


def flow(lines: Iterable[tuple[int, str]]) -> Flow:
    """Join numbered lines; a break stays at a blank or missing line, before a block and after a heading."""
    lines = _uncommented([(number, line) for number, line in lines if line and not line.isspace()])
    parts: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    items: list[int] = []
    offset, last, heading = 0, None, False
    for number, line in lines:
        opener = line.lstrip()[:1]
        marked = opener in _OPENERS or opener.isdecimal()
        words = _PREFIX.sub("", line) if marked else line
        words = " ".join((_TAG.sub(" ", words) if "<" in words else words).split())
        if not words:
            continue
        if last is not None:
            joined = number == last + 1 and not heading and not (marked and _BLOCK.match(line))
            gap = " " if joined else _BREAK
            parts.append(gap)
            offset += len(gap)
        starts.append(offset)
        numbers.append(number)
        if marked and _BULLET.match(line):
            items.append(offset)
        parts.append(words)
        offset += len(words)
        last, heading = number, opener in ("#", "*") and _HEADING.match(line) is not None
    return Flow("".join(parts), tuple(starts), tuple(numbers), frozenset(items))


def _uncommented(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines without the mark that stands before nearly all of them: a comment's, no list's."""
    full = [line.lstrip() for _, line in lines]
    marks = Counter(found[0] for line in full if line[0] in _OPENERS and (found := _MARK.match(line)))
    mark, count = next(iter(marks.most_common(1)), ("", 0))
    if count < _FEWEST_MARKED or count < _MOST_MARKED * len(full):
        return lines
    return [(number, line.lstrip().removeprefix(mark).removeprefix(" ")) for number, line in lines]
