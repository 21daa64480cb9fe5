"""Tables of cards, assessed row by row in constant memory, however many rows there are.

Two passes: the first reads each card and lays what follows from it alone in a temporary file; the
second lets each model inherit from its bases in the same table, wherever in it they stand, and hands
it out. So a stream says of each model what a report of the whole table says.
"""

import pickle
import sqlite3
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

from openscope.assess import Draft, drafts, finished, with_data
from openscope.catalog import Catalog, load_catalog
from openscope.collect.table import Row, again, rows
from openscope.decide.inherit import inherit
from openscope.engine import Options, Progress, read_document, workers
from openscope.model import Assessment, Collected, Examined, Role, Skipped
from openscope.rulebook import NATIVE, prepare, silent

_CHUNK = 32
# Chunks that are under way for each process: enough to keep it busy, few enough to hold.
_AHEAD = 3
_LONGEST_CHAIN = 12

Laid = tuple[Row, bytes] | Skipped
"""What the first pass leaves of a row: its card aside, the pickled draft of its model."""


def stream(
    tables: Sequence[str], options: Options, progress: Progress | None = None
) -> Iterator[Assessment | tuple[int, Skipped]]:
    """The model of each row of each table in their order, after what was skipped, with the table's number.

    Raises what `openscope.engine.scan` raises.
    """
    catalog = load_catalog()
    options = replace(options, cache=None)  # a million cards that are read once need not be kept
    if options.engine == NATIVE:
        prepare(progress or silent)
    with tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True) as room:
        for number, table in enumerate(tables):
            with closing(_Spool(Path(room, f"{number}.sqlite"))) as spool:
                for laid in _laid(table, number, options):
                    if isinstance(laid, Skipped):
                        yield number, laid
                    elif (first := spool.add(*laid)) is not None:
                        yield number, again(table, laid[0], first)
                    elif progress and laid[0].number % _CHUNK == 0:
                        progress("reading", laid[0].number, laid[0].number)
                yield from (_whole(draft, spool, catalog) for draft in spool.drafts(catalog))


# ── the first pass ───────────────────────────────────────────────────────────────────────────


def _laid(table: str, number: int, options: Options) -> Iterator[Laid]:
    read = rows(table, options.limits)
    chunks = iter(lambda: list(islice(read, _CHUNK)), [])
    if options.jobs <= 1:
        for chunk in chunks:
            yield from lay(chunk, number, options)
        return
    under_way: deque[Future[list[Laid]]] = deque()
    with workers(options, {Role.CARD}) as pool:
        for chunk in chunks:
            under_way.append(pool.submit(lay, chunk, number, options))
            if len(under_way) >= _AHEAD * options.jobs:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def lay(chunk: Sequence[Row | Skipped], number: int, options: Options) -> list[Laid]:
    """Some rows of a table, their cards read."""
    return [row if isinstance(row, Skipped) else _lay(row, number, options) for row in chunk]


def _lay(row: Row, number: int, options: Options) -> Laid:
    document = row.document
    catalog = load_catalog()
    _, reading = read_document(document, options)
    if reading.skipped and not reading.evidence and not reading.expression:
        reason = f"row {row.number}: {reading.skipped.reason}"
        return replace(reading.skipped, path=document.path, reason=reason)
    examined = Examined(replace(document, text=""), reading)
    target = Collected("", "", (row.item,), (document,))
    [draft, *_] = drafts(target, [examined], catalog, number)
    draft = with_data(draft, {}, catalog)
    if not draft.assessment.bases:  # nobody to inherit from
        draft = Draft(finished(draft.assessment, draft, (), catalog), None)
    return replace(row, card=""), pickle.dumps(_without_catalog(draft), pickle.HIGHEST_PROTOCOL)


def _without_catalog(draft: Draft) -> Draft:
    return replace(draft, case=draft.case and replace(draft.case, catalog=cast(Catalog, None)))


# ── the second pass ──────────────────────────────────────────────────────────────────────────


def _whole(draft: Draft, spool: "_Spool", catalog: Catalog) -> Assessment:
    """The model with what it inherits from those of its bases that the table has."""
    if draft.case is None:
        return draft.assessment
    [heir, *_] = inherit([draft.assessment, *_ancestors(draft.assessment, spool)], catalog)
    return finished(heir, draft, (), catalog)


def _ancestors(each: Assessment, spool: "_Spool") -> list[Assessment]:
    found: dict[str, Assessment] = {}
    above = [each]
    for _ in range(_LONGEST_CHAIN):
        names = {base.name.lower() for one in above for base in one.bases}
        above = []
        for name in sorted(names - found.keys() - {each.item.name.lower()}):
            if (parent := spool.find(name)) is not None:
                found[name] = parent
                above.append(parent)
    return list(found.values())


@dataclass(slots=True)
class _Spool:
    """The drafts of one table in a temporary file that this process alone writes and reads."""

    connection: sqlite3.Connection

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE drafts (row INTEGER PRIMARY KEY, name TEXT UNIQUE, draft BLOB); BEGIN"
        )

    def add(self, row: Row, draft: bytes) -> int | None:
        """Keep the draft of a row; where its model has one already, the number of that row instead."""
        values = row.number, row.name.lower(), draft
        if self.connection.execute("INSERT OR IGNORE INTO drafts VALUES (?, ?, ?)", values).rowcount:
            return None
        [number] = self.connection.execute(
            "SELECT row FROM drafts WHERE name = ?", (row.name.lower(),)
        ).fetchone()
        return int(number)

    def find(self, name: str) -> Assessment | None:
        """What follows from the card of a model alone."""
        found = self.connection.execute("SELECT draft FROM drafts WHERE name = ?", (name,)).fetchone()
        return _draft(found[0]).assessment if found else None

    def drafts(self, catalog: Catalog) -> Iterator[Draft]:
        """All drafts in the order of their rows."""
        for [data] in self.connection.execute("SELECT draft FROM drafts ORDER BY row"):
            draft = _draft(data)
            yield replace(draft, case=draft.case and replace(draft.case, catalog=catalog))

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def _draft(data: Any) -> Draft:
    draft: Draft = pickle.loads(data)  # noqa: S301  # what this process wrote, where no other can
    return draft
