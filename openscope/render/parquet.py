"""Rows as Parquet, by pyarrow (`openscope[parquet]`), which is imported here only when it is asked for."""

from typing import IO

import pyarrow as pa
from pyarrow import parquet

from openscope.render.rows import COLUMNS, FLAGS, LISTS, Row

# Rows of a row group: what is held before it is written.
_GROUP = 5_000

_SCHEMA = pa.schema(
    [
        (name, pa.list_(pa.string()) if name in LISTS else pa.bool_() if name in FLAGS else pa.string())
        for name in map(str, COLUMNS)
    ]
)


class Writer:
    """Writes a row group for every few thousand rows."""

    def __init__(self, file: IO[bytes]) -> None:
        self._parquet = parquet.ParquetWriter(file, _SCHEMA, compression="zstd")
        self._rows: list[Row] = []

    def write(self, row: Row) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) >= _GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._flush()
        self._parquet.close()

    def _flush(self) -> None:
        if self._rows:
            self._parquet.write_batch(pa.RecordBatch.from_pylist(self._rows, schema=_SCHEMA))
            self._rows.clear()
