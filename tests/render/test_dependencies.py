"""The terminal's view of dependencies."""

import pytest

from openscope.render.dependencies import short


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("MIT AND Apache-2.0", "MIT AND Apache-2.0"),
        (" AND ".join(["MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0-only", "ISC", "Zlib", "curl"]),
         "GPL-3.0-only and 6 more licences"),
        ("LGPL with exceptions; License :: OSI Approved :: GNU Library or Lesser",
         "LGPL with exceptions; License :: OSI Approved :: GNU Librar…"),
    ],
)  # fmt: skip
def test_what_is_long_is_said_shortly(said: str, shown: str) -> None:
    assert short(said) == shown
