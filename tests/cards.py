"""How many cards a second one core reads, and how much memory that takes: `make cards`.

Without arguments a table is made out of `fixtures/cards`, each card many times under new names;
`python -m tests.cards FILE` takes a table of real ones (`.jsonl`, `.jsonl.gz`, `.parquet`). The run is
that of the command line in one process; the time is that of its processor, start included.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from openscope.collect.table import Row, rows
from openscope.textfile import Limits

_CARDS = Path(__file__).parent.parent / "fixtures" / "cards"
_ROWS = 3_000


def made(path: Path, count: int) -> Path:
    """A table of so many cards out of the fixtures."""
    cards = [
        (card.parent.name.replace("__", "/"), card.read_text("utf-8")) for card in _CARDS.glob("*/README.md")
    ]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            name, card = cards[number % len(cards)]
            # A word of its own in each: nothing may be answered because it was seen before.
            row = {"modelId": f"{name}-{number}", "card": f"{card}\nNumber {number}.\n"}
            file.write(json.dumps(row) + "\n")
    return path


def main() -> None:
    """Measure, and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="?", type=Path, help="a table of cards instead of a made one")
    parser.add_argument("--rows", type=int, default=_ROWS, help="how many rows a made table has")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        table = arguments.table or made(Path(room, "cards.jsonl"), arguments.rows)
        found = [row for row in rows(str(table), Limits()) if isinstance(row, Row)]
        count, size = len(found), sum(len(row.card) for row in found)
        command = [sys.executable, "-c", "from openscope.cli import main; main()", "scan", str(table)]
        options = ["-j", "1", "--offline", "-o", f"jsonl={room}/out.jsonl"]
        subprocess.run([*command, *options], check=False, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    print(  # noqa: T201
        f"{count:,} cards of {size / count:,.0f} characters: {count / seconds:,.0f} a second and core, "
        f"{used.ru_maxrss / 1024:,.0f} MB at most"
    )


if __name__ == "__main__":
    main()
