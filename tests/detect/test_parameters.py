"""The header of a Business Source License."""

import pytest

from openscope import scan
from openscope.detect.parameters import open_date, parameters
from tests.conftest import Grow


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2029-08-12", "2029-08-12"),
        ("May 26, 2027", "2027-05-26"),
        ("Nov 1, 2030", "2030-11-01"),
        ("1 November 2030", "2030-11-01"),
        ("2030-15-07", "2030-07-15"),
        ("The earlier of 2027-06-15 or a date that a name service gives", "2027-06-15"),
        ("Four years from the date the Licensed Work is published.", None),
        ("4 years after release", None),
        ("2030-99-99", None),
        ("Smarch 13, 2030", None),
    ],
)
def test_dates_as_they_are_written(words: str, date: str | None) -> None:
    assert open_date(words) == date


def test_aligned_values_go_on_over_lines() -> None:
    found = parameters(
        "Business Source License 1.1\n\nParameters\n\n"
        "Licensor:             Example, Inc.\n"
        "Additional Use Grant: You may use it,\n"
        "                      but not host it.\n"
        "Change Date:          2030-01-01\n\n"
        "Change License:       MPL 2.0\n\nFor information, write to us.\n"
    )
    assert found["licensor"].value == "Example, Inc."
    assert found["additional use grant"].value == "You may use it, but not host it."
    assert (found["additional use grant"].start_line, found["additional use grant"].end_line) == (6, 7)
    assert found["change date"].value == "2030-01-01"
    assert found["change license"].value == "MPL 2.0"


@pytest.mark.parametrize(
    "text",
    [
        "<u>Change Date</u>: 2030-01-01\n",
        "**Change Date:** 2030-01-01\n",
        "CHANGE DATE:   2030-01-01\n",
        "Change Date:\n  2030-01-01\n",
    ],
)
def test_keys_in_any_dress(text: str) -> None:
    assert open_date(parameters(text)["change date"].value) == "2030-01-01"


def test_a_header_without_end_costs_no_time() -> None:
    assert "change date" in parameters("Change Date: 2030-01-01\n" * 20_000)


@pytest.mark.parametrize(
    ("grant", "kinds"),
    [
        ("You may use it in production, but not to offer it to third parties as a hosted search service.", 1),
        ("You may make use of the Licensed Work, provided that you may not use the Licensed Work for a"
         " Queueing or Streaming Service.", 1),
        ("None", 0),
        ("You may use the Licensed Work with fewer than three servers in production.", 0),
    ],
)  # fmt: skip
def test_what_a_grant_leaves_out_is_a_restriction(grow: Grow, grant: str, kinds: int) -> None:
    text = (
        "Business Source License 1.1\n\nLicensor: Example, Inc.\nLicensed Work: Search 4\n"
        f"Additional Use Grant: {grant}\nChange Date: 2030-01-01\nChange License: Apache-2.0\n"
    )
    (item,) = scan([str(grow({"LICENSE": text}))]).items
    found = [each for each in item.restrictions if each.kind == "no-hosted-service"]

    assert [(each.line, each.license) for each in found] == [(5, "BUSL-1.1")] * kinds
    assert all(grant[10:40] in each.quote for each in found)
