"""Symbolic links: followed for licences and cached blobs only, and never out of the root."""

from pathlib import Path

import pytest

from openscope.collect import collect
from openscope.model import Collected, Role, SkipCode
from tests.conftest import Grow


def skips(collected: Collected) -> dict[str, bool]:
    assert {skip.code for skip in collected.skipped} <= {SkipCode.LINK}
    return {skip.path: skip.expected for skip in collected.skipped}


def test_a_link_inside_the_root_is_visited_where_it_points(grow: Grow) -> None:
    root = grow({"a/real.py": "", "a/README.md": ""})
    (root / "link.py").symlink_to("a/real.py")
    (root / "README.md").symlink_to("a/README.md")
    (root / "directory").symlink_to("a")
    (root / "a/up").symlink_to("..")
    found = collect(str(root))
    assert [document.path for document in found.documents] == ["a/README.md", "a/real.py"]
    assert skips(found) == {"link.py": True, "README.md": True, "directory": True, "a/up": True}


def test_a_licence_that_is_a_link_inside_the_root_counts(grow: Grow) -> None:
    root = grow({"licenses/BUSL.txt": "Business Source License 1.1", "sub/code.go": ""})
    (root / "sub/LICENSE").symlink_to("../licenses/BUSL.txt")
    found = collect(str(root))
    document = next(each for each in found.documents if each.path == "sub/LICENSE")
    assert document.location == (root / "licenses/BUSL.txt").resolve()
    assert (document.role, document.item, document.own, document.size) == (Role.LICENSE, "sub", True, 27)
    assert [item.path for item in found.items] == [".", "sub"]
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("LICENSE", False), ("README.md", False), ("package.json", False), ("NOTICE", False), ("x.py", True)],
)
@pytest.mark.parametrize("target", ["../outside", "missing", "LOOP"])
def test_links_that_lead_nowhere_or_out(
    grow: Grow, tmp_path: Path, name: str, expected: bool, target: str
) -> None:
    (tmp_path / "outside").write_text("MIT License")
    root = grow({})
    (root / name).symlink_to(name if target == "LOOP" else target)
    found = collect(str(root))
    assert found.documents == ()
    assert skips(found) == {name: expected}
    assert (name if target == "LOOP" else target) in found.skipped[0].reason


def test_a_neighbour_with_the_same_start_is_outside(grow: Grow, tmp_path: Path) -> None:
    (tmp_path / "tree2").mkdir()
    (tmp_path / "tree2/LICENSE").write_text("x")
    root = grow({})
    (root / "LICENSE").symlink_to("../tree2/LICENSE")
    found = collect(str(root))
    assert found.documents == ()
    assert skips(found) == {"LICENSE": False}


def test_a_manifest_linked_to_where_nothing_is_walked_leaves_a_question(grow: Grow) -> None:
    root = grow({".cache/package.json": "{}", ".cache/x.py": ""})
    (root / "package.json").symlink_to(".cache/package.json")
    (root / "x.py").symlink_to(".cache/x.py")
    assert skips(collect(str(root))) == {"package.json": False, "x.py": True}


def test_a_licence_linked_to_a_directory_or_itself_in_a_circle(grow: Grow) -> None:
    root = grow({"a/x.py": ""})
    (root / "LICENSE").symlink_to("a")
    (root / "COPYING").symlink_to("UNLICENSE")
    (root / "UNLICENSE").symlink_to("COPYING")
    assert skips(collect(str(root))) == {"LICENSE": True, "COPYING": False, "UNLICENSE": False}
