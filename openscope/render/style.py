"""How a person wants to see a report, and what no report may do to a terminal."""

from dataclasses import replace

from openscope.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """`width` in columns; `verbosity` -1 (summary only), 0, or 1 (with evidence)."""

    color: bool = False
    width: int = 100
    verbosity: int = 0

    def plain(self) -> "Style":
        """The same for a file: no colour."""
        return replace(self, color=False)


def printable(text: str) -> str:
    """`text` on one line, with control and direction characters made visible.

    Names and quotes come from what is scanned: an escape sequence in a file name must not reach
    the terminal, and a right-to-left mark must not reorder the line.
    """
    if text.isprintable():  # false for every character of Unicode's "other" and "separator" but the space
        return text
    return "".join(char if char.isprintable() else _visible(char) for char in text)


def _visible(char: str) -> str:
    return " " if char in "\t\u00a0" else char.encode("unicode_escape").decode("ascii")
