"""The release that a header names, and the date that is counted from it."""

from datetime import date
from pathlib import Path

import pytest

from openscope.detect.release import known_release
from openscope.engine import Options, scan

HEADER = """Business Source License 1.1

Licensor:             Example, Inc.
Licensed Work:        {work}
Change Date:          {change}
Change License:       MPL 2.0
"""


@pytest.mark.parametrize(
    ("work", "name"),
    [
        ("Terraform 1.6.0. The Licensed Work is (c) 2023 its makers.", "Terraform 1.6.0"),
        ("Terraform Version 1.6.0", "Terraform 1.6.0"),
        ("Terraform v1.6.0", "Terraform 1.6.0"),
        ("Terraform Version 1.6.0 or later. The Licensed Work is (c) 2024", None),
        ("Terraform 1.6.0 or newer", None),
        ("Terraform 0.0.0", None),
        ("Terraform", None),
        ("1.6.0", None),
        ("a " * 10_000, None),
    ],
)
def test_a_version_that_the_header_names(work: str, name: str | None) -> None:
    release = known_release(work)
    assert (release.name if release else None) == name
    assert release is None or release.on == date(2023, 10, 4)


@pytest.mark.parametrize(
    ("work", "change", "opens"),
    [
        ("Terraform 1.6.0.", "Four years from the date the Licensed Work is published.", "2027-10-04"),
        ("Terraform 1.6.0.", "Two years from the date the Licensed Work is published.", "2025-10-04"),
        ("Terraform 1.6.0.", "2030-01-01", "2027-10-04"),
        ("Terraform 1.6.0.", "2026-01-01", "2026-01-01"),
        ("Example 1.0", "2030-01-01", "2030-01-01"),
        ("Example 1.0", "Four years from the date the Licensed Work is published.", None),
    ],
)
def test_whichever_comes_first(tmp_path: Path, work: str, change: str, opens: str | None) -> None:
    (tmp_path / "LICENSE").write_text(HEADER.format(work=work, change=change))
    [item] = scan((str(tmp_path),), Options()).items
    [limit] = [row.limit for row in item.restrictions if row.kind == "delayed-open" and row.limit]
    assert (limit.value, limit.becomes) == (opens, "MPL-2.0")
    assert (limit.period is None) == (opens == change)
