"""Git repositories by their address, from repositories on this disk."""

import time
from pathlib import Path

import pytest

from openscope.collect.git import collect
from openscope.engine import scan
from openscope.model import Collected, SkipCode
from openscope.net import Network
from openscope.textfile import Limits
from tests.collect.conftest import Git
from tests.conftest import only, text_of


@pytest.fixture
def remote(tmp_path: Path, git: Git) -> str:
    """A repository with a licence on its branch, another one at its tag, a hook, a submodule and a link."""
    root = tmp_path / "remote"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "LICENSE").write_text(text_of("MIT"))
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "tag", "v1")
    (root / "LICENSE").write_text(text_of("ISC"))
    (root / "out").symlink_to("/etc/passwd")
    (root / ".gitattributes").write_text("* filter=evil\n")
    (root / ".gitmodules").write_text('[submodule "s"]\n\tpath = s\n\turl = ext::touch /tmp/x\n')
    git(root, "add", ".")
    git(root, "commit", "-qm", "two")
    return f"git+file://{root}"


def collected(asked: str, network: Network | None = None) -> Collected:
    found = collect(asked, Limits(), network or Network())
    assert found is not None
    return found


def test_the_branch_is_fetched_at_its_commit(remote: str, git: Git, tmp_path: Path) -> None:
    report = scan([remote])
    commit = git(tmp_path / "remote", "rev-parse", "HEAD").decode().strip()
    assert report.targets[0].resolved == f"{remote}@{commit}"
    assert only(report).license.concluded == "ISC"


def test_a_tag_and_a_whole_commit_are_refs(remote: str, git: Git, tmp_path: Path) -> None:
    commit = git(tmp_path / "remote", "rev-parse", "v1").decode().strip()
    for ref in ("v1", commit):
        report = scan([f"{remote}@{ref}"])
        assert report.targets[0].resolved == f"{remote}@{commit}"
        assert only(report).license.concluded == "MIT"


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("nowhere", SkipCode.NOT_FOUND),
        ("0" * 40, SkipCode.NOT_FOUND),
        ("--upload-pack=touch x", SkipCode.MALFORMED),
        ("-f", SkipCode.MALFORMED),
        ("+main:main", SkipCode.MALFORMED),
        ("main:refs/heads/x", SkipCode.MALFORMED),
        ("a..b", SkipCode.MALFORMED),
        ("a b", SkipCode.MALFORMED),
        ("main\n", SkipCode.MALFORMED),
    ],
)
def test_a_ref_that_is_none_is_a_skip(remote: str, ref: str, code: SkipCode) -> None:
    found = collected(f"{remote}@{ref}")
    assert [skip.code for skip in found.skipped] == [code]
    assert not found.items


def test_no_repository_there(tmp_path: Path) -> None:
    (skip,) = collected(f"git+file://{tmp_path}/none").skipped
    assert skip.code is SkipCode.NOT_FOUND
    assert not skip.expected


def test_offline_nothing_is_fetched() -> None:
    (skip,) = collected("git+https://example.com/a/b@main", Network(offline=True)).skipped
    assert skip.code is SkipCode.OFFLINE


def test_a_server_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        began = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/a.git"
        (skip,) = collected(url, Network(deadline=1.0)).skipped
    assert skip.code in {SkipCode.TIMEOUT, SkipCode.UNREACHABLE}
    assert time.monotonic() - began < 8


def test_credentials_are_not_shown() -> None:
    found = collected("git+https://me:secret@example.com/a@main", Network(offline=True))
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "asked", ["https://example.com/page", "hf:a/b", "a.git", "ext::sh", "git+ext://x/y", "."]
)
def test_other_targets_are_left_to_others(asked: str) -> None:
    assert collect(asked, Limits(), Network()) is None
