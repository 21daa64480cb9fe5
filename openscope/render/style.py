"""How a person wants to see a report, and what no report may do to a terminal."""

from msgspec import Struct
from msgspec.structs import replace

from openscope.regex import regex

# What is copied stays in one piece: `item = "…"`, a list, a command between backticks.
_PIECE = regex(r'[\w.]+ = (?:\[[^\]]*\]|"[^"]*")[,.;:]?|`[^`]*`[,.;:]?|\S+')


class Style(Struct, frozen=True):
    """`width` in columns; `verbosity` -1 (summary only), 0, or 1 (with evidence). `wrap` says that the
    lines of a check end at the width as well.
    """

    color: bool = False
    width: int = 100
    verbosity: int = 0
    wrap: bool = False

    def plain(self) -> "Style":
        """The same for a file: no colour, and no edge."""
        return replace(self, color=False, wrap=False)


def printable(text: str) -> str:
    """`text` on one line, with control and direction characters made visible.

    Names and quotes come from what is scanned: an escape sequence in a file name must not reach
    the terminal, and a right-to-left mark must not reorder the line.
    """
    if text.isprintable():  # false for every character of Unicode's "other" and "separator" but the space
        return text
    return "".join(char if char.isprintable() else _visible(char) for char in text)


def wrapped(text: str, style: Style, first: int, indent: int) -> list[str]:
    """`text` as lines that end at the width, where the style wraps. On the first line `first` columns are
    taken already, the others are to be put behind `indent` columns. What has no blanks, and what is there
    to be copied, may stand over; the first line may be empty.
    """
    if not style.wrap:
        return [text]
    lines = [""]
    for piece in _PIECE.findall(text):
        line = f"{lines[-1]} {piece}" if lines[-1] else piece
        taken = first if len(lines) == 1 else indent
        if taken + len(line) > style.width and (lines[-1] or taken > indent):
            lines.append(piece)
        else:
            lines[-1] = line
    return lines


def _visible(char: str) -> str:
    return " " if char in "\t\u00a0" else char.encode("unicode_escape").decode("ascii")
