"""The table of datasets."""

from pathlib import Path

import pytest

from openscope.catalog import Catalog
from openscope.catalog.datasets import FILE, read_datasets
from openscope.catalog.errors import Problem

GOOD = """date = "2026-11-25"
[[dataset]]
names = ["acme/log"]
license = "MIT"
gated = true
outputs = "openai"
"""


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        ("MIT", "MIT", []),
        ('license = "MIT"\n', "", []),
        ('license = "MIT"\ngated = true\n', "", []),
        ('license = "MIT"\ngated = true\noutputs = "openai"\n', "", ["dataset[1].license"]),
        ("MIT", "No-Such-1.0", ["dataset[1].license"]),
        ("openai", "nobody", ["dataset[1].outputs"]),
        ("true", '"yes"', ["dataset[1].gated"]),
        ('"acme/log"', "", ["dataset[1].names"]),
        ("2026-11-25", "today", ["date"]),
    ],
)
def test_the_table_is_read_strictly(tmp_path: Path, old: str, new: str, keys: list[str]) -> None:
    (tmp_path / FILE).write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    problems: list[Problem] = []
    read_datasets(tmp_path, {"mit"}, {"openai"}, problems)
    assert [problem.key for problem in problems] == keys


def test_every_name_is_found_in_any_case_and_by_its_old_name(catalog: Catalog) -> None:
    assert len(catalog.datasets.by_name) >= 80
    assert catalog.datasets.named("ALLENAI/c4") is catalog.datasets.named("allenai/C4")
    rule = catalog.datasets.named(catalog.providers.datasets["squad"])
    assert rule is not None
    assert rule.license == "CC-BY-SA-4.0"
