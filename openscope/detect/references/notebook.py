"""Jupyter notebooks: the code cells are Python, their `!` and `%%bash` lines are shell.

A mention's line is that of the `.ipynb` file where its source line stands.
"""

import json
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from openscope.detect.references import python, shell
from openscope.detect.references.mention import Mention
from openscope.regex import regex

DETECTOR = "notebook"

_MOST_CELLS = 5_000
# Each search that finds nothing goes through the rest of the file.
_MOST_MISSES = 50
_MAGIC = regex(r"\s*[!%?]")
_SHELL_LINE = regex(r"\s*(?:!|%(?:sx|system)\s|%%)")
_SHELL_CELL = regex(r"%%(?:bash|sh|script|writefile\b[^\n]*\.sh)")


def applies(name: str) -> bool:
    """Whether a file of this name is a notebook."""
    return name.endswith(".ipynb")


def mentions(text: str) -> Iterable[Mention]:
    """The mentions in the code cells; none where the file is no notebook."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        return ()
    places = _Places(text)
    found = []
    for cell in cells[:_MOST_CELLS]:
        if not isinstance(cell, dict) or "source" not in cell:
            continue
        places.enter()
        lines = _lines(cell["source"]) if cell.get("cell_type") == "code" else []
        if lines:
            found.append((lines, [places.of(line) for line in lines]))
    return list(_in_cells(found))


def _lines(source: object) -> list[str]:
    """The source lines of a cell, which is a string or a list of lines."""
    words = source if isinstance(source, list) else [source]
    return "".join(each for each in words if isinstance(each, str)).splitlines()


def _in_cells(cells: list[tuple[list[str], list[int]]]) -> Iterator[Mention]:
    trees = []
    for lines, numbers in cells:
        if _SHELL_CELL.match(lines[0]):
            yield from _moved(shell.mentions("\n".join(lines)), numbers)
            continue
        commands = "\n".join(line.lstrip(" !%") if _SHELL_LINE.match(line) else "" for line in lines)
        yield from _moved(shell.mentions(commands), numbers)
        code = "\n".join("pass" if _MAGIC.match(line) else line for line in lines)
        tree = python.parse(code)
        if tree is None:
            yield from _moved(python.by_pattern(code), numbers)
            continue
        python.renumber(tree, numbers)
        trees.append(tree)
    yield from python.in_trees(trees)


def _moved(found: Iterable[Mention], numbers: list[int]) -> Iterator[Mention]:
    for each in found:
        yield replace(each, line=numbers[min(each.line, len(numbers)) - 1])


class _Places:
    """Where the source lines of a notebook stand in its file: searched in order, from the last one found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.misses = 0

    def enter(self) -> None:
        """Goes on to the source of the next cell, past the outputs that may stand before it."""
        self._to(self.text.find('"source":', self.at))

    def of(self, source: str) -> int:
        """The line of the file that holds a source line; that of the one before where it is not found."""
        if not source.strip() or self.misses >= _MOST_MISSES:
            return self.line
        for words in dict.fromkeys((json.dumps(source, ensure_ascii=False)[1:-1], json.dumps(source)[1:-1])):
            if self._to(self.text.find(words, self.at)):
                return self.line
        self.misses += 1
        return self.line

    def _to(self, found: int) -> bool:
        if found < 0:
            return False
        self.line += self.text.count("\n", self.at, found)
        self.at = found
        return True
