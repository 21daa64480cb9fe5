"""Rows as JSON Lines, in UTF-8's own characters."""

import json
from typing import IO

from openscope.render.rows import Row


class Writer:
    """Writes one JSON object a line."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, row: Row) -> None:
        """Add a line."""
        self._file.write(line(row))

    def close(self) -> None:
        """Nothing is left."""


def line(row: Row) -> bytes:
    """A row as a line, with its end."""
    return (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")
