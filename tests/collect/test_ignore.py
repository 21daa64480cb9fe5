"""What git ignores, compared with what git itself says."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openscope.collect import collect
from openscope.collect.gitindex import tracked_paths
from openscope.collect.ignore import read_rules
from openscope.collect.walk import walk
from openscope.model import Collected, SkipCode
from openscope.textfile import Limits
from tests.conftest import Grow

from .conftest import Git


def walked(root: Path) -> set[str]:
    tree = walk(str(root.resolve()), Limits())
    return {f"{each.path}/{file.name}".removeprefix("./") for each in tree.directories for file in each.files}


def listed(git: Git, root: Path) -> set[str]:
    out = git(root, "ls-files", "-z", "-o", "-c", "--exclude-standard")
    return {os.fsdecode(path) for path in out.split(b"\0") if path}


def ignored(collected: Collected) -> list[str]:
    assert all(skip.expected for skip in collected.skipped if skip.code is SkipCode.IGNORED)
    return [skip.path for skip in collected.skipped if skip.code is SkipCode.IGNORED]


FILES = [
    "a.txt", "b.o", "build/x.txt", "build/keep/y.txt", "src/build/z.txt", "src/a.o", "src/a/b/c.txt", "x y",
    "#hash", "!bang", "back\\slash", "é.txt", "[x]", "logs/debug.log", "logs/1/debug.log", "doc/frotz/a.txt",
]  # fmt: skip


@pytest.mark.parametrize(
    "rules",
    [
        "*.o", "*.o\n!src/a.o", "build/", "/build", "build", "src/build", "build/*\n!build/keep/",
        "*\n!*/\n!*.txt",
        "**/build", "src/**", "src/**/c.txt", "a/**/c.txt", "logs/**/debug.log", "logs/*.log", "\\#hash",
        "\\!bang",
        "!bang", "x\\ y", "x y   ", "x y\\ ", "back\\\\slash", "?.txt", "??.txt", "\\[x\\]", "[[]x[]]", "[x]",
        "[a-b].*", "[!a-b].*", "[^[:alpha:]]*", "[z-a]*", "[a", "a\\", "/", "//", "/*", "**", "**/", "/**",
        "doc/frotz", "frotz/", "doc/frotz/", "# comment", "a.txt\r\nb.o\r\n", "\ufeffa.txt",
        "*.txt\n!/a.txt\n",
        "src/\n!src/a.o", "[[:nonsense:]]*", "***", "[x/]*", "[ab/]*", "src/?/b", "*/a", "foo//bar",
        "*.log\n!debug.log",
    ],
)  # fmt: skip
def test_rules_as_git_reads_them(grow: Grow, git: Git, rules: str) -> None:
    root = grow(dict.fromkeys(FILES, ""))
    git(root, "init", "-q")
    (root / ".gitignore").write_bytes(rules.encode())
    assert walked(root) == listed(git, root)


SEGMENTS = st.sampled_from(
    [
        "a",
        "b",
        "*",
        "a*",
        "*b",
        "*.o",
        "?",
        "[ab]",
        "[!a]",
        "**",
        "***",
        "\\a",
        "[[:lower:]]",
        "x y",
        "é",
        "[a",
        "*a*b",
    ]
)
PATTERNS = st.builds(
    lambda negated, rooted, segments, directory: negated + rooted + "/".join(segments) + directory,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=4),
    st.sampled_from(["", "", "/"]),
)
NAMES = st.sampled_from(["a", "b", "ab", "a.o", "x y", "é"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(
    st.lists(PATHS, min_size=1, max_size=12),
    st.lists(st.tuples(PATHS, st.lists(PATTERNS, min_size=1, max_size=4)), max_size=3),
    st.lists(PATTERNS, min_size=1, max_size=4),
    st.integers(0, 4),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rules_as_git_reads_them(
    tmp_path_factory: pytest.TempPathFactory,
    git: Git,
    paths: list[str],
    nested: list[tuple[str, list[str]]],
    top: list[str],
    tracked: int,
) -> None:
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "-q")
    made = []
    for path in paths:
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch()
        except OSError:
            continue
        made.append(path)
    files = [path for path in made if (root / path).is_file()]
    if files[:tracked]:
        git(root, "add", "-f", "--", *files[:tracked])
    (root / ".gitignore").write_text("\n".join(top))
    for directory, rules in nested:
        if (root / directory).is_dir():
            (root / directory / ".gitignore").write_text("\n".join(rules))
    assert walked(root) == listed(git, root)


def test_each_topmost_ignored_path_is_reported(grow: Grow, git: Git) -> None:
    root = grow(
        {
            "vendored/a/LICENSE": "",
            "a.log": "",
            "src/a.log": "",
            "src/a.py": "",
            ".gitignore": "*.log\nvendored",
        }
    )
    git(root, "init", "-q")
    found = collect(str(root))
    assert ignored(found) == ["a.log", "src/a.log", "vendored"]
    assert [document.path for document in found.documents] == [".gitignore", "src/a.py"]


def test_without_a_checkout_nothing_is_ignored(grow: Grow) -> None:
    root = grow({".gitignore": "*", "a.py": ""})
    assert ignored(collect(str(root))) == []


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_tracked_files_are_never_ignored(grow: Grow, git: Git, version: str) -> None:
    names = ["dist/kept.js", "dist/deep/er/kept.js", "dist/left.js", "kept.log", "left.log", "a" * 130]
    root = grow({**dict.fromkeys(names, ""), ".gitignore": "dist/\n*.log\n"})
    git(root, "init", "-q")
    git(root, "config", "index.version", version)
    git(root, "add", "-f", "dist/kept.js", "dist/deep", "kept.log", "a" * 130)
    if version == "3":
        git(root, "add", "-N", "-f", ".gitignore")  # an entry with extended flags makes it version 3
    assert (root / ".git/index").read_bytes()[4:8] == int(version).to_bytes(4, "big")
    assert walked(root) == listed(git, root)
    assert ignored(collect(str(root))) == ["dist/left.js", "left.log"]


def test_a_sha_256_repository(grow: Grow, git: Git) -> None:
    root = grow({"a/kept.log": "", "left.log": "", ".gitignore": "*.log"})
    git(root, "init", "-q", "--object-format=sha256")
    git(root, "add", "-f", "a/kept.log", ".gitignore")
    assert walked(root) == listed(git, root) == {"a/kept.log", ".gitignore"}


def test_a_worktree_has_an_index_of_its_own_and_shares_the_excludes(
    grow: Grow, git: Git, tmp_path: Path
) -> None:
    root = grow({"kept.log": "", "a.py": "", ".gitignore": "*.log\n"})
    git(root, "init", "-q")
    git(root, "add", "-f", ".")
    git(root, "commit", "-q", "-m", "x")
    git(root, "worktree", "add", "-q", "../linked")
    (root / ".git/info/exclude").write_text("*.tmp\n")
    linked = tmp_path / "linked"
    for name in ("left.log", "left.tmp"):
        (linked / name).touch()
    assert walked(linked) - {".git"} == listed(git, linked) == {"kept.log", "a.py", ".gitignore"}


def test_a_part_of_a_checkout_obeys_the_rules_above_it(grow: Grow, git: Git) -> None:
    root = grow(
        {"a/b/x.log": "", "a/b/y.log": "", "a/b/c.py": "", ".gitignore": "*.log", "a/.gitignore": "!y.log"}
    )
    git(root, "init", "-q")
    assert walked(root / "a/b") == {"y.log", "c.py"}


def test_an_ignored_directory_that_is_asked_for_is_walked(grow: Grow, git: Git) -> None:
    root = grow({"vendor/a/x.py": "", ".gitignore": "vendor/"})
    git(root, "init", "-q")
    assert walked(root / "vendor") == {"a/x.py"}
    assert walked(root / "vendor/a") == {"x.py"}


def test_a_checkout_in_a_checkout_obeys_its_own_rules(grow: Grow, git: Git) -> None:
    root = grow(
        {
            "inner/a.log": "",
            "inner/b.tmp": "",
            "a.log": "",
            ".gitignore": "*.log",
            "inner/.gitignore": "*.tmp",
        }
    )
    git(root, "init", "-q")
    git(root / "inner", "init", "-q")
    assert walked(root) == {".gitignore", "inner/.gitignore", "inner/a.log"}


def test_the_users_own_ignores_do_not_count(
    grow: Grow, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grow({"a.py": ""})
    git(root, "init", "-q")
    (tmp_path / "mine").write_text("*.py")
    git(root, "config", "core.excludesFile", str(tmp_path / "mine"))
    assert listed(git, root) == set()
    assert walked(root) == {"a.py"}


@pytest.mark.parametrize("damage", ["truncated", "garbage", "huge count", "empty", "pipe", "bad varint"])
def test_a_malformed_index_is_no_index(grow: Grow, git: Git, damage: str) -> None:
    root = grow({"kept.log": "", ".gitignore": "*.log"})
    git(root, "init", "-q")
    git(root, "add", "-f", "kept.log")
    index = root / ".git/index"
    good = index.read_bytes()
    assert tracked_paths(index) == {"kept.log"}
    index.unlink()
    if damage == "pipe":
        os.mkfifo(index)
    else:
        index.write_bytes(
            {
                "truncated": good[:60],
                "garbage": os.urandom(500),
                "huge count": good[:8] + b"\xff" * 4 + good[12:],
                "empty": b"",
                "bad varint": good[:7] + b"\x04" + good[8:74] + b"\xff" * 40,
            }[damage]
        )
    assert tracked_paths(index) == frozenset()
    assert walked(root) == {".gitignore"}


@given(st.binary(max_size=200), st.sampled_from([2, 3, 4]), st.integers(0, 3))
def test_any_index_is_harmless(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, version: int, count: int
) -> None:
    index = tmp_path_factory.getbasetemp() / "index"
    index.write_bytes(b"DIRC" + version.to_bytes(4, "big") + count.to_bytes(4, "big") + data)
    assert len(tracked_paths(index)) <= count


def test_patterns_that_would_take_for_ever(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*a" * 50 + "*b\n" + "**/a/" * 50 + "b\n" + "/*a*a*a*a*a*a*a/**/x\n")
    rules = read_rules(str(tmp_path / ".gitignore"))
    assert rules is not None
    start = time.process_time()
    assert rules.verdict(b"a" * 250, b"a" * 250, False) is None
    assert rules.verdict(b"a/" * 100 + b"c", b"c", False) is None
    assert rules.verdict(b"a" * 51 + b"b", b"a" * 51 + b"b", False) is True
    assert time.process_time() - start < 1


def test_a_flood_of_patterns_is_not_obeyed(tmp_path: Path) -> None:
    path = tmp_path / ".gitignore"
    path.write_text("\n".join(f"*{number}" for number in range(1_001)))
    assert read_rules(str(path)) is None


def test_a_git_directory_that_points_anywhere(grow: Grow) -> None:
    for pointer in ("gitdir: /dev\n", "gitdir: \0\n", "gitdir: ../../..", "nonsense", ""):
        root = grow({".git": pointer, "a.py": ""})
        assert "a.py" in walked(root)
