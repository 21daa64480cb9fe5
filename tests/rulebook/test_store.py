import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from openscope.catalog import load_catalog
from openscope.rulebook import compile as compiler
from openscope.rulebook import store
from openscope.rulebook.data import parse, silent
from openscope.rulebook.native import Native

Spoil = Callable[[Path], object]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A compiler that makes one small array, and the list of its runs."""
    runs: list[int] = []

    def compile_rules(*_: object) -> compiler.Compiled:
        runs.append(1)
        time.sleep(0.05)
        return {"numbers": np.arange(5)}

    monkeypatch.setattr(compiler, "compile_rules", compile_rules)
    return runs


def test_it_is_compiled_once(tiny: list[int], tmp_path: Path) -> None:
    for _ in range(2):
        arrays = store.ensure(load_catalog(), silent, tmp_path)
        assert arrays["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert len(tiny) == 1
    assert store.verify(store.place(load_catalog(), tmp_path)) == []


def test_many_at_once_leave_one_whole_rulebook(tiny: list[int], tmp_path: Path) -> None:
    results = []
    work = [
        threading.Thread(target=lambda: results.append(store.ensure(load_catalog(), silent, tmp_path)))
        for _ in range(6)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert [result["numbers"].tolist() for result in results] == [[0, 1, 2, 3, 4]] * 6
    assert [path.name for path in tmp_path.iterdir()] == [store.place(load_catalog(), tmp_path).name]


def test_a_failed_compilation_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def compile_rules(*_: object) -> compiler.Compiled:
        raise RuntimeError("no")

    monkeypatch.setattr(compiler, "compile_rules", compile_rules)
    with pytest.raises(RuntimeError):
        store.ensure(load_catalog(), silent, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_damage_is_found_and_mended(tiny: list[int], tmp_path: Path) -> None:
    store.ensure(load_catalog(), silent, tmp_path)
    directory = store.place(load_catalog(), tmp_path)
    path = directory / "arrays.bin"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert store.verify(directory) == ["numbers"]
    store.ensure(load_catalog(), silent, tmp_path, fresh=True)
    assert store.verify(directory) == []
    assert len(tiny) == 2


def cut(directory: Path) -> None:
    (directory / "arrays.bin").write_bytes((directory / "arrays.bin").read_bytes()[:-1])


def lengthen(directory: Path) -> None:
    with (directory / "arrays.bin").open("ab") as file:
        file.write(b"x")


def rewrite(**values: object) -> Spoil:
    """Says something else of the array."""

    def spoil(directory: Path) -> None:
        manifest = json.loads((directory / "manifest.json").read_text())
        manifest["arrays"]["numbers"].update(values)
        (directory / "manifest.json").write_text(json.dumps(manifest))

    return spoil


def manifest_of(text: str) -> Spoil:
    return lambda directory: (directory / "manifest.json").write_text(text)


INCOMPLETE: list[Spoil] = [
    cut,
    lengthen,
    lambda directory: (directory / "arrays.bin").unlink(),
    lambda directory: (directory / "arrays.bin").write_bytes(b""),
    lambda directory: (directory / "manifest.json").unlink(),
    *map(
        manifest_of,
        ["", "{", "{}", "[" * 5_000, '{"size": 40, "arrays": {}}', '{"size": 40, "arrays": {"a": 1}}'],
    ),
]
UNLIKE = [rewrite(dtype="<u8"), rewrite(shape=[4]), rewrite(shape=[-1]), rewrite(sha256="")]
IMPOSSIBLE = [
    *(rewrite(dtype=each) for each in ("", "no", "i4,(1,", "O", "<i8,<i8")),
    *(rewrite(shape=each) for each in ([2**62], [2**30, 2**40])),
    *(rewrite(start=each) for each in (-8, 8, 2**62)),
]


@pytest.mark.parametrize("spoil", INCOMPLETE)
def test_an_incomplete_rulebook_is_compiled_again(tiny: list[int], tmp_path: Path, spoil: Spoil) -> None:
    directory = store.place(load_catalog(), tmp_path)
    store.ensure(load_catalog(), silent, tmp_path)
    spoil(directory)
    assert store.open_arrays(directory) is None
    assert store.verify(directory) == ["manifest.json"]
    assert store.ensure(load_catalog(), silent, tmp_path)["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert len(tiny) == 2


@pytest.mark.parametrize("spoil", UNLIKE + IMPOSSIBLE)
def test_an_array_that_is_not_what_was_written_is_found(
    tiny: list[int], tmp_path: Path, spoil: Spoil
) -> None:
    directory = store.place(load_catalog(), tmp_path)
    store.ensure(load_catalog(), silent, tmp_path)
    spoil(directory)
    assert store.verify(directory) == ["numbers"]
    assert (store.open_arrays(directory) is None) == (spoil in IMPOSSIBLE)


def test_the_platform_or_the_user_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENSCOPE_CACHE_DIR", str(tmp_path))
    assert store.place(load_catalog()).parent == tmp_path


def test_corrections_apply(native: Native) -> None:
    for name, expression in load_catalog().corrections.items():
        rule = next(native.rules[n] for n in range(len(native.rules)) if native.rules[n].name == name)
        assert rule.expression == expression


def test_a_rule_file_is_read() -> None:
    written = parse(
        "---\nlicense_expression: mit OR\n    apache-2.0\nis_license_notice: yes\nrelevance: 99\n"
        "referenced_filenames:\n  - LICENSE\n---\n\nLicensed under {{MIT}}\n",
        "x.RULE",
    )
    assert written is not None
    assert written.expression == "mit OR apache-2.0"
    assert written.flags == {"is_license_notice"}
    assert (written.relevance, written.minimum_coverage, written.refers) == (99, 0, ("LICENSE",))
    assert written.text.strip() == "Licensed under {{MIT}}"


@pytest.mark.parametrize("matter", ["is_deprecated: yes", "language: de"])
def test_a_retired_or_foreign_rule_is_left_out(matter: str) -> None:
    assert parse(f"---\nlicense_expression: mit\n{matter}\n---\ntext\n", "x.RULE") is None


def test_the_rulebooks_of_old_versions_go(tiny: list[int], tmp_path: Path) -> None:
    for age in range(5):
        (tmp_path / f"rulebook-old{age}").mkdir()
        os.utime(tmp_path / f"rulebook-old{age}", (1000 - age, 1000 - age))
    store.ensure(load_catalog(), silent, tmp_path)
    kept = {path.name for path in tmp_path.iterdir()} - {store.place(load_catalog(), tmp_path).name}
    assert kept == {"rulebook-old0", "rulebook-old1", "rulebook-old2"}
