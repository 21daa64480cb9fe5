"""Parsed rules are kept by content, and a bad cache costs nothing but time."""

from pathlib import Path

import pytest

from openscope.catalog.kept import Kept

DATA = b'a = "b"\n[c]\nd = [1, 2]\n'
VALUES = {"a": "b", "c": {"d": [1, 2]}}


def test_what_was_parsed_is_not_parsed_again(tmp_path: Path) -> None:
    first = Kept(tmp_path / "cache" / "rules.json")
    assert first.parse(DATA) == VALUES
    first.save()
    second = Kept(tmp_path / "cache" / "rules.json")
    assert second.parse(DATA, lambda _: {}) == VALUES
    assert second.parse(DATA + b"# changed\n", lambda _: {}) == {}
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["rules.json"]


BAD = ["", "{", "[]", "{}", '{"format": 0, "files": {}}', '{"format": 1, "files": [1]}']


@pytest.mark.parametrize("text", BAD)
def test_a_damaged_cache_is_none(tmp_path: Path, text: str) -> None:
    place = tmp_path / "rules.json"
    place.write_text(text)
    assert Kept(place).parse(DATA) == VALUES


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file" / "rules.json")
    assert kept.parse(DATA) == VALUES
    kept.save()


def test_values_that_json_does_not_know_are_not_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "rules.json")
    kept.parse(b"day = 2026-01-01\n")
    kept.save()
    assert not (tmp_path / "rules.json").exists()
