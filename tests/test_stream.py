"""A stream of a table says of each model what a report of all says, and holds none of them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openscope import stream as streaming
from openscope.collect.table import Row
from openscope.engine import Options, scan
from openscope.model import Assessment, Skipped
from openscope.render.rows import item_row
from openscope.stream import stream

CARDS = Path(__file__).parent.parent / "fixtures" / "cards"
OFFLINE = Options(offline=True)
CHAIN = [
    {"modelId": "o/heir", "card": "---\nlicense: apache-2.0\nbase_model: o/middle\n---\n"},
    {"modelId": "o/middle", "card": "---\nbase_model: o/parent\n---\n"},
    {"modelId": "o/parent", "card": "---\nlicense: cc-by-nc-4.0\n---\n"},
    {"modelId": "o/ring", "card": "---\nlicense: mit\nbase_model: o/ring-2\n---\n"},
    {"modelId": "o/ring-2", "card": "---\nlicense: mit\nbase_model: o/ring\n---\n"},
]


def cards() -> Iterator[dict[str, str]]:
    for path in sorted(CARDS.glob("*/README.md")):
        yield {"modelId": path.parent.name.replace("__", "/"), "card": path.read_text(encoding="utf-8")}


def write(path: Path, values: list[dict[str, str]]) -> str:
    path.write_text("".join(json.dumps(each) + "\n" for each in values), encoding="utf-8")
    return str(path)


def whole(each: Assessment, _: str) -> Assessment:
    return each


def models(found: Iterator[Assessment | tuple[int, Skipped]]) -> list[Assessment]:
    return [each for each in found if isinstance(each, Assessment)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_says_what_a_report_says(tmp_path: Path, jobs: int) -> None:
    table = write(tmp_path / "a.jsonl", [*cards(), *CHAIN])

    streamed = models(stream([table], Options(offline=True, jobs=jobs), whole))
    report = scan([table], OFFLINE).items

    assert sorted(streamed, key=lambda each: each.item.id) == sorted(report, key=lambda each: each.item.id)


def test_a_table_says_what_a_tree_of_the_same_cards_says(tmp_path: Path) -> None:
    table = write(tmp_path / "a.jsonl", list(cards()))
    tree = {each.item.id: item_row(each, "") | {"path": None} for each in scan([str(CARDS)], OFFLINE).items}

    for each in models(stream([table], OFFLINE, whole)):
        assert item_row(each, "") | {"path": None} == tree[each.item.id]


def test_a_model_inherits_from_a_later_row(tmp_path: Path) -> None:
    heir, *_ = models(stream([write(tmp_path / "a.jsonl", CHAIN)], OFFLINE, whole))

    assert {(r.kind, r.inherited_from) for r in heir.restrictions} >= {("non-commercial", "o/parent")}


def test_rows_come_in_their_order_with_what_was_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, [CHAIN[2], CHAIN[2], CHAIN[0]])
    with path.open("a") as file:
        file.write("{}\n")

    skips = [each[1].reason for each in stream([str(path)], OFFLINE, whole) if isinstance(each, tuple)]
    names = [each.item.name for each in models(stream([str(path)], OFFLINE, whole))]

    assert skips == ["row 2: o/parent stands in row 1", "row 4: 'None' is no name of a model"]
    assert names == ["o/parent", "o/heir"]


def test_only_so_many_rows_are_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0

    def endless(*_: object) -> Iterator[Row | Skipped]:
        nonlocal taken
        while True:
            taken += 1
            yield Row(taken, f"o/m{taken}", "---\nlicense: mit\n---\n") if taken % 2 else SKIP

    from openscope.model import SkipCode

    SKIP = Skipped("a.jsonl", SkipCode.MALFORMED, "none")  # noqa: N806
    monkeypatch.setattr(streaming, "rows", endless)
    found = stream([str(tmp_path / "a.jsonl")], OFFLINE, whole)

    assert next(found) == (0, SKIP)
    assert taken <= 64
    found.close()  # type: ignore[attr-defined]


MEASURE = """
import resource, sys
from openscope.cli.rows import write_stream
from openscope.engine import Options
from openscope.render.rows import item_row
from openscope.stream import stream
from pathlib import Path
rows = stream([sys.argv[1]], Options(offline=True), item_row)
write_stream([sys.argv[1]], rows, [("jsonl", Path(sys.argv[2]))])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_rows(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    base = list(cards())

    def peak(times: int) -> int:
        many = [each | {"modelId": f"{each['modelId']}-{n}"} for n in range(times) for each in base]
        arguments = [write(tmp_path / f"{times}.jsonl", many), str(tmp_path / "out.jsonl")]
        run = subprocess.run([sys.executable, "-c", MEASURE, *arguments], capture_output=True, check=True)
        return int(run.stdout.split()[-1])

    assert peak(500) < 1.15 * peak(50)
