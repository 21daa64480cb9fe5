"""Parsed rules are kept by content, files known by their state; a bad cache costs nothing but time."""

import os
from pathlib import Path

import pytest

from openscope.catalog.kept import Kept

DATA = b'a = "b"\n[c]\nd = [1, 2]\n'
VALUES = {"a": "b", "c": {"d": [1, 2]}}


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    return written(tmp_path / "rule.toml", DATA)


def written(path: Path, data: bytes) -> Path:
    """A file that was written a minute ago."""
    path.write_bytes(data)
    then = path.stat().st_mtime - 60
    os.utime(path, (then, then))
    return path


def test_what_was_parsed_is_not_parsed_again(tmp_path: Path, rule: Path) -> None:
    first = Kept(tmp_path / "cache" / "rules.json")
    assert first.parse(rule) == VALUES
    first.save()
    second = Kept(tmp_path / "cache" / "rules.json")
    assert second.parse(rule, lambda _: {}) == VALUES
    assert second.parse(written(tmp_path / "copy.toml", DATA), lambda _: {}) == VALUES
    written(rule, DATA + b"# changed\n")
    assert second.parse(rule, lambda _: {}) == {}
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["rules.json"]


def test_a_file_that_did_not_change_is_not_opened(tmp_path: Path, rule: Path) -> None:
    place = tmp_path / "rules.json"
    first = Kept(place)
    first.parse(rule)
    first.save()
    digest = first.digest(rule)
    state = rule.stat()
    with rule.open("r+b") as file:  # same size, and the time is put back: only the change time tells
        file.write(b'x = "y"')
    os.utime(rule, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert Kept(place).digest(rule) != digest
    known = Kept(place)
    known._files[str(rule)] = [
        f"{state.st_size}:{state.st_mtime_ns}:{rule.stat().st_ctime_ns}:{state.st_ino}",
        digest,
    ]
    assert known.digest(rule) == digest
    assert known.parse(rule) == VALUES


def test_a_young_file_is_read_each_time(tmp_path: Path) -> None:
    place, rule = tmp_path / "rules.json", tmp_path / "rule.toml"
    rule.write_bytes(DATA)
    first = Kept(place)
    first.parse(rule)
    first.save()
    assert Kept(place)._files == {}


BAD = [
    "",
    "{",
    "[]",
    "{}",
    '{"format": 0, "values": {}, "files": {}}',
    '{"format": 2, "values": [1], "files": {}}',
]
BAD += ['{"format": 2, "values": {}, "files": {"a": ["b", 1]}}']


@pytest.mark.parametrize("text", BAD)
def test_a_damaged_cache_is_none(tmp_path: Path, rule: Path, text: str) -> None:
    place = tmp_path / "rules.json"
    place.write_text(text)
    assert Kept(place).parse(rule) == VALUES


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, rule: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file" / "rules.json")
    assert kept.parse(rule) == VALUES
    kept.save()


def test_a_date_is_no_json_and_keeps_nothing_else_from_being_kept(tmp_path: Path, rule: Path) -> None:
    place = tmp_path / "rules.json"
    dated = written(tmp_path / "dated.toml", b"day = 2026-01-01\n")
    kept = Kept(place)
    kept.parse(dated)
    kept.parse(rule)
    kept.save()
    assert list(Kept(place)._values.values()) == [VALUES]
    assert Kept(place).parse(dated) == kept.parse(dated)
