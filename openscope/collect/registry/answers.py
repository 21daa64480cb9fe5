"""What registries answered before. A published version does not change its licence fields, so an answer
stays good for a month; "not there" and what was asked without a version, for a day. What an artefact holds
is kept by its sum, whatever it was looked into for.

A cache that cannot be used is never an error.
"""

import sqlite3
import time
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from openscope.collect.registry.found import LOOKS, Packed
from openscope.kept import BROKEN
from openscope.model import Download, Told

_FILE, _ELDER = "registries-2.sqlite3", ("registries-1.sqlite3",)
_MONTH, _DAY = 30 * 86_400, 86_400
_MOST_UNPACKED = 32 * 1024 * 1024

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (registry TEXT, purl TEXT, until REAL, told TEXT,
  PRIMARY KEY (registry, purl));
CREATE TABLE IF NOT EXISTS artefacts (artefact TEXT PRIMARY KEY, until REAL, packed BLOB);
"""

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
            self._database.executescript(_TABLES)
            for name in _ELDER:
                (directory / name).unlink(missing_ok=True)

    def known(self, keys: Iterable[Key]) -> dict[Key, Told]:
        """The answers that are still good."""
        found: dict[Key, Told] = {}
        if self._database is None:
            return found
        now = time.time()
        for key in keys:
            with suppress(sqlite3.Error, *BROKEN):
                row = self._database.execute(
                    "SELECT told FROM answers WHERE registry = ? AND purl = ? AND until > ?", (*key, now)
                ).fetchone()
                if row is not None:
                    found[key] = msgspec.json.decode(row[0], type=Told)
        return found

    def keep(self, answers: Sequence[tuple[str, str, Told]]) -> None:
        """Keeps answers."""
        if self._database is None or not answers:
            return
        now, rows = time.time(), []
        for registry, purl, told in answers:
            until = now + (_MONTH if told.licenses and "@" in purl[8:] else _DAY)
            with suppress(UnicodeEncodeError):  # half a surrogate pair, which JSON can spell
                rows.append((registry, purl, until, msgspec.json.encode(told).decode()))
        with suppress(sqlite3.Error, ValueError), self._database:
            self._database.execute("DELETE FROM answers WHERE until < ?", (now,))
            self._database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)

    def held(self, download: Download) -> Packed | None:
        """What an artefact holds, where that is known."""
        if self._database is None:
            return None
        with suppress(sqlite3.Error, zlib.error, *BROKEN):
            row = self._database.execute(
                "SELECT packed FROM artefacts WHERE artefact = ? AND until > ?", (_key(download), time.time())
            ).fetchone()
            return _packed(row[0]) if row else None
        return None

    def keep_held(self, found: Iterable[tuple[Download, Packed]]) -> None:
        """Keeps what artefacts hold."""
        if self._database is None:
            return
        now, rows = time.time(), []
        for download, packed in found:
            with suppress(UnicodeEncodeError):
                rows.append((_key(download), now + _MONTH, _bytes(replace(packed, metadata=None))))
        with suppress(sqlite3.Error, ValueError), self._database:
            self._database.execute("DELETE FROM artefacts WHERE until < ?", (now,))
            self._database.executemany("INSERT OR REPLACE INTO artefacts VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Closes the database."""
        if self._database is not None:
            self._database.close()


def _key(download: Download) -> str:
    """The sum of an artefact, its address where none is told; and what is looked for in it."""
    name = f"{download.algorithm}:{download.digest}" if download.digest else download.url
    return f"{LOOKS}:{name}"


def _bytes(packed: Packed) -> bytes:
    return zlib.compress(msgspec.json.encode(packed))


def _packed(data: bytes) -> Packed:
    unpacking = zlib.decompressobj()
    return msgspec.json.decode(unpacking.decompress(data, _MOST_UNPACKED), type=Packed)
