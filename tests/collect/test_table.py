"""Tables of cards: each row a model, and whatever is none skipped with its number."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from openscope.collect import collect, table
from openscope.collect.table import Row, rows
from openscope.model import SkipCode, Skipped
from openscope.textfile import Limits

CARD = "---\nlicense: mit\n---\n# A model\n"
GOOD = {"modelId": "org/good", "card": CARD}


def jsonl(path: Path, values: Iterable[object]) -> str:
    text = "".join(each if isinstance(each, str) else json.dumps(each) + "\n" for each in values)
    data = text.encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return str(path)


def parquet(path: Path, columns: dict[str, list[object]]) -> str:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as format

    format.write_table(pa.table(columns), path)
    return str(path)


def found(path: str, limits: Limits | None = None) -> list[str]:
    return [
        f"{each.code}: {each.reason}" if isinstance(each, Skipped) else each.name
        for each in rows(path, limits or Limits())
    ]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "A.JSONL"])
@pytest.mark.parametrize("columns", [("modelId", "card"), ("id", "readme"), ("model_id", "model_card")])
def test_a_row_is_a_model(tmp_path: Path, name: str, columns: tuple[str, str]) -> None:
    path = jsonl(tmp_path / name, [{"likes": 3, columns[0]: "org/one", columns[1]: CARD}])

    [row] = rows(path, Limits())

    assert row == Row(1, "org/one", CARD)


def test_a_parquet_file_is_a_table_too(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"likes": [1, 2], "modelId": ["o/1", "o/2"], "card": [CARD, ""]})

    assert list(rows(path, Limits())) == [Row(1, "o/1", CARD), Row(2, "o/2", "")]


def test_the_card_stands_where_it_would_in_its_repository(tmp_path: Path) -> None:
    collected = collect(jsonl(tmp_path / "a.jsonl", [GOOD]))

    [item], [document] = collected.items, collected.documents
    assert (item.id, item.path) == ("pkg:huggingface/org/good", "org/good")
    assert (document.path, document.item, document.told) == ("org/good/README.md", item.key, False)


@pytest.mark.parametrize(
    ("bad", "code", "reason"),
    [
        ({"modelId": None, "card": CARD}, SkipCode.MALFORMED, "'None' is no name of a model"),
        ({"modelId": "../../etc", "card": CARD}, SkipCode.MALFORMED, "'../../etc' is no name of a model"),
        ({"modelId": "a/b/c", "card": CARD}, SkipCode.MALFORMED, "'a/b/c' is no name of a model"),
        ({"card": CARD}, SkipCode.MALFORMED, "'None' is no name of a model"),
        ({"modelId": "o/n"}, SkipCode.MALFORMED, "o/n has no card that is text"),
        ({"modelId": "o/n", "card": [1]}, SkipCode.MALFORMED, "o/n has no card that is text"),
        ({"modelId": "o/n", "card": "\0\1" * 40}, SkipCode.BINARY, "the card of o/n is no text"),
        ({"modelId": "o/n", "card": "x" * 2000}, SkipCode.TOO_LARGE, "the card of o/n has 2,000 characters"),
        ({"modelId": "o/n", "card": "x" * 9000}, SkipCode.TOO_LARGE, "more than 2,000 bytes"),
        ("[1]\n", SkipCode.MALFORMED, "not a JSON object"),
        ("\n", SkipCode.MALFORMED, "not JSON in UTF-8"),
        ("[" * 1500 + "\n", SkipCode.MALFORMED, "not JSON in UTF-8"),
        ('{"modelId": "o/n", "card": "\udcff"}\n', SkipCode.MALFORMED, "not JSON in UTF-8"),
    ],
)
def test_a_bad_row_is_skipped_and_the_next_one_read(
    tmp_path: Path, bad: object, code: SkipCode, reason: str
) -> None:
    small = Limits(max_file_bytes=1000)
    if "2,000 characters" in reason:
        small = Limits(max_file_bytes=1900)
    path = jsonl(tmp_path / "a.jsonl", [GOOD, bad, GOOD | {"modelId": "org/next"}])

    assert found(path, small) == ["org/good", f"{code}: row 2: {reason}", "org/next"]


def test_a_lone_surrogate_becomes_a_question_mark(tmp_path: Path) -> None:
    [row] = rows(jsonl(tmp_path / "a.jsonl", ['{"id": "o/n", "card": "a\\ud800b"}\n']), Limits())

    assert isinstance(row, Row)
    assert row.card == "a?b"


def test_the_second_row_of_a_model_is_skipped(tmp_path: Path) -> None:
    collected = collect(jsonl(tmp_path / "a.jsonl", [GOOD, GOOD | {"modelId": "ORG/good"}]))

    assert [each.reason for each in collected.skipped] == ["row 2: ORG/good stands in row 1"]
    assert len(collected.items) == 1


def test_without_the_columns_one_line_says_which_there_are(tmp_path: Path) -> None:
    [said] = found(jsonl(tmp_path / "a.jsonl", [{"name": "x", "text": "y"}]))

    assert said == (
        "malformed: no column modelId or model_id or id or repo_id with one card or model_card or modelcard"
        " or readme: has name, text"
    )


def test_a_table_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    many = [{"modelId": f"org/m{n}", "card": CARD + str(n * 7919) * 40} for n in range(2000)]
    jsonl(path, many)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    *before, last = found(str(path))

    assert before[0] == "org/m0"
    assert last.startswith("unreadable: broken: ")
    assert last.endswith(f"after row {len(before):,}")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"no parquet at all, nowhere"])
def test_a_broken_parquet_file_is_one_line(tmp_path: Path, data: bytes) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(data)

    [said] = found(str(path))

    assert said.startswith("unreadable: broken: ")


def test_a_parquet_row_that_is_no_utf_8_is_skipped(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as format

    cards = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xffa")]
    )
    format.write_table(pa.table({"id": ["o/1", "o/2"], "card": cards}), tmp_path / "a.parquet")

    assert found(str(tmp_path / "a.parquet")) == ["malformed: row 1: not UTF-8", "o/2"]


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")

    assert found(str(tmp_path / "a.parquet")) == [f"unsupported: {table.NO_PYARROW}"]
