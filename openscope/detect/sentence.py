"""Running text cut into sentences, and each item of a list under the words that lead it.

A sentence here ends at a full stop, a semicolon, a colon or a break in the text. "You may not: (a)
sell copies; (b) lend them" is three: a lead and two items, each of which means what it means only
together with the lead.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from openscope.detect.flow import Flow
from openscope.regex import regex

# Nobody's sentence is longer; a text without stops is cut here, so that work stays linear in its length.
LONGEST_SENTENCE = 1_500
# Of a lead, the words nearest to its items.
LONGEST_LEAD = 250
# Further items of a list stand for themselves.
MOST_ITEMS = 40
_DEEPEST = 3

_END = regex(r"[.!?;:]['\"”’)\]*_]{0,3}(?=\s)|[。！？；：]|\n")
_ABBREVIATION = regex(
    r"(?:^|[\s(“\"])(?:e\.g|i\.e|etc|inc|corp|ltd|llc|co|no|nos|sec|art|para|cf|vs?|u\.s|u\.s\.c|mr|dr|st)$",
    re.I,
)
# "3.", "a.", "iv." at the start is the name of an item, not a sentence.
_ENUMERATOR = regex(
    r"\s*(?:section |article )?(?:\(?(?P<number>\d{1,3})|\(?(?P<letter>[a-z]|[ivx]{1,5}))[.)]", re.I
)
_OPEN_END = regex(r"(?:[;,]|\b(?:and|or|and/or))\s*$", re.I)


Span = tuple[int, int]


class Sentence(Struct, frozen=True):
    """A sentence by its offsets in the running text; `leads` are those of the words that it hangs on,
    the outermost first.
    """

    start: int
    end: int
    leads: tuple[Span, ...] = ()


class _List(Struct):
    """A list that is being read: its leads, how its items are marked, and the last number seen.

    `open` says that the last item ended in a way that promises another.
    """

    leads: tuple[Span, ...]
    style: str | None = None
    number: int = 0
    items: int = 0
    open: bool = True

    def takes(self, text: str, start: int, bullet: bool) -> bool:
        """Whether the sentence that starts here is one more item."""
        mark = _ENUMERATOR.match(text, start)
        number = int(mark["number"]) if mark and mark["number"] else 0
        style = "bullet" if bullet else "number" if number else "letter" if mark else None
        self.items += 1
        if self.items > MOST_ITEMS:
            return False
        if self.style is None:
            self.style = style or "words"
        elif style != self.style:
            broken = self.style != "words" and text[start - 1 : start] == "\n"
            if broken or not self.open:
                return False
        elif not self.open and number and number != self.number + 1:
            return False
        self.number = number or self.number
        return True


def sentences(flow: Flow) -> Iterator[Sentence]:
    """The sentences of a running text in their order."""
    text, lists = flow.text, list[_List]()
    for start, end in _cut(text):
        while lists and not lists[-1].takes(text, start, start in flow.items):
            lists.pop()
        leads = lists[-1].leads if lists else ()
        yield Sentence(start, end, leads)
        if lists:
            lists[-1].open = bool(_OPEN_END.search(text, max(end - 8, start), end))
        if text[end - 1] in ":：" and len(lists) < _DEEPEST:
            lists.append(_List((*leads, (max(start, end - LONGEST_LEAD), end))))


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """The bounds of each sentence, without the white space around it."""
    start = 0
    for stop in _END.finditer(text):
        if stop[0][0] == "." and _inside(text, start, stop.start()):
            continue
        yield from _pieces(text, start, stop.end())
        start = stop.end()
    yield from _pieces(text, start, len(text))


def _inside(text: str, start: int, stop: int) -> bool:
    """Whether a full stop belongs to an abbreviation or to the name of an item."""
    if stop - start <= 12:
        mark = _ENUMERATOR.match(text, start)
        if mark and mark.end() == stop + 1:
            return True
    return bool(_ABBREVIATION.search(text, max(start, stop - 8), stop))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        cut = max(text.rfind(", ", start + 1, start + LONGEST_SENTENCE) + 1, 0)
        cut = cut or text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    if end > start:
        yield start, end
