"""Every fixture yields what its expectation says, and has one."""

import json

import pytest

from openscope import scan
from tests.expectations import FIXTURES, expected, facts, names


def test_there_are_fixtures_and_no_stray_expectations() -> None:
    assert names()
    assert {expected(name) for name in names()} == set(FIXTURES.glob("*.expected.json"))


@pytest.mark.parametrize("name", names())
def test_a_fixture_yields_its_expectation(name: str) -> None:
    path = expected(name)
    assert path.is_file(), f"`python -m tests.expectations {name}` writes the missing expectation"
    assert facts(scan([str(FIXTURES / name)])) == json.loads(path.read_text(encoding="utf-8"))
