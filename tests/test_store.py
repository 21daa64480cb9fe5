"""Readings are kept by content, and a cache is never a reason to fail or to be wrong."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from openscope import Options, Report, scan
from openscope.catalog import Catalog, load_catalog
from openscope.detect import examine
from openscope.detect.page import Page
from openscope.engine import _read, read_document
from openscope.model import Document, Reading, Role
from tests.conftest import Grow

CARD = (
    "---\nlicense: other\npipeline_tag: x\n---\n# Card\nThe model is licensed for non-commercial use only.\n"
    "Products with more than 100 million monthly active users need a licence.\n"
)
FILES = {"package.json": '{"name": "x", "version": "1", "license": "MIT"}\n', "model/README.md": CARD}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that the detectors were run over."""
    seen: list[str] = []

    def watched(page: Page, catalog: Catalog) -> Reading:
        seen.append(page.document.path)
        return examine(page, catalog)

    monkeypatch.setattr("openscope.engine.examine", watched)
    return seen


def aged(root: Path) -> str:
    """A tree that has not been touched for a minute."""
    before = time.time() - 60
    for path in root.rglob("*"):
        os.utime(path, (before, before))
    return str(root)


def run(root: str, cache: Path) -> Report:
    return scan([root], Options(cache=cache))


def test_what_did_not_change_is_not_read_again_and_the_report_is_the_same(
    grow: Grow, tmp_path: Path, read: list[str]
) -> None:
    root = aged(grow(FILES))
    first = run(root, tmp_path / "cache")
    assert sorted(read) == ["model/README.md", "package.json"]
    read.clear()
    assert run(root, tmp_path / "cache") == first == scan([root])
    assert sorted(read) == ["model/README.md", "package.json"]  # by the scan without a cache only


def test_what_changed_is_read_again(grow: Grow, tmp_path: Path, read: list[str]) -> None:
    root = aged(grow(FILES))
    run(root, tmp_path / "cache")
    read.clear()
    (Path(root) / "package.json").write_text('{"name": "x", "version": "1", "license": "ISC"}\n')
    report = run(root, tmp_path / "cache")
    assert read == ["package.json"]
    assert report.items[0].license.concluded == "ISC"


def test_a_change_within_the_clocks_resolution_is_seen(grow: Grow, tmp_path: Path) -> None:
    root = grow(FILES)
    run(str(root), tmp_path / "cache")
    (root / "package.json").write_text('{"name": "x", "version": "1", "license": "ISC"}\n')
    assert run(str(root), tmp_path / "cache").items[0].license.concluded == "ISC"


def test_a_clone_is_known_by_its_content(grow: Grow, tmp_path: Path, read: list[str]) -> None:
    root = grow(FILES)
    run(str(root), tmp_path / "cache")
    read.clear()
    clone = tmp_path / "clone"
    root.rename(clone)
    assert run(str(clone), tmp_path / "cache").items
    assert read == []


def test_the_same_words_in_another_role_are_another_reading(
    grow: Grow, tmp_path: Path, read: list[str]
) -> None:
    root = grow({"a.txt": "MIT\n", "LICENSE": "MIT\n"})
    run(str(root), tmp_path / "cache")
    assert sorted(read) == ["LICENSE", "a.txt"]


def test_a_damaged_cache_is_made_again(grow: Grow, tmp_path: Path) -> None:
    root = aged(grow(FILES))
    first = run(root, tmp_path / "cache")
    [database] = (tmp_path / "cache").glob("*.sqlite")
    database.write_bytes(b"not a database" * 100)
    assert run(root, tmp_path / "cache") == first


def test_rows_that_make_no_sense_are_not_believed(grow: Grow, tmp_path: Path) -> None:
    root = aged(grow(FILES))
    first = run(root, tmp_path / "cache")
    [path] = (tmp_path / "cache").glob("*.sqlite")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE readings SET reading = 'nonsense'")
    assert run(root, tmp_path / "cache") == first


def test_a_place_that_cannot_hold_a_cache_is_no_error(grow: Grow, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert run(str(grow(FILES)), tmp_path / "file" / "cache").complete


def test_what_is_kept_comes_back_whole(grow: Grow, tmp_path: Path) -> None:
    """With clauses, limits and signals, and with the path of the document that asks."""
    from openscope.collect import collect
    from openscope.store import open_store

    def reading(document: Document) -> tuple[str, Reading]:
        return read_document(document, Options())

    documents = collect(str(grow(FILES))).documents
    card = next(document for document in documents if document.path.endswith("README.md"))
    content, found = reading(card)
    assert found.clauses
    assert found.signals
    store = open_store(tmp_path / "cache", "rules")
    assert store is not None
    store.add([(card, content, found)])
    assert store.by_content(content, card.path) == found
    moved = store.by_content(content, "elsewhere/README.md")
    assert moved is not None
    assert {e.path for e in moved.evidence} == {"elsewhere/README.md"}
    assert replace(moved, path="", evidence=(), clauses=(), signals=()) == replace(
        found, path="", evidence=(), clauses=(), signals=()
    )
    store.close()


def test_references_are_kept_and_belong_to_the_name_of_the_file(grow: Grow, tmp_path: Path) -> None:
    """The same words are a Modelfile in one file and prose in another."""
    text = "FROM someones/thing:7b\n"
    root = aged(grow({"Modelfile": text, "deploy/Modelfile": text, "notes.txt": text}))
    fresh = scan([root])
    assert run(root, tmp_path / "cache") == fresh
    assert run(root, tmp_path / "cache") == fresh
    [model] = [each for each in fresh.items if each.item.id.startswith("pkg:generic/ollama/")]
    assert [e.path for e in model.evidence] == ["Modelfile", "deploy/Modelfile"]


_READERS = (
    "numpy",
    "openscope.detect.page",
    "openscope.detect.text",
    "openscope.rulebook.store",
    "openscope.detect.seek",
)


def test_where_everything_was_read_before_nothing_is_loaded_that_reads(grow: Grow, tmp_path: Path) -> None:
    root = aged(grow(FILES))
    run(root, tmp_path / "cache")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from openscope import Options, scan\n"
        f"scan([{root!r}], Options(cache=Path({str(tmp_path / 'cache')!r})))\n"
        f"print([name for name in sys.modules if name in {_READERS}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert all(name in sys.modules for name in _READERS), "the first scan, which read, loaded them"


def test_a_licence_that_lies_in_many_packages_is_read_once_in_a_scan(grow: Grow, read: list[str]) -> None:
    text = "You may use this software for non-commercial purposes only.\n"
    names = ("a/LICENSE", "b/LICENSE", "c/COPYING", "d/LICENSE")
    words = {name: text if name != "d/LICENSE" else text.replace("software", "work") for name in names}
    manifests = {f"{d}/package.json": f'{{"name": "{d}", "version": "1"}}' for d in "abcd"}
    report = scan([str(grow({**words, **manifests}))])
    # Another name or other words are another document.
    assert sorted(path for path in read if not path.endswith(".json")) == [
        "a/LICENSE",
        "c/COPYING",
        "d/LICENSE",
    ]
    found = {item.item.path: item for item in report.items}
    assert found["a"].license == found["b"].license
    assert [{e.path for e in found[d].evidence if e.source == "detected"} for d in "ab"] == [
        {"a/LICENSE"},
        {"b/LICENSE"},
    ]
    assert [r.path for r in found["b"].restrictions] == ["b/LICENSE"] * len(found["a"].restrictions) != []


def test_texts_that_no_file_holds_are_known_by_their_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A licence text that a registry gave out: where it was read before, the rulebook is not opened."""
    told = Document("https://x/x.whl/LICENSE", tmp_path, Role.LICENSE, "x", True, 3, text="The MIT License")
    options = Options(cache=tmp_path / "cache")
    first = _read([told], options, None, load_catalog())
    monkeypatch.setattr("openscope.engine.prepare", None)

    assert _read([told], options, None, load_catalog()) == first
    assert first[0].expression == "MIT"
