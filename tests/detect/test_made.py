"""What was read off an expression is kept, and nothing that is kept wrongly is believed."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from openscope import kept
from openscope.detect import made, seek
from openscope.detect.seek import Seeker

EXPRESSION = r"released [^\n]{0,20} license"
NOTHING = {"alternatives": [], "within": True, "placed": True}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENSCOPE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "code_state", lambda: "the code")
    return tmp_path / "cache/needles.msgpack"


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    """Nothing of this is left to other tests."""
    yield
    made._values.cache_clear()


def rewritten(place: Path, value: object, state: str = "the code ") -> None:
    """The file with another value for each expression."""
    values = msgspec.msgpack.decode(place.read_bytes())["value"]
    place.write_bytes(msgspec.msgpack.encode({"state": state, "value": dict.fromkeys(values, value)}))


def again() -> Seeker:
    """The expression as a new process reads it."""
    made._values.cache_clear()
    return Seeker(EXPRESSION)


def test_a_second_process_does_not_read_it_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = again().alternatives
    monkeypatch.setattr(seek, "parsed", None)

    assert again().alternatives == first
    assert place.exists()


@pytest.mark.parametrize("damage", [b"", b"{", b"\x90", b"\xc0", b"\x81\xa5state\xa1x", b"\x91" * 100_000])
def test_a_damaged_file_is_made_again(place: Path, damage: bytes) -> None:
    first = again().alternatives
    place.write_bytes(damage)

    assert again().alternatives == first
    assert msgspec.msgpack.decode(place.read_bytes())["value"]


def test_a_value_of_another_form_is_made_again(place: Path) -> None:
    first = again().alternatives
    rewritten(place, [1])

    assert again().alternatives == first


def test_what_other_code_kept_is_not_used(place: Path) -> None:
    first = again().alternatives
    rewritten(place, NOTHING)
    assert again().alternatives == ()
    rewritten(place, NOTHING, state="older code ")

    assert again().alternatives == first


def test_without_a_place_for_it_all_is_as_well(place: Path) -> None:
    first = again().alternatives
    place.unlink()
    place.mkdir()

    assert again().alternatives == first
