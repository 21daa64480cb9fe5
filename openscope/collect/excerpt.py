"""The lines that findings are about, as they stand in their files."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from openscope.textfile import Limits, TextFile, read_text

_MOST_FILES = 200
_LONGEST = 400
_LIMITS = Limits(max_file_bytes=4 * 1024 * 1024, max_head_bytes=1024 * 1024)


def excerpts(root: Path, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The lines at places (a path from the root, a line from 1), those that can be read. No link is followed
    and nothing outside the root is opened.
    """
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for path, line in places:
        wanted[path].add(line)
    found = {}
    for path in list(wanted)[:_MOST_FILES]:
        if path.startswith("/") or ".." in path.split("/"):
            continue
        file = read_text(root / path, path, _LIMITS)
        if not isinstance(file, TextFile):
            continue
        lines = file.text.split("\n")
        for line in wanted[path]:
            if 1 <= line <= len(lines):
                found[path, line] = lines[line - 1][:_LONGEST]
    return found
