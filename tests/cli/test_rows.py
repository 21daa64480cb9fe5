"""Results row by row: of tables as they are read, and of any other scan."""

import json
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.cli.conftest import Run, process
from tests.expectations import FIXTURES

CARDS = [
    {"modelId": "o/free", "card": "---\nlicense: mit\nlibrary_name: transformers\n---\n"},
    {"modelId": "o/bound", "card": "---\nlicense: cc-by-nc-4.0\nlibrary_name: transformers\n---\n"},
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "cards.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in CARDS), encoding="utf-8")
    return path


def test_a_table_becomes_lines_on_stdout(openscope: Run, table: Path) -> None:
    done = openscope("scan", table, "-f", "jsonl", "-j", "1")

    free, bound = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (0, "")
    assert (free["id"], free["concluded"], free["openness"]) == (
        "pkg:huggingface/o/free",
        "MIT",
        "open-weights",
    )
    assert "non-commercial" in bound["restrictions"]
    assert free["skipped"] is None


def test_files_of_rows_leave_a_summary_on_stdout(openscope: Run, table: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    done = openscope(
        "scan", "cards.jsonl", "-o", "parquet=o.parquet", "-o", "jsonl=o.jsonl", cwd=table.parent
    )

    lines = [json.loads(line) for line in (table.parent / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    assert done.stdout == "2 models: 1 open-weights, 1 restricted-weights\n"
    assert parquet.read_table(table.parent / "o.parquet").to_pylist() == lines


def test_a_bad_row_is_a_row_a_line_on_stderr_and_exit_code_3(openscope: Run, table: Path) -> None:
    with table.open("a", encoding="utf-8") as file:
        file.write("no json\n")
    done = openscope("scan", "cards.jsonl", "-f", "jsonl", cwd=table.parent)

    skipped = [row for row in map(json.loads, done.stdout.splitlines()) if row["skipped"]]
    assert done.returncode == 3
    assert [(row["path"], row["skipped"]) for row in skipped] == [("cards.jsonl", "row 3: not JSON in UTF-8")]
    assert done.stderr.splitlines() == [
        "openscope: cards.jsonl: row 3: not JSON in UTF-8",
        "openscope: 1 thing could not be examined (exit code 3)",
    ]


def test_a_table_makes_an_ordinary_report_as_well(openscope: Run, table: Path) -> None:
    report = json.loads(openscope("scan", table, "-f", "json").stdout)

    assert [item["id"] for item in report["items"]] == ["pkg:huggingface/o/free", "pkg:huggingface/o/bound"]
    assert report["items"][0]["evidence"][0]["start_line"] == 2


def test_any_scan_may_become_rows(openscope: Run) -> None:
    done = openscope("scan", FIXTURES / "demo", "-f", "jsonl")
    report = json.loads(openscope("scan", FIXTURES / "demo", "-f", "json").stdout)

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows if not row["skipped"]] == [item["id"] for item in report["items"]]


def test_parquet_is_for_files(openscope: Run, table: Path) -> None:
    done = openscope("scan", table, "-f", "parquet")

    assert (done.returncode, done.stdout) == (2, "")
    assert "write it to a file with -o parquet=PATH" in done.stderr


def test_check_has_no_rows(openscope: Run, table: Path) -> None:
    assert openscope("check", table, "-f", "jsonl").returncode == 2


def test_without_pyarrow_one_line_says_what_to_install(table: Path) -> None:
    hidden = "import sys; sys.modules['pyarrow'] = None\nimport importlib.util as u; real = u.find_spec\n"
    hidden += "u.find_spec = lambda name, *a: None if name == 'pyarrow' else real(name, *a)"
    done = process(hidden, "scan", "cards.jsonl", "-o", "parquet=o.parquet", cwd=table.parent, stdout=PIPE)

    assert done.returncode == 2
    assert done.stderr.decode() == (
        "openscope: --output parquet: Parquet needs pyarrow: pip install 'openscope[parquet]'\n"
    )


def test_pyarrow_is_never_loaded_where_no_parquet_is_asked_for(table: Path) -> None:
    watch = "import atexit, sys; atexit.register(lambda: print('pyarrow' in sys.modules, file=sys.stderr))"
    done = process(watch, "scan", "cards.jsonl", "-f", "jsonl", "--offline", cwd=table.parent, stdout=PIPE)

    assert (done.returncode, done.stderr.decode()) == (0, "False\n")


def test_a_reader_that_goes_away_is_no_bug(table: Path, tmp_path: Path) -> None:
    closed = "import os, sys; r, w = os.pipe(); os.close(r); os.dup2(w, 1)"
    done = process(closed, "scan", "cards.jsonl", "-f", "jsonl", "--offline", cwd=tmp_path, stdout=PIPE)

    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
