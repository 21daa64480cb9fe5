"""A long text in pieces that overlap, so that memory does not grow with it."""

from collections.abc import Iterator

from msgspec import Struct

# In characters. What overlaps holds the longest licence texts (about 200,000 characters) whole.
SIZE = 2 << 20
OVERLAP = 256 << 10
_LONGEST_LINE = 64 << 10


class Window(Struct, frozen=True):
    """A piece of a text. `start` is where it begins in the whole, and `lines` the line breaks before it.

    What begins at `cut` or behind it belongs to the next window, which sees more of it.
    """

    text: str
    start: int
    lines: int
    cut: int


def windows(text: str, size: int = SIZE, overlap: int = OVERLAP) -> Iterator[Window]:
    """The pieces of a text, in order; a text of one piece is its own window."""
    start = lines = 0
    while len(text) - start > size + overlap:
        cut = _after_line(text, start + size)
        yield Window(text[start : cut + overlap], start, lines, cut - start)
        lines += text.count("\n", start, cut)
        start = cut
    rest = text[start:] if start else text
    yield Window(rest, start, lines, len(rest))


def _after_line(text: str, place: int) -> int:
    """The place behind the last line break before `place`; in a line that is too long `place` itself."""
    return text.rfind("\n", place - _LONGEST_LINE, place) + 1 or place
