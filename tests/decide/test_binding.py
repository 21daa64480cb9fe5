"""Whether a restriction binds: what the company does, how large it is, where it operates."""

import pytest

from openscope.catalog import Catalog
from openscope.config import Company, Money
from openscope.decide.binding import bears, duties, grant_beside
from openscope.model import Bearing, Category, Copyleft, Limit, Restriction

USERS = Limit("monthly-active-users", ">", 700_000_000, "users", "month", "license-required")
REVENUE = Limit("annual-revenue", ">=", 10_000_000, "USD", "year", "no-rights")


def restriction(
    kind: str, limit: Limit | None = None, quote: str = "words", license: str = "X"
) -> Restriction:
    return Restriction(kind, "summary", license, quote, limit=limit)


def bearing(
    catalog: Catalog, what: Restriction, company: Company | None = None, scope: str | None = "runtime"
) -> tuple[Bearing, str]:
    return bears(what, company or Company(), scope, catalog)


@pytest.mark.parametrize(
    ("kind", "facts", "expected", "why"),
    [
        ("no-hosted-service", {"hosted_service": True}, "binds", "you offer a hosted service"),
        ("no-hosted-service", {"hosted_service": False}, "not-apply", "you do not offer a hosted service"),
        ("no-hosted-service", {}, "possible", "[company] does not say whether you offer a hosted service"),
        ("share-alike", {"distributes": False}, "not-apply", "you do not distribute software or models"),
        ("no-output-training", {"trains_on_outputs": True}, "binds", "you train on what models put out"),
        ("no-derivatives", {"modifies": False, "fine_tunes": True}, "binds", "you fine-tune models"),
        ("no-derivatives", {"modifies": False}, "possible", "fine_tunes"),
        ("no-derivatives", {"modifies": False, "fine_tunes": False}, "not-apply", "and you do not fine-tune"),
        (
            "naming-requirement",
            {"fine_tunes": True, "distributes": True},
            "binds",
            "you fine-tune models and you",
        ),
        ("naming-requirement", {"fine_tunes": True}, "possible", "distributes"),
        ("naming-requirement", {"distributes": False}, "not-apply", "you do not distribute"),
        ("acceptable-use", {}, "binds", "whoever uses it"),
        ("delayed-open", {}, "not-apply", "it gives rights on a date"),
        ("no-competing-product", {}, "possible", "compete with the licensor"),
    ],
)
def test_what_the_company_does(
    catalog: Catalog, kind: str, facts: dict[str, bool], expected: str, why: str
) -> None:
    found, reason = bearing(catalog, restriction(kind), Company(facts=facts))
    assert found == expected
    assert why in reason
    assert "\n" not in reason


def test_a_clause_that_names_the_sector_says_so(catalog: Catalog) -> None:
    clause = restriction("acceptable-use", quote="not for military or medical use")
    assert bearing(catalog, clause, Company(sector="medical"))[1] == "it names your sector: medical"
    for sector in ("med", "law", "(", None):
        assert bearing(catalog, clause, Company(sector=sector))[1] == "it binds whoever uses it"


def test_every_kind_has_an_answer_for_every_company(catalog: Catalog) -> None:
    for kind in catalog.terms:
        for said in (True, False):
            company = Company(facts=dict.fromkeys(catalog.company.facts, said), regions=("US",))
            assert bearing(catalog, restriction(kind), company)[1]
        # Silence never lets a kind go that some company is bound by.
        silent = bearing(catalog, restriction(kind))[0]
        assert (silent is Bearing.NOT_APPLY) == (catalog.terms[kind].binds == ())


@pytest.mark.parametrize(
    ("limit", "figures", "expected", "why"),
    [
        (
            USERS,
            {"monthly-active-users": 2_000_000},
            "not-yet",
            "you are at 0.29 % of the threshold of 700,000,000",
        ),
        (USERS, {"monthly-active-users": 84_000_000}, "not-yet", "12 %"),
        (USERS, {"monthly-active-users": 700_000_000}, "not-yet", "100 %"),
        (USERS, {"monthly-active-users": 700_000_001}, "binds", "100 %"),
        (USERS, {}, "possible", "[company] does not say monthly_active_users"),
        (REVENUE, {"annual-revenue": Money(10_000_000, "USD")}, "binds", "100 %"),
        (REVENUE, {"annual-revenue": Money(0, "USD")}, "not-yet", "you are at 0 %"),
        (REVENUE, {"annual-revenue": Money(1, "EUR")}, "possible", "no conversion is made"),
        (
            Limit("daily-active-users", ">=", 1_000, "users", "day", "license-required"),
            {"monthly-active-users": 900},
            "not-yet",
            "90 %",
        ),
        (
            Limit("daily-active-users", ">=", 1_000, "users", "day", "license-required"),
            {"monthly-active-users": 9_000},
            "possible",
            "daily_active_users",
        ),
        (
            Limit("annual-revenue", ">=", 1_000_000, "USD (2019 dollars)", "year", "license-required"),
            {"annual-revenue": Money(500_000, "USD")},
            "not-yet",
            "50 %",
        ),
        (
            Limit("users", ">", None, "users", "parameter in header", "license-required"),
            {"users": 1},
            "possible",
            "stands in words: parameter in header",
        ),
        (Limit("employees", "<", 10, "people", None, "no-rights"), {"employees": 5}, "binds", "50 %"),
        (Limit("employees", "<=", 0, "people", None, "no-rights"), {"employees": 5}, "not-yet", "5 against"),
    ],
)
def test_how_large_the_company_is(
    catalog: Catalog, limit: Limit, figures: dict[str, float | Money], expected: str, why: str
) -> None:
    found, reason = bearing(catalog, restriction("usage-threshold", limit), Company(figures=figures))
    assert (found, why in reason) == (expected, True), reason


def test_a_test_that_is_made_once_says_so(catalog: Catalog) -> None:
    limit = Limit("monthly-active-users", ">", 10, "users", "month preceding the release", "license-required")
    company = Company(figures={"monthly-active-users": 1})
    assert (
        "tested in the month preceding the release"
        in bearing(catalog, restriction("usage-threshold", limit), company)[1]
    )


def test_a_limit_binds_only_who_does_the_thing(catalog: Catalog) -> None:
    limited = restriction("attribution-display", USERS)
    company = Company(
        facts={"hosted_service": False, "distributes": False}, figures={"monthly-active-users": 10**9}
    )
    assert bearing(catalog, limited, company)[0] == "not-apply"


@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        (("US",), "not-apply"),
        (("US", "EU"), "binds"),
        (("FR",), "binds"),
        (("EEA",), "binds"),
        (("UK",), "binds"),
        (("GB",), "binds"),
        (("CH", "NO"), "not-apply"),
        (None, "possible"),
        ((), "not-apply"),
    ],
)
def test_territories(catalog: Catalog, regions: tuple[str, ...] | None, expected: str) -> None:
    quote = "THIS LICENSE AGREEMENT DOES NOT APPLY IN THE EUROPEAN UNION, UNITED KINGDOM AND SOUTH KOREA"
    found, reason = bearing(
        catalog, restriction("geographic-exclusion", quote=quote), Company(regions=regions)
    )
    assert found == expected
    assert "EU, GB, KR" in reason


def test_a_territory_that_no_table_names_is_possible(catalog: Catalog) -> None:
    what = restriction("geographic-exclusion", quote="not in Ruritania")
    assert bearing(catalog, what, Company(regions=("US",)))[0] == "possible"


def test_every_excluded_territory_of_the_rules_is_understood(catalog: Catalog) -> None:
    rows = [
        row
        for id in catalog.licenses_with("geographic-exclusion")
        if (rule := catalog.license(id))
        for row in rule.restrictions
        if row.kind == "geographic-exclusion"
    ]
    assert rows
    for row in rows:
        what = Restriction(row.kind, row.summary, "X", row.quote)
        assert bearing(catalog, what, Company(regions=("DE",)))[0] == "binds"


def test_a_tool_for_development_is_not_shipped_served_or_run(catalog: Catalog) -> None:
    company = Company(facts=dict.fromkeys(catalog.company.facts, True))
    for kind in ("share-alike", "no-hosted-service", "non-production-only"):
        assert bearing(catalog, restriction(kind), company, "development") == (
            Bearing.NOT_APPLY,
            "it is used in development only",
        )
        assert bearing(catalog, restriction(kind), company)[0] == "binds"
    assert bearing(catalog, restriction("non-commercial"), company, "development")[0] == "binds"


def test_the_agpl_binds_over_a_network_who_changes_it(catalog: Catalog) -> None:
    for facts, expected in (
        ({"hosted_service": True, "modifies": True}, "binds"),
        ({"hosted_service": True, "modifies": False}, "not-apply"),
        ({"hosted_service": True}, "possible"),
        ({"hosted_service": False}, "not-apply"),
    ):
        what = restriction("network-source-disclosure", license="AGPL-3.0-or-later")
        assert bearing(catalog, what, Company(facts=facts))[0] == expected
    sspl = restriction("network-source-disclosure", license="SSPL-1.0")
    assert bearing(catalog, sspl, Company(facts={"hosted_service": True, "modifies": False}))[0] == "binds"


def test_copyleft_has_its_duties_where_no_clause_is_recorded() -> None:
    def kinds(strength: Copyleft | None, *known: Restriction) -> list[str]:
        category = Category.COPYLEFT if strength else Category.PERMISSIVE
        return [duty.kind for duty in duties("X", category, strength, known)]

    assert kinds(Copyleft.NETWORK) == ["share-alike", "network-source-disclosure"]
    assert kinds(Copyleft.STRONG) == kinds(Copyleft.WEAK) == ["share-alike"]
    assert kinds(Copyleft.STRONG, restriction("share-alike")) == []
    assert kinds(None) == []


GRANT = "Additional Use Grant: production use, as long as revenue does not exceed USD 10,000,000"


@pytest.mark.parametrize(
    ("facts", "revenue", "limit", "expected", "why"),
    [
        (
            {"production": True},
            Money(3_000_000, "USD"),
            REVENUE,
            "not-yet",
            "grant covers it: you are at 30 %",
        ),
        (
            {"production": True},
            Money(12_000_000, "USD"),
            REVENUE,
            "binds",
            "does not cover it: you are at 120",
        ),
        ({}, Money(12_000_000, "USD"), REVENUE, "possible", "does not cover it"),
        ({}, Money(3_000_000, "USD"), REVENUE, "not-yet", "grant covers it"),
        ({"production": True}, Money(3_000_000, "EUR"), REVENUE, "possible", "no conversion is made"),
        ({"production": True}, None, REVENUE, "possible", "[company] does not say annual_revenue"),
        ({"production": True}, Money(3_000_000, "USD"), None, "possible", "its words are to be read"),
        (
            {"production": False},
            Money(12_000_000, "USD"),
            REVENUE,
            "not-apply",
            "do not run it in production",
        ),
    ],
)
def test_a_grant_takes_back_what_it_covers(
    catalog: Catalog,
    facts: dict[str, bool],
    revenue: Money | None,
    limit: Limit | None,
    expected: str,
    why: str,
) -> None:
    figures = {"annual-revenue": revenue} if revenue else {}
    what = restriction("non-production-only", license="BUSL-1.1")
    grant = restriction("additional-use-grant", limit, GRANT, "BUSL-1.1")
    found = grant_beside(what, [what, grant])
    assert found == grant
    bearing, reason = bears(what, Company(facts=facts, figures=figures), "runtime", catalog, found)
    assert (bearing, why in reason) == (expected, True), reason
    assert "\n" not in reason


def test_the_licensors_own_grant_for_that_licence_is_beside_a_restriction() -> None:
    what = restriction("non-production-only", license="BUSL-1.1")
    general = restriction("additional-use-grant", quote="The Licensor may make a grant", license="BUSL-1.1")
    other = restriction("additional-use-grant", REVENUE, GRANT, "BUSL-1.0")
    words = restriction("additional-use-grant", None, GRANT, "BUSL-1.1")
    sized = restriction("additional-use-grant", REVENUE, GRANT, "BUSL-1.1")
    assert grant_beside(what, [what, other]) is None
    assert grant_beside(what, [general, other]) == general
    assert grant_beside(what, [general, words, sized]) == sized
    assert grant_beside(restriction("no-hosted-service", license="BUSL-1.1"), [sized]) is None


@pytest.mark.parametrize(
    ("quote", "expected", "why"),
    [
        ("Additional Use Grant: None", "binds", "the licensor made no additional use grant"),
        ("Additional Use Grant: none.", "binds", "the licensor made no additional use grant"),
        ("Additional Use Grant: None of your rivals may host it", "possible", "its words are to be read"),
        ("The Licensor may make an Additional Use Grant, above", "possible", "own words were not found"),
    ],
)
def test_a_grant_that_was_not_made_or_not_found(
    catalog: Catalog, quote: str, expected: str, why: str
) -> None:
    what = restriction("non-production-only", license="BUSL-1.1")
    grant = restriction("additional-use-grant", None, quote, "BUSL-1.1")
    found = grant_beside(what, [what, grant])
    bearing, reason = bears(what, Company(facts={"production": True}), "runtime", catalog, found)
    assert (bearing, why in reason) == (expected, True), reason
    idle = bears(what, Company(facts={"production": False}), "runtime", catalog, found)
    assert idle == ("not-apply", "you do not run it in production")


@pytest.mark.parametrize(
    ("figure", "expected"), [(999_999, "not-yet"), (1_100_000, "possible"), (2_000_000, "binds")]
)
def test_an_amount_that_rises_with_prices_is_not_today_s(
    catalog: Catalog, figure: float, expected: str
) -> None:
    limit = Limit("annual-revenue", ">=", 1_000_000, "USD (2019 dollars)", "prior tax year", "no-rights")
    company = Company(figures={"annual-revenue": Money(figure, "USD")})

    assert bearing(catalog, restriction("revenue-threshold", limit), company)[0] == expected
