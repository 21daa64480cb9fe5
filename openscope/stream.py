"""Tables of cards, assessed row by row in constant memory, however many rows there are.

Two passes: the first reads each card and lays what follows from it alone in a temporary file; the
second lets each model inherit from its bases in the same table, wherever in it they stand, and hands
it out. So a stream says of each model what a report of the whole table says.
"""

import pickle
import sqlite3
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

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

Made = TypeVar("Made")
Make = Callable[[Assessment, str], Made]
"""Makes what is wanted of a model in a table of this name: the row of a result, for one."""


class _Task(Struct, Generic[Made], frozen=True):
    """A table with its number, and what to do with its cards."""

    table: str
    number: int
    options: Options
    make: Make[Made]


class Laid(Struct, frozen=True):
    """What the first pass leaves of a row, its card aside: the pickled draft of its model, and what was
    made of it, pickled as well, where it has no base.
    """

    row: Row
    draft: bytes
    made: bytes | None


def stream(
    tables: Sequence[str], options: Options, make: Make[Made], progress: Progress | None = None
) -> Iterator[Made | tuple[int, Skipped]]:
    """What is made of the model of each row, in the order of the tables and rows, after what was skipped,
    with the table's number.

    `make` is a function of a module, and what it makes can be pickled: both go to other processes.
    Raises what `openscope.engine.scan` raises.
    """
    catalog = load_catalog()
    options = replace(options, cache=None)  # a million cards that are read once need not be kept
    if options.engine == NATIVE:
        prepare(progress or silent)
    with tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True) as room:
        for number, table in enumerate(tables):
            with closing(_Spool(Path(room, f"{number}.sqlite"))) as spool:
                for laid in _laid(_Task(table, number, options, make)):
                    if isinstance(laid, Skipped):
                        yield number, laid
                    elif (first := spool.add(laid)) is not None:
                        yield number, again(table, laid.row, first)
                    elif progress and laid.row.number % _CHUNK == 0:
                        progress("reading", laid.row.number, laid.row.number)
                for draft, made in spool.all():
                    yield _unpickled(made) if made else make(_whole(draft, spool, catalog), table)


# ── the first pass ───────────────────────────────────────────────────────────────────────────


def _laid(task: _Task[Made]) -> Iterator[Laid | Skipped]:
    read = rows(task.table, task.options.limits)
    chunks = iter(lambda: list(islice(read, _CHUNK)), [])
    if task.options.jobs <= 1:
        for chunk in chunks:
            yield from lay(chunk, task)
        return
    under_way: deque[Future[list[Laid | Skipped]]] = deque()
    with workers(task.options, {Role.CARD}) as pool:
        for chunk in chunks:
            under_way.append(pool.submit(lay, chunk, task))
            if len(under_way) >= _AHEAD * task.options.jobs:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def lay(chunk: Sequence[Row | Skipped], task: _Task[Made]) -> list[Laid | Skipped]:
    """Some rows of a table, their cards read."""
    return [row if isinstance(row, Skipped) else _lay(row, task) for row in chunk]


def _lay(row: Row, task: _Task[Made]) -> Laid | Skipped:
    document = row.document
    catalog = load_catalog()
    _, reading = read_document(document, task.options)
    if reading.skipped and not reading.evidence and not reading.expression:
        reason = f"row {row.number}: {reading.skipped.reason}"
        return replace(reading.skipped, path=document.path, reason=reason)
    examined = Examined(replace(document, text=""), reading)
    target = Collected("", "", (row.item,), (document,))
    [draft, *_] = drafts(target, [examined], catalog, task.number)
    draft = with_data(draft, {}, catalog)
    row = replace(row, card="")
    if draft.assessment.bases:
        return Laid(row, _pickled(_without_catalog(draft)), None)
    made = task.make(finished(draft.assessment, draft, (), catalog), task.table)  # nobody to inherit from
    return Laid(row, _pickled(_as_base(draft.assessment)), _pickled(made))


def _without_catalog(draft: Draft) -> Draft:
    return replace(draft, case=draft.case and replace(draft.case, catalog=cast(Catalog, None)))


def _as_base(each: Assessment) -> Draft:
    """What its heirs ask of a model."""
    return Draft(replace(each, evidence=(), copyrights=(), datasets=()), None)


# ── the second pass ──────────────────────────────────────────────────────────────────────────


def _whole(data: bytes, spool: "_Spool", catalog: Catalog) -> Assessment:
    """The model of a draft with what it inherits from those of its bases that the table has."""
    draft: Draft = _unpickled(data)
    draft = replace(draft, case=draft.case and replace(draft.case, catalog=catalog))
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


class _Spool:
    """The drafts of one table in a temporary file that this process alone writes and reads."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE drafts (row INTEGER PRIMARY KEY, name TEXT UNIQUE, made BLOB, draft BLOB); BEGIN"
        )

    def add(self, laid: Laid) -> int | None:
        """Keep what was laid of a row; where its model has a row already, that row's number instead."""
        name = laid.row.name.lower()
        values = laid.row.number, name, laid.made, laid.draft
        if self.connection.execute("INSERT OR IGNORE INTO drafts VALUES (?, ?, ?, ?)", values).rowcount:
            return None
        [number] = self.connection.execute("SELECT row FROM drafts WHERE name = ?", (name,)).fetchone()
        return int(number)

    def find(self, name: str) -> Assessment | None:
        """What follows from the card of a model alone."""
        found = self.connection.execute("SELECT draft FROM drafts WHERE name = ?", (name,)).fetchone()
        return cast(Draft, _unpickled(found[0])).assessment if found else None

    def all(self) -> Iterator[tuple[bytes, bytes | None]]:
        """The draft of each row in their order, and what was made of it."""
        yield from self.connection.execute("SELECT draft, made FROM drafts ORDER BY row")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _unpickled(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301  # what this process wrote, where no other can
