"""Restrictive phrases, and the phrases that only look like them."""

import pytest

from openscope.catalog import Catalog
from openscope.detect.clause import clauses, triggers
from openscope.detect.flow import flow

CASES = [
    ("non-commercial", "This model is licensed for non-commercial use only."),
    ("non-commercial", "You may not use the Materials for any commercial purposes."),
    ("non-commercial", "Commercial use of the weights is strictly prohibited."),
    ("research-only", "The data is made available solely for academic purposes."),
    ("non-production-only", "You may make non-production use of the Licensed Work."),
    (
        "no-hosted-service",
        "You may not provide the software to third parties as a hosted or managed service.",
    ),
    ("no-competing-product", "except for providing any product that competes with the software"),
    ("usage-threshold", "if you have more than 100 million monthly active users you need a licence"),
    ("revenue-threshold", "where your annual revenue exceeds USD $1,000,000"),
    ("acceptable-use", "Your use must comply with the Acceptable Use Policy."),
    ("acceptable-use", "You will not use it for military purposes."),
    ("ethical-use", "The Software shall be used for Good, not Evil."),
    ("no-output-training", "You will not use the outputs to improve any other large language model."),
    ("attribution-display", "You shall prominently display “Built with Example” on a related website."),
    ("naming-requirement", "include “Example” at the beginning of any such AI model name"),
    ("geographic-exclusion", "This agreement does not apply in the European Union."),
    ("delayed-open", "on the fourth anniversary of the first public release"),
    ("additional-use-grant", "The Additional Use Grant permits more."),
    ("no-redistribution", "You may not distribute the Software or copies of it."),
    ("no-derivatives", "You may not modify the Work."),
    ("network-source-disclosure", "all users interacting with it remotely through a computer network"),
    ("flow-down", "You must include these restrictions as an enforceable provision."),
    ("steward-control", "We reserve the right to restrict (remotely or otherwise) usage of the Model."),
    ("patent-retaliation", "If you institute litigation against us, your licence shall terminate."),
    ("indemnity", "You will indemnify and hold harmless the Licensor."),
    ("license-key", "You must not circumvent the license key functionality."),
    ("permission-required", "You must request a license from the Licensor."),
]

HARMLESS = [
    ("non-commercial", "You may use it for commercial and non-commercial purposes."),
    ("non-commercial", "free for commercial and non-commercial use as long as the conditions are met"),
    ("non-commercial", "allowed only occasionally and noncommercially, and only if you received it so"),
    ("no-hosted-service", "This software was provided by the institute as a service."),
    ("no-competing-product", "before a court of competent jurisdiction"),
    ("usage-threshold", "2004 Maurice Example; 1. Users may copy. 2. Users of this software may change it."),
    ("revenue-threshold", "the aggregate liability shall not exceed ten dollars (US $10.00)"),
    ("revenue-threshold", "a price of $200 for the manual"),
    ("geographic-exclusion", "where the waiver does not apply in the relevant jurisdiction"),
    (
        "indemnity",
        "You must indemnify, defend and hold each Contributor harmless by reason of your accepting warranty",
    ),
    (
        "permission-required",
        "You must obtain our permission before you use our name to endorse or promote products.",
    ),
]


def kinds(words: str) -> set[str]:
    return {clause.kind for clause in clauses(flow([(1, words)]), "LICENSE")}


@pytest.mark.parametrize(("kind", "words"), CASES)
def test_a_phrase_is_found(kind: str, words: str) -> None:
    assert kind in kinds(words)


@pytest.mark.parametrize(("kind", "words"), HARMLESS)
def test_a_harmless_phrase_is_not(kind: str, words: str) -> None:
    assert kind not in kinds(words)


def test_every_kind_has_a_case_and_a_term(catalog: Catalog) -> None:
    assert {trigger.kind for trigger in triggers()} == {kind for kind, _ in CASES} <= catalog.terms.keys()


def test_a_clause_is_found_across_lines_with_its_place() -> None:
    lines = enumerate(["First.", "You may not use it for any", "commercial purpose at all.", "Last."], 1)
    [clause] = clauses(flow(lines), "LICENSE")
    assert (clause.start_line, clause.end_line) == (2, 3)
    assert clause.quote == "You may not use it for any commercial purpose at all."


def test_two_numbers_are_two_clauses() -> None:
    words = "with more than 100 million monthly active users, or more than 5 million daily active users"
    values = [clause.limit.value for clause in clauses(flow([(1, words)]), "x") if clause.limit]
    assert values == [100_000_000, 5_000_000]
