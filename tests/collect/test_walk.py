"""What is walked, in which order, and what is left out with or without a word."""

import os
import socket
from pathlib import Path

import pytest

from openscope.collect import collect
from openscope.model import Collected, Document, Item, Kind, Role, SkipCode, Skipped
from openscope.textfile import WEIGHTS_REASON, Limits
from tests.conftest import Grow


def paths(collected: Collected) -> list[str]:
    return [document.path for document in collected.documents]


def test_nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    for asked in ("gone", "file/below", "", "nul\0byte"):
        found = collect(asked)
        assert (found.items, found.documents) == ((), ())
        assert [(skip.code, skip.expected) for skip in found.skipped] == [(SkipCode.NOT_FOUND, False)]


def test_a_special_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = collect(str(tmp_path / "pipe"))
    assert [(skip.code, skip.expected) for skip in found.skipped] == [(SkipCode.SPECIAL_FILE, False)]
    assert found.items == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(grow: Grow) -> None:
    root = grow({"closed/LICENSE": "x", "LICENSE": "x"})
    (root / "closed").chmod(0)
    found = collect(str(root))
    (root / "closed").chmod(0o700)
    assert paths(found) == ["LICENSE"]
    assert [(skip.path, skip.code, skip.expected) for skip in found.skipped] == [
        ("closed", SkipCode.UNREADABLE, False)
    ]


def test_an_empty_directory_is_a_project(grow: Grow) -> None:
    found = collect(str(grow({})))
    assert found.items == (Item("pkg:generic/tree", Kind.PROJECT, "tree", None, "."),)
    assert (found.documents, found.skipped) == ((), ())


def test_a_single_file(grow: Grow) -> None:
    root = grow({"LICENSE": "text", "other.py": "", "sub/LICENSE": ""})
    found = collect(str(root / "LICENSE"))
    assert [item.id for item in found.items] == ["pkg:generic/tree"]
    assert found.documents == (Document("LICENSE", root / "LICENSE", Role.LICENSE, ".", True, 4),)
    assert found.skipped == ()


def test_a_single_file_that_is_ignored_or_a_link_is_meant_all_the_same(grow: Grow, tmp_path: Path) -> None:
    root = grow({".gitignore": "*", ".git/HEAD": "", "ignored.txt": ""})
    (tmp_path / "outside.txt").write_text("x")
    (root / "link.txt").symlink_to("../outside.txt")
    assert paths(collect(str(root / "ignored.txt"))) == ["ignored.txt"]
    (linked,) = collect(str(root / "link.txt")).documents
    assert (linked.path, linked.location) == ("link.txt", (tmp_path / "outside.txt").resolve())


def test_a_link_to_a_directory_may_be_asked_for(grow: Grow, tmp_path: Path) -> None:
    grow({"a.py": ""})
    (tmp_path / "link").symlink_to("tree")
    assert paths(collect(str(tmp_path / "link"))) == ["a.py"]


def test_order_is_that_of_the_paths(grow: Grow) -> None:
    names = ["b/z.py", "b.py", "B.py", "a/b/c.py", "a/b.py", "a.py", "é.py", "Z.py", "-.py"]
    found = collect(str(grow(dict.fromkeys(names, ""))))
    assert paths(found) == sorted(names)


def test_caches_and_version_control_are_pruned_as_directories_only(grow: Grow) -> None:
    pruned = [".hg/x", "a/__pycache__/x.py", ".tox/x.py", ".cache/LICENSE", "CVS/Root", ".eggs/LICENSE"]
    kept = ["a/CVS", "a/modules/x.js", "a/.cache", "build/x.py"]
    found = collect(str(grow(dict.fromkeys(pruned + kept, ""))))
    assert paths(found) == sorted(kept)
    assert found.skipped == ()


def test_binaries_archives_and_weights_are_named(grow: Grow) -> None:
    root = grow(dict.fromkeys(["a.png", "b.tar.gz", "c.safetensors", "d.bin", "e.min.js", "LICENSE.pdf"], ""))
    found = collect(str(root))
    assert paths(found) == ["e.min.js"]
    assert {skip.path: (skip.reason, skip.expected) for skip in found.skipped} == {
        "a.png": ("binary by its extension", True),
        "b.tar.gz": ("archive, not unpacked", True),
        "c.safetensors": (WEIGHTS_REASON, True),
        "d.bin": ("binary by its extension", True),
        "LICENSE.pdf": ("a licence in a format that is not read", False),
    }
    assert {skip.code for skip in found.skipped} == {SkipCode.BINARY}


def test_special_files_in_the_tree(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    root = grow({"a.py": ""})
    os.mkfifo(root / "README.md")
    os.mkfifo(root / "package.json")
    os.mkfifo(root / "config.json")
    os.mkfifo(root / ".gitignore")
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        found = collect(".")
    assert paths(found) == ["a.py"]
    assert {skip.code for skip in found.skipped} == {SkipCode.SPECIAL_FILE}
    assert {skip.path: skip.expected for skip in found.skipped} == {
        ".gitignore": True,
        "README.md": False,
        "config.json": True,
        "package.json": False,
        "socket": True,
    }


def test_names_that_no_encoder_takes(grow: Grow) -> None:
    root = grow({"new\nline.py": "", "dir\x1b/LICENSE": ""})
    odd = os.path.join(os.fsencode(root), b"caf\xe9", b"LICENSE")
    os.makedirs(os.path.dirname(odd))
    with open(odd, "wb") as file:
        file.write(b"text")
    found = collect(str(root))
    assert paths(found) == ["caf\\xe9/LICENSE", "dir\x1b/LICENSE", "new\nline.py"]
    assert found.documents[0].location.read_bytes() == b"text"
    ids = [item.id for item in found.items]
    assert ids == ["pkg:generic/tree", "pkg:generic/tree#caf%5Cxe9", "pkg:generic/tree#dir%1B"]
    assert {document.item for document in found.documents} == {item.path for item in found.items}
    repr(found).encode()


def test_depth_is_limited(grow: Grow) -> None:
    root = grow({"a/b/c.py": "", "a/b/d/e.py": ""})
    found = collect(str(root), Limits(max_depth=2))
    assert paths(found) == ["a/b/c.py"]
    assert found.skipped == (Skipped("a/b/d", SkipCode.TOO_DEEP, "deeper than 2 directories"),)


def test_paths_longer_than_the_system_takes_do_not_crash(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    descriptor = os.open(tree, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=descriptor)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(descriptor)
    (skipped,) = collect(str(tree)).skipped
    assert (skipped.code, skipped.expected) == (SkipCode.UNREADABLE, False)
    assert str(tmp_path) not in skipped.reason


@pytest.mark.parametrize("kind", ["files", "directories"])
def test_count_is_limited(grow: Grow, kind: str) -> None:
    suffix = "/x.py" if kind == "directories" else ".py"
    root = grow({f"d{number}{suffix}": "" for number in range(9)})
    found = collect(str(root), Limits(max_files=5))
    assert [(skip.code, skip.expected) for skip in found.skipped] == [(SkipCode.TOO_MANY, False)]
    assert f"after 5 {kind}" in found.skipped[0].reason
    assert paths(found) == [f"d{number}{suffix}" for number in range(5 if kind == "files" else 4)]


def test_the_same_tree_elsewhere_gives_the_same(grow: Grow, tmp_path: Path) -> None:
    root = grow({"LICENSE": "", "a/package.json": '{"name": "x"}', "a/b.png": ""})
    first = collect(str(root))
    moved = tmp_path / "moved" / "tree"
    moved.parent.mkdir()
    root.rename(moved)
    second = collect(str(moved))
    assert (first.items, first.skipped, paths(first)) == (second.items, second.skipped, paths(second))
