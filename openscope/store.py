"""What was found in a document before, by its content: a second scan reads only what changed.

Two tables: `files` knows the content of a file by its place, size and times, as git's index does;
`readings` knows what the detectors found in a content, by the role and name that the document had.
A reading is kept with empty paths, so the same file in another place (a fresh clone) is not read by the
detectors again. One database for each version of the rules and of the code. A cache that cannot be
used is never an error.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import msgspec

from openscope.filestat import settled_stat
from openscope.kept import BROKEN, code_digest
from openscope.model import Document, Reading, SkipCode
from openscope.names import is_model_config

# Raise it whenever the form of what is stored changes.
FORMAT = 12

_MOST_DATABASES = 4
_BATCH = 500
# Skips that the bytes of a file are the reason of.
_LASTING = frozenset({SkipCode.BINARY, SkipCode.TOO_LARGE})

_TABLES = """
CREATE TABLE IF NOT EXISTS files (place TEXT PRIMARY KEY, stat TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS readings (content TEXT PRIMARY KEY, reading TEXT NOT NULL);
"""


class Store:
    """The readings of one version of the rules. Made by `open_store`; to be closed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def unchanged(self, documents: Iterable[Document]) -> dict[str, Reading]:
        """The readings of those documents whose files have not changed, by the documents' paths."""
        found: dict[str, Reading] = {}
        with suppress(sqlite3.Error, *BROKEN):
            for some in _batches(documents):
                found.update(self._unchanged(some))
        return found

    def _unchanged(self, documents: list[Document]) -> Iterator[tuple[str, Reading]]:
        marks = ",".join("?" * len(documents))
        rows = self._database.execute(
            f"SELECT place, stat, reading FROM files JOIN readings USING (content) WHERE place IN ({marks})",  # noqa: S608  question marks only
            [_place(document) for document in documents],
        )
        known = {place: (stat, reading) for place, stat, reading in rows}
        for document in documents:
            if document.text is not None:
                continue
            stat, reading = known.get(_place(document), (None, None))
            if stat is not None and stat == _stat(document):
                yield document.path, _decode(reading, document.path)

    def by_content(self, content: str, path: str) -> Reading | None:
        """The reading of a content (see `content_key`), as that of the document at `path`."""
        with suppress(sqlite3.Error, *BROKEN):
            row = self._database.execute(
                "SELECT reading FROM readings WHERE content = ?", [content]
            ).fetchone()
            return _decode(row[0], path) if row else None
        return None

    def add(self, readings: Iterable[tuple[Document, str, Reading]]) -> None:
        """Keep readings: the document, its content, and what was found in it."""
        files, contents = [], []
        for document, content, reading in readings:
            if reading.skipped and reading.skipped.code not in _LASTING:
                continue
            try:
                encoded = _encode(reading)
            except UnicodeEncodeError:
                continue
            if reading.skipped:  # about the file, not about the text that was read of it
                content = sha256(encoded.encode()).hexdigest()
            contents.append((content, encoded))
            if (stat := _stat(document)) is not None:
                files.append((_place(document), stat, content))
        with suppress(sqlite3.Error), self._database:
            self._database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", files)
            self._database.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?)", contents)

    def close(self) -> None:
        """Let go of the database."""
        with suppress(sqlite3.Error):
            self._database.close()


def content_key(document: Document, text: str) -> str:
    """What a reading depends on besides the rules: the text, the role, and the file's name."""
    name = document.path.rpartition("/")[2]
    digest = sha256(f"{document.role}\0{name}\0{text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def open_store(directory: Path, rules: str) -> Store | None:
    """The store for rules (their digest) in a cache directory; None where there can be none."""
    version = sha256(f"{FORMAT} {rules} {code_digest()}".encode()).hexdigest()[:16]
    path = directory / f"readings-{version}.sqlite"
    for _ in range(2):
        try:
            directory.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(path, timeout=5, isolation_level="DEFERRED")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=OFF")
            database.executescript(_TABLES)
        except sqlite3.DatabaseError:
            with suppress(OSError):  # damaged: what it held can be made again
                path.unlink()
            continue
        except OSError:
            return None
        _forget_old(directory, path)
        return Store(database)
    return None


def _forget_old(directory: Path, current: Path) -> None:
    """Keep the databases of the last few versions of the rules only."""
    with suppress(OSError):
        others = [path for path in directory.glob("readings-*.sqlite") if path != current]
        for path in sorted(others, key=os.path.getmtime)[: -(_MOST_DATABASES - 1)]:
            for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
                name.unlink(missing_ok=True)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _place(document: Document) -> str:
    """The file and the role: the same file can be a card to one scan and a README to another.

    A blob of the Hub's cache can be any file of a repository: the name tells which.
    """
    name = document.path.rpartition("/")[2]
    told = f":{name}" if is_model_config(name) else ""
    return f"{document.role}{told}:{os.fsencode(document.location).hex()}"


def _stat(document: Document) -> str | None:
    """What changes when the document's file does; None where there is none, or it is too young."""
    return settled_stat(document.location) if document.text is None else None


# ── a reading as JSON, with empty paths ───────────────────────────────────────────────────────


def _encode(reading: Reading) -> str:
    """Raises `UnicodeEncodeError` for half a surrogate pair, which a hostile manifest can spell."""
    return msgspec.json.encode(reading.at("")).decode()


def _decode(text: str, path: str) -> Reading:
    """Raises `msgspec.DecodeError` for anything else than a reading."""
    return _decoder().decode(text).at(path)


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[Reading]:
    return msgspec.json.Decoder(Reading)
