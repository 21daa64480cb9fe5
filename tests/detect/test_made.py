"""What was read off an expression is kept, and nothing that is kept wrongly is believed."""

import json
from pathlib import Path

import pytest

from openscope.detect import made as kept
from openscope.detect import seek
from openscope.detect.seek import Seeker

EXPRESSION = r"released [^\n]{0,20} license"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENSCOPE_CACHE_DIR", str(tmp_path / "cache"))
    kept._values.cache_clear()
    return tmp_path / "cache/needles.json"


def again() -> Seeker:
    """The expression as a new process reads it."""
    kept._values.cache_clear()
    return Seeker(EXPRESSION)


def test_a_second_process_does_not_read_it_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = again().alternatives
    monkeypatch.setattr(seek, "parsed", None)

    assert again().alternatives == first
    assert place.exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"version": "x"}', "[" * 100_000])
def test_a_damaged_file_is_made_again(place: Path, damage: str) -> None:
    first = again().alternatives
    place.write_text(damage)

    assert again().alternatives == first
    assert json.loads(place.read_text())["values"]


def test_a_value_of_another_form_is_made_again(place: Path) -> None:
    first = again().alternatives
    written = json.loads(place.read_text())
    place.write_text(json.dumps({**written, "values": {key: [1] for key in written["values"]}}))

    assert again().alternatives == first


def test_what_another_version_kept_is_not_used(place: Path) -> None:
    first = again().alternatives
    written = json.loads(place.read_text())
    values = {key: [[], True, True] for key in written["values"]}
    place.write_text(json.dumps({"version": "older", "values": values}))

    assert again().alternatives == first


def test_without_a_place_for_it_all_is_as_well(place: Path) -> None:
    first = again().alternatives
    place.unlink()
    place.mkdir()

    assert again().alternatives == first
