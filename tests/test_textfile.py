"""Reading files as text: whatever lies there, an answer comes back."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.model import SkipCode, Skipped
from openscope.textfile import Limits, TextFile, decode, read_text

LICENSE = "Gesellschaft für Lizenzen © 2024\nPermission is hereby granted, free of charge.\n"


@pytest.fixture(autouse=True)
def no_hanging() -> Iterator[None]:
    """A read that blocks fails instead of holding up everything."""
    signal.alarm(20)
    yield
    signal.alarm(0)


def read(tmp_path: Path, data: bytes, name: str = "LICENSE", limits: Limits | None = None) -> str | Skipped:
    path = tmp_path / name
    path.write_bytes(data)
    found = read_text(path, name, limits or Limits())
    if isinstance(found, Skipped):
        return found
    assert found.cut is None
    return found.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, LICENSE.encode(encoding)) == LICENSE


@pytest.mark.parametrize(("bom", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_by_its_mark(tmp_path: Path, bom: bytes, encoding: str) -> None:
    assert read(tmp_path, bom + LICENSE.encode(encoding)) == LICENSE


def test_a_broken_byte_in_utf_8_does_not_garble_the_rest(tmp_path: Path) -> None:
    text = read(tmp_path, "für für für ".encode() + b"\xff")
    assert text == "für für für \ufffd"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_the_same_for_every_line_break(tmp_path: Path, newline: str) -> None:
    assert read(tmp_path, newline.join(["one", "", "three"]).encode()) == "one\n\nthree"


def test_form_feeds_and_unicode_separators_break_no_line(tmp_path: Path) -> None:
    text = read(tmp_path, ("GPL\f page\u2028two\x85x\vy\x1cz\n" + "end" * 50).encode())
    assert text == "GPL  page two x y z\n" + "end" * 50


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_binary(data: bytes) -> None:
    text = decode(data)
    if text is not None:
        assert "\0" not in text
        assert "\r" not in text
        text.encode()
        # Two ways to count lines, one answer.
        assert len(text.splitlines()) == text.count("\n") + (not text.endswith("\n") and text != "")


def test_one_nul_does_not_hide_a_licence(tmp_path: Path) -> None:
    assert read(tmp_path, LICENSE.encode() * 3 + b"\0") == LICENSE * 3 + " "


def test_binary_content_of_a_licence_leaves_a_question(tmp_path: Path) -> None:
    skipped = read(tmp_path, b"MZ\0\0\0\1\2\3")
    assert isinstance(skipped, Skipped)
    assert (skipped.code, skipped.expected) == (SkipCode.BINARY, False)


def test_binary_content_of_anything_else_leaves_none(tmp_path: Path) -> None:
    skipped = read(tmp_path, b"MZ\0\0\0\1\2\3", "tool")
    assert isinstance(skipped, Skipped)
    assert (skipped.code, skipped.expected) == (SkipCode.BINARY, True)


def test_of_a_file_over_the_limit_the_head_is_read(tmp_path: Path) -> None:
    limits = Limits(max_file_bytes=10, max_head_bytes=7)
    assert read(tmp_path, b"one\ntwo\ne", limits=limits) == "one\ntwo\ne"
    (tmp_path / "LICENSE").write_bytes(b"one\ntwo\nend")
    skipped = Skipped(
        "LICENSE", SkipCode.TOO_LARGE, "11 bytes, of which the first 7 were read", expected=False
    )
    assert read_text(tmp_path / "LICENSE", "LICENSE", limits) == TextFile("one\n", skipped)


def test_a_large_file_costs_its_head(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.write(b"Licensed under the MIT license.\n" + b"x" * (1 << 20))
        file.truncate(1 << 30)
    found = read_text(path, "large.txt")
    assert isinstance(found, TextFile)
    assert found.text == "Licensed under the MIT license.\n"
    assert found.cut is not None
    assert found.cut.expected
    assert found.cut.reason.startswith("1,073,741,824 bytes")


def test_a_sparse_gigabyte_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert read_text(path, "sparse.txt") == Skipped(
        "sparse.txt", SkipCode.BINARY, "binary content", expected=True
    )


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "LICENSE")
    skipped = read_text(tmp_path / "LICENSE", "LICENSE")
    assert skipped == Skipped("LICENSE", SkipCode.SPECIAL_FILE, "a named pipe", expected=True)


def test_devices_sockets_and_directories_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        found = [read_text(Path(name), name) for name in ("/dev/zero", "socket", ".")]
    assert [skip.code for skip in found if isinstance(skip, Skipped)] == [SkipCode.SPECIAL_FILE] * 3


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("secret")
    (tmp_path / "link").symlink_to("target")
    skipped = read_text(tmp_path / "link", "link")
    assert isinstance(skipped, Skipped)
    assert skipped.code is SkipCode.LINK


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_what_takes_a_files_place_between_the_look_and_the_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = tmp_path / "LICENSE"
    (tmp_path / "regular").write_text("secret")
    before = os.lstat(tmp_path / "regular")
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("regular")
    monkeypatch.setattr(os, "lstat", lambda _: before)
    skipped = read_text(path, "LICENSE")
    assert isinstance(skipped, Skipped)
    assert skipped.code is (SkipCode.SPECIAL_FILE if kind == "pipe" else SkipCode.UNREADABLE)


@pytest.mark.parametrize("name", ["gone", "nul\0byte", "x" * 300])
def test_what_is_not_there_is_said_without_its_absolute_path(tmp_path: Path, name: str) -> None:
    skipped = read_text(tmp_path / name, "shown")
    assert isinstance(skipped, Skipped)
    assert (skipped.path, skipped.code, skipped.expected) == ("shown", SkipCode.UNREADABLE, False)
    assert str(tmp_path) not in skipped.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "LICENSE"
    path.write_text("x")
    path.chmod(0)
    skipped = read_text(path, "LICENSE")
    assert isinstance(skipped, Skipped)
    assert (skipped.code, skipped.expected) == (SkipCode.UNREADABLE, False)
