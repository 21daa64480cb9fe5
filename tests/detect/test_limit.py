"""Thresholds as licences write them."""

import pytest

from openscope.detect.limit import limits

USAGE = "usage-threshold"
REVENUE = "revenue-threshold"


@pytest.mark.parametrize(
    ("kind", "words", "metric", "value"),
    [
        (
            USAGE,
            "greater than 700 million monthly active users in the preceding month",
            "monthly-active-users",
            700_000_000,
        ),
        (USAGE, "has more than 100M MAU", "monthly-active-users", 100_000_000),
        (
            USAGE,
            "the Daily Active Users (DAU) of your service is less than 1 million",
            "daily-active-users",
            1_000_000,
        ),
        (USAGE, "more than 1 million MUUs", "monthly-unique-users", 1_000_000),
        (USAGE, "does not exceed fifty (50) users within thirty days", "users", 50),
        (USAGE, "fewer than one hundred (100) employees", "employees", 100),
        (USAGE, "on more than 100.000 (one hundred thousand) devices", "devices", 100_000),
        (USAGE, "a total of less than three server instances", "instances", 3),
        (REVENUE, "annual revenue of more than $10,000,000", "annual-revenue", 10_000_000),
        (REVENUE, "annual revenue of ($10,000,000.00) or more", "annual-revenue", 10_000_000),
        (
            REVENUE,
            "20 million US dollars (or equivalent in other currencies) in monthly revenue",
            "monthly-revenue",
            20_000_000,
        ),
        (REVENUE, "generates USD $1,000,000 in revenue", "annual-revenue", 1_000_000),
        (REVENUE, "revenue below 1M USD", "annual-revenue", 1_000_000),
        (REVENUE, "total finances do not exceed US $5,000,000", "annual-revenue", 5_000_000),
        (REVENUE, "turnover above RMB 1 billion", "annual-revenue", 1_000_000_000),
    ],
)
def test_metric_and_value(kind: str, words: str, metric: str, value: int) -> None:
    assert (metric, value) in [(limit.metric, limit.value) for limit in limits(kind, words)]


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("more than 100 million monthly active users", ">"),
        ("exceeds 100 million monthly active users", ">"),
        ("at least 100 million monthly active users", ">="),
        ("100 million monthly active users or more", ">="),
        ("only if you have less than 100 million monthly active users", ">="),
    ],
)
def test_a_grant_below_a_number_ends_at_the_number(words: str, op: str) -> None:
    assert [limit.op for limit in limits(USAGE, words)] == [op]


@pytest.mark.parametrize(
    ("words", "effect"),
    [
        ("over 100 million monthly active users you must request a license from us", "license-required"),
        (
            "over 100 million monthly active users you shall prominently display its name",
            "attribution-required",
        ),
        ("over 100 million monthly active users you are not authorized to use it", "no-rights"),
        ("over 100 million monthly active users a security review is due", "security-review"),
    ],
)
def test_what_happens_above_it(words: str, effect: str) -> None:
    assert [limit.effect for limit in limits(USAGE, words)] == [effect]


def test_currencies_are_kept_apart() -> None:
    assert [limit.unit for limit in limits(REVENUE, "revenue of RMB 5 million or EUR 1 million")] == [
        "CNY",
        "EUR",
    ]


def test_a_sentence_without_a_number_has_no_limit() -> None:
    assert limits(USAGE, "users of this software may use it") == []
    assert limits(REVENUE, "revenue is yours") == []
