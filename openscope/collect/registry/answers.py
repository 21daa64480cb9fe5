"""What registries answered before. A published version does not change its licence fields, so an answer
stays good for a month; "not there" and what was asked without a version, for a day.

A cache that cannot be used is never an error.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from openscope.model import Told

_FILE = "registries-1.sqlite3"
_MONTH, _DAY = 30 * 86_400, 86_400

Key = tuple[str, str]
"""The address of a registry, and the package URL."""


class Answers:
    """The answers below a cache directory; nothing is kept without one. To be closed."""

    def __init__(self, directory: Path | None) -> None:
        self._database: sqlite3.Connection | None = None
        if directory is None:
            return
        with suppress(sqlite3.Error, OSError):
            directory.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(directory / _FILE, timeout=2.0)
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS answers (registry TEXT, purl TEXT, until REAL, told TEXT,"
                " PRIMARY KEY (registry, purl))"
            )

    def known(self, keys: Iterable[Key]) -> dict[Key, Told]:
        """The answers that are still good."""
        found: dict[Key, Told] = {}
        if self._database is None:
            return found
        now = time.time()
        with suppress(sqlite3.Error, ValueError, TypeError):
            for key in keys:
                row = self._database.execute(
                    "SELECT told FROM answers WHERE registry = ? AND purl = ? AND until > ?", (*key, now)
                ).fetchone()
                if row is not None:
                    found[key] = _told(row[0])
        return found

    def keep(self, answers: Sequence[tuple[str, str, Told]]) -> None:
        """Keeps answers."""
        if self._database is None or not answers:
            return
        now = time.time()
        rows = [
            (
                registry,
                purl,
                now + (_MONTH if told.licenses and "@" in purl[8:] else _DAY),
                json.dumps(asdict(told)),
            )
            for registry, purl, told in answers
        ]
        with suppress(sqlite3.Error, ValueError), self._database:
            self._database.execute("DELETE FROM answers WHERE until < ?", (now,))
            self._database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Closes the database."""
        if self._database is not None:
            self._database.close()


def _told(text: str) -> Told:
    value = json.loads(text)
    return Told(**{**value, "licenses": tuple(value["licenses"])})
