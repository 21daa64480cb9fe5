from typing import Any

import jsonschema
import pytest

from openscope.catalog import load_catalog
from openscope.config import Company, Money
from openscope.saved import merge
from openscope.schema import json_schema
from openscope.weigh import weighed
from tests.render.reports import everything, report

Json = dict[str, Any]
SERVICE = Company(
    facts={"commercial": True, "hosted_service": True, "modifies": True, "distributes": False},
    figures={"monthly-active-users": 2_000_000, "annual-revenue": Money(3_000_000, "USD")},
    regions=("US",),
)


def bearings(facts: Json, name: str) -> dict[str, str]:
    """The bearing of each kind of restriction of the item of that name."""
    item = next(item for item in facts["items"] if item["name"] == name)
    return {each["kind"]: each["bearing"] for each in (*item["restrictions"], *item["duties"])}


def test_a_size_that_is_not_reached_does_not_bind_yet() -> None:
    facts = weighed(report("cards"), SERVICE, load_catalog())
    assert bearings(facts, "demo/llama-2-chat-support")["usage-threshold"] == "not-yet"
    assert bearings(facts, "demo/nc-voice")["non-commercial"] == "binds"
    grown = Company(facts=SERVICE.facts, figures={"monthly-active-users": 800_000_000})
    facts = weighed(report("cards"), grown, load_catalog())
    # It was tested once, when the version came out: today's figure does not tell.
    assert bearings(facts, "demo/llama-2-chat-support")["usage-threshold"] == "possible"


def test_what_nobody_stated_is_possible() -> None:
    facts = weighed(report("cards"), None, load_catalog())
    assert facts["company"] is None
    assert bearings(facts, "demo/nc-voice")["non-commercial"] == "possible"
    assert bearings(facts, "demo/gemma-notes")["acceptable-use"] == "binds"  # whoever uses it


def test_a_copyleft_licence_has_its_duties() -> None:
    facts = report("demo")
    widget = next(item for item in facts["items"] if item["name"] == "@demo/widget")
    license = {**widget["license"], "concluded": "AGPL-3.0-only", "chosen": "AGPL-3.0-only"}
    agpl = {**widget, "license": license, "category": "copyleft", "copyleft": "network"}
    mine = weighed({**facts, "items": [agpl]}, SERVICE, load_catalog())
    assert bearings(mine, "@demo/widget")["network-source-disclosure"] == "binds"
    test_only = weighed({**facts, "items": [{**agpl, "scope": "development"}]}, SERVICE, load_catalog())
    assert bearings(test_only, "@demo/widget")["network-source-disclosure"] == "not-apply"


def test_a_verdict_that_was_given_stays_unless_a_company_is() -> None:
    facts = report("cards")
    item = next(item for item in facts["items"] if item["name"] == "demo/nc-voice")
    [each] = item["restrictions"]
    given = {"kind": each["kind"], "license": each["license"], "bearing": "not-apply", "reason": "told"}
    judged = {**item, "verdict": {"restrictions": [given]}}
    one = {**facts, "items": [judged]}
    assert bearings(weighed(one, None, load_catalog()), item["name"]) == {"non-commercial": "not-apply"}
    assert bearings(weighed(one, SERVICE, load_catalog()), item["name"]) == {"non-commercial": "binds"}


def test_what_is_weighed_stays_weighed_and_can_be_weighed_again() -> None:
    once = weighed(report("cards"), SERVICE, load_catalog())
    assert weighed(once, None, load_catalog()) is once
    assert weighed(once, SERVICE, load_catalog()) == once
    assert "company" not in merge([once, report("demo")])
    assert merge([once, once])["company"] == once["company"]


def test_a_kind_of_a_later_version_is_possible() -> None:
    facts = report("cards")
    item = next(item for item in facts["items"] if item["restrictions"])
    strange = {**item, "restrictions": [{**item["restrictions"][0], "kind": "kind-of-2031"}]}
    after = weighed({**facts, "items": [strange]}, SERVICE, load_catalog())
    assert bearings(after, item["name"]) == {"kind-of-2031": "possible"}


@pytest.mark.parametrize("company", [None, SERVICE], ids=["nobody", "a service"])
def test_it_fits_the_schema(company: Company | None) -> None:
    jsonschema.validate(weighed(everything(), company, load_catalog()), json_schema())
