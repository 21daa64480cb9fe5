"""A font's licence stands in the font."""

from openscope import scan
from openscope.fonts import read_font
from openscope.textfile import Limits, TextFile
from tests.conftest import Grow

NOTICE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."


def test_the_name_table_of_a_font_is_read(grow: Grow) -> None:
    root = grow({"LICENSE": "MIT License\n"})
    noise = bytes(range(256)) * 40
    (root / "wide.ttf").write_bytes(noise + NOTICE.encode("utf-16-be") + noise)
    (root / "plain.pfb").write_bytes(noise + b"%!FontType1\r" + NOTICE.encode() + noise)
    (root / "none.otf").write_bytes(noise)
    found = {file.path: file.expression for file in scan([str(root)]).files}
    assert found == {"LICENSE": "MIT", "wide.ttf": "OFL-1.1", "plain.pfb": "OFL-1.1"}


def test_a_font_that_is_noise_has_no_words(grow: Grow) -> None:
    root = grow({})
    (root / "a.ttf").write_bytes(b"\0\xff" * 100_000)
    assert read_font(root / "a.ttf", "a.ttf", Limits()) == TextFile("")
