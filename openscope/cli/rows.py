"""What is written row by row: the items of a report, or the models of tables as they are read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from openscope.cli.streams import complain, emit, fail, result_file, stdout_file

if TYPE_CHECKING:
    from openscope.model import Skipped
    from openscope.render.rows import Row, Writer

Output = tuple[str, Path | None]
"""A format of rows and the place of its file, None for stdout."""

# So many of the rows that were skipped are named on stderr; the results name all.
_SHOWN = 5


def row_outputs(format: str, files: Sequence[tuple[str, Path]]) -> list[Output]:
    """The outputs that are written row by row, after it was made sure that they can be."""
    from importlib.util import find_spec

    from openscope.collect.table import NO_PYARROW
    from openscope.render.rows import ROWS

    if format == "parquet":
        fail("--format parquet: it is no text: write it to a file with -o parquet=PATH")
    found: list[Output] = [(name, path) for name, path in files if name in ROWS]
    found += [(format, None)] if format in ROWS else []
    if any(name == "parquet" for name, _ in found) and find_spec("pyarrow") is None:
        fail(f"--output parquet: {NO_PYARROW}")
    return found


def is_stream(targets: Sequence[str], format: str, files: Sequence[tuple[str, Path]]) -> bool:
    """Whether tables alone become rows alone: then nothing has to be held."""
    from openscope.collect.table import is_table
    from openscope.render.rows import ROWS

    only_rows = all(name in ROWS for name, _ in files) and format in {"terminal", *ROWS}
    return only_rows and bool(files or format in ROWS) and all(map(is_table, targets))


def write_rows(rows: "Iterable[Row]", outputs: Sequence[Output]) -> None:
    """Writes each row to every output. A file is in its place when it is complete."""
    with ExitStack() as open_files:
        writers = [open_files.enter_context(_writer(name, path)) for name, path in outputs]
        for row in rows:
            for writer in writers:
                writer.write(row)


@contextmanager
def _writer(name: str, path: Path | None) -> "Iterator[Writer]":
    from openscope.render.rows import writer

    with stdout_file() if path is None else result_file(path) as file:
        made = writer(name, file)
        yield made
        made.close()


def write_stream(
    tables: Sequence[str], found: "Iterable[Row | tuple[int, Skipped]]", outputs: Sequence[Output]
) -> int:
    """Writes the rows of the models of tables as they come, and says on stdout, where no rows go there, how
    many of each openness class there are. Returns the number of things that could not be examined.
    """
    from openscope.model import OpennessClass
    from openscope.render.rows import skip_row

    classes: Counter[str] = Counter()
    skipped = 0

    def rows() -> "Iterator[Row]":
        nonlocal skipped
        for each in found:
            if isinstance(each, tuple):
                number, skip = each
                skipped += not skip.expected
                if skipped <= _SHOWN and not skip.expected:
                    complain(f"{skip.path}: {skip.reason}")
                yield skip_row(skip, tables[number])
            else:
                classes[str(each["openness"] or OpennessClass.UNKNOWN)] += 1
                yield each

    write_rows(rows(), outputs)
    if all(path is not None for _, path in outputs):
        counts = ", ".join(f"{count:,} {name}" for name, count in sorted(classes.items()))
        emit(f"{classes.total():,} models{': ' if counts else ''}{counts}\n")
    return skipped
