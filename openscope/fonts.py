"""The words in a font file: its name table, or a Type 1 font's header, holds the font's licence."""

from pathlib import Path

from openscope.model import Skipped
from openscope.names import is_font
from openscope.regex import regex
from openscope.textfile import Limits, TextFile, read_bytes

__all__ = ["is_font", "read_font"]

# Printable words of at least this many characters: shorter ones are outlines that look like text.
_ASCII = regex(rb"[\t\n\r\x20-\x7e]{20,}")
# The name table's own encoding, big-endian, and that of embedded fonts for the web, little-endian.
_WIDE = regex(rb"(?:\0[\t\n\r\x20-\x7e]){20,}|(?:[\t\n\r\x20-\x7e]\0){20,}")


def read_font(path: Path, shown: str, limits: Limits) -> TextFile | Skipped:
    """Returns the printable words of a font, in the order of the file, or why it was not read."""
    data = read_bytes(path, shown, limits.max_file_bytes)
    if isinstance(data, Skipped):
        return data
    runs = [*_ASCII.finditer(data), *_WIDE.finditer(data)]
    words = [run[0].replace(b"\0", b"").decode("ascii") for run in sorted(runs, key=lambda run: run.start())]
    return TextFile("\n".join(words).replace("\r\n", "\n").replace("\r", "\n"))
