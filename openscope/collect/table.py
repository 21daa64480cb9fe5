"""Tables of model cards as targets: JSON Lines (`.jsonl`, also gzipped) and Parquet, a card in each row.

This is the form in which dumps of the Hub's cards are published: one column has the model's name, one
its card, whatever else there is. A table is read row by row, whatever its size; a row that is none is
skipped with its number, and where the file itself breaks off, what came before still counts.
"""

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from msgspec import Struct
from packageurl import PackageURL

from openscope.collect.paths import printable
from openscope.model import Collected, Document, Item, Kind, Role, SkipCode, Skipped
from openscope.net import Network
from openscope.regex import regex
from openscope.textfile import Limits, decode, why

NAME_COLUMNS = ("modelId", "model_id", "id", "repo_id")
CARD_COLUMNS = ("card", "model_card", "modelcard", "readme")
"""The names of the two columns that are read, the likeliest first."""

NO_PYARROW = "Parquet needs pyarrow: pip install 'openscope[parquet]'"

_ENDINGS = (".jsonl", ".jsonl.gz", ".parquet")
# Old names hold more than the Hub allows today (a comma); what a path or a package URL splits at none has.
_NAME = regex(r"(?:[^\W_][^\s/\\:?#@%]{0,95}/)?[^\W_][^\s/\\:?#@%]{0,95}", re.ASCII)
_MOST_ROWS = 20_000_000
_BATCH, _BUFFER = 32, 1 << 18
_SHOWN = 8


class Row(Struct, frozen=True):
    """One model: the number of its row, from 1, its name on the Hub, and its card."""

    number: int
    name: str
    card: str

    @property
    def item(self) -> Item:
        """The model. Its path is its name: a table has no directories."""
        namespace, _, name = self.name.rpartition("/")
        purl = PackageURL("huggingface", namespace or None, name).to_string()
        return Item(purl, Kind.MODEL, self.name, None, self.name)

    @property
    def document(self) -> Document:
        """The card, where it would stand in the model's repository."""
        path = f"{self.name}/README.md"
        return Document(path, Path(path), Role.CARD, self.name, True, len(self.card), self.card, self.number)


class _BrokenError(Exception):
    """The table cannot be read any further."""

    def __init__(self, code: SkipCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def is_table(asked: str) -> bool:
    """Whether a target is a file that is named as a table of cards."""
    try:
        return asked.lower().endswith(_ENDINGS) and os.path.isfile(asked)
    except ValueError:
        return False


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:  # noqa: ARG001
    """Every model of a table at once, for reports that hold all. None for a target that is no table."""
    if not is_table(asked):
        return None
    found: dict[str, Row] = {}
    skipped = []
    for row in rows(asked, limits):
        if isinstance(row, Skipped):
            skipped.append(row)
        elif (first := found.setdefault(row.name.lower(), row)) is not row:
            skipped.append(again(asked, row, first.number))
    return Collected(
        printable(asked),
        shown(asked),
        items=tuple(row.item for row in found.values()),
        documents=tuple(row.document for row in found.values()),
        skipped=tuple(skipped),
    )


def again(asked: str, row: Row, first: int) -> Skipped:
    """What is said of the second row of a model."""
    return Skipped(shown(asked), SkipCode.MALFORMED, f"row {row.number}: {row.name} stands in row {first}")


def shown(asked: str) -> str:
    """What a table is called in a report."""
    return printable(os.path.normpath(asked).replace(os.sep, "/"))


def rows(asked: str, limits: Limits) -> Iterator[Row | Skipped]:
    """The rows of a table as they are read, and those that cannot be."""
    name, number = shown(asked), 0
    try:
        for number, values in enumerate(_values(asked, limits), 1):
            if number > _MOST_ROWS:
                raise _BrokenError(SkipCode.TOO_MANY, f"more than {_MOST_ROWS:,} rows")
            found = values if isinstance(values, Skipped) else _row(number, values, limits)
            if isinstance(found, Row):
                yield found
            elif found is not None:
                yield Skipped(name, found.code, f"row {number}: {found.reason}")
    except _BrokenError as error:
        yield Skipped(name, error.code, f"{error}{f', after row {number:,}' if number else ''}")
    except (OSError, EOFError, zlib.error) as error:
        reason = why(error) if isinstance(error, OSError) and error.errno else f"broken: {error}"
        yield Skipped(name, SkipCode.UNREADABLE, f"{reason}{f', after row {number:,}' if number else ''}")


def _row(number: int, values: tuple[object, object], limits: Limits) -> Row | Skipped:
    name, card = values
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return Skipped("", SkipCode.MALFORMED, f"{str(name)[:80]!r} is no name of a model")
    if not isinstance(card, str):
        return Skipped("", SkipCode.MALFORMED, f"{name} has no card that is text")
    if len(card) > limits.max_file_bytes:
        return Skipped("", SkipCode.TOO_LARGE, f"the card of {name} has {len(card):,} characters")
    text = decode(card.encode("utf-8", "replace"))
    return (
        Skipped("", SkipCode.BINARY, f"the card of {name} is no text")
        if text is None
        else Row(number, name, text)
    )


def _values(asked: str, limits: Limits) -> Iterator[tuple[object, object] | Skipped]:
    """The name and the card of each row, whatever they are."""
    if asked.lower().endswith(".parquet"):
        yield from _parquet(asked)
        return
    zipped = asked.lower().endswith(".gz")
    with cast(IO[bytes], gzip.open(asked)) if zipped else open(asked, "rb") as file:
        yield from _json_lines(file, limits)


def _columns(names: Mapping[str, Any] | list[str]) -> tuple[str, str]:
    """The columns with the name and the card."""
    found = [next((one for one in known if one in names), None) for known in (NAME_COLUMNS, CARD_COLUMNS)]
    if found[0] is None or found[1] is None:
        there = printable(", ".join([*names][:_SHOWN]))[:200]
        reason = f"no column {' or '.join(NAME_COLUMNS)} with one {' or '.join(CARD_COLUMNS)}: has {there}"
        raise _BrokenError(SkipCode.MALFORMED, reason)
    return found[0], found[1]


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────


def _json_lines(file: IO[bytes], limits: Limits) -> Iterator[tuple[object, object] | Skipped]:
    columns: tuple[str, str] | None = None
    most = 2 * limits.max_file_bytes  # a card is written longer than it is: `\n`, `\u00e9`
    while line := file.readline(most):
        if len(line) == most and not line.endswith(b"\n"):
            while (rest := file.readline(most)) and not rest.endswith(b"\n"):
                pass
            yield Skipped("", SkipCode.TOO_LARGE, f"more than {most:,} bytes")
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            yield Skipped("", SkipCode.MALFORMED, "not JSON in UTF-8")
            continue
        if not isinstance(values, dict):
            yield Skipped("", SkipCode.MALFORMED, "not a JSON object")
            continue
        columns = columns or _columns(values)
        yield values.get(columns[0]), values.get(columns[1])


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────


def _parquet(asked: str) -> Iterator[tuple[object, object] | Skipped]:
    try:
        import pyarrow as pa  # 40 MB to load: only who reads or writes Parquet has it
        from pyarrow import parquet
    except ImportError as error:
        raise _BrokenError(SkipCode.UNSUPPORTED, NO_PYARROW) from error
    try:
        # A buffer instead of whole column chunks, which may be as large as the file.
        with parquet.ParquetFile(asked, buffer_size=_BUFFER) as file:
            columns = _columns(file.schema_arrow.names)
            for batch in file.iter_batches(_BATCH, columns=[*columns], use_threads=False):
                for pair in zip(*(batch.column(name) for name in columns), strict=True):
                    try:
                        yield pair[0].as_py(), pair[1].as_py()
                    except UnicodeDecodeError:
                        yield Skipped("", SkipCode.MALFORMED, "not UTF-8")
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0][:200]
        raise _BrokenError(SkipCode.UNREADABLE, f"broken: {reason}") from error
