"""A card that names a free licence and forbids in plain words what it allows."""

import pytest

from tests.conftest import Look, only, slugs


def card(license: str, body: str) -> dict[str, str | bytes]:
    return {
        "README.md": f"---\nlicense: {license}\npipeline_tag: text-generation\n---\n# A model\n\n{body}\n"
    }


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("You may not use the model for any commercial purpose.", "non-commercial"),
        ("The weights are for non-commercial use only.", "non-commercial"),
        ("This model is for research purposes only, please.", "research-only"),
        ("Commercial use is strictly prohibited.", "non-commercial"),
        ("To apply for a commercial license, please fill in this form.", "permission-required"),
    ],
)
def test_both_are_taken_to_hold(look: Look, body: str, kind: str) -> None:
    item = only(look(card("apache-2.0", body)))
    assert item.category == "source-available"
    assert item.openness is not None
    assert item.openness.klass == "restricted-weights"
    assert [(row.kind, row.quote, row.line) for row in item.restrictions] == [(kind, body, 7)]
    assert slugs(item) == ["license-contradiction"]


@pytest.mark.parametrize(
    "body",
    [
        "It is suitable for commercial and non-commercial use.",
        "The demo is a research preview intended for non-commercial use only.",
        "The dataset is for non-commercial use only.",
        "It was trained on data that is for non-commercial use only.",
        "We recommend to use the model for research purposes only.",
        "The model was developed primarily for research purposes.",
        "Commercial use is allowed.",
        "This model is NOT restricted to non-commercial use: commercial use is allowed.",
        "The weights aren't limited to non-commercial use.",
        "The model is not strictly limited to research use only.",
    ],
)
def test_what_is_said_of_something_else_or_gently_is_none(look: Look, body: str) -> None:
    item = only(look(card("apache-2.0", body)))
    assert (item.category, item.restrictions, slugs(item)) == ("permissive", (), [])


def test_a_licence_that_restricts_speaks_for_itself(look: Look) -> None:
    item = only(look(card("cc-by-nc-4.0", "The model is for non-commercial use only.")))
    assert item.license.concluded == "CC-BY-NC-4.0"
    assert slugs(item) == []


def gated(license: str | None, *gate: str, body: str = "") -> dict[str, str | bytes]:
    named = [f"license: {license}"] if license else []
    return {
        "README.md": "\n".join(["---", *named, "pipeline_tag: x", *gate, "---", "# A model", "", body, ""])
    }


NOT_FOR_SALE = ("non-commercial", "The model is for non-commercial use only.", 4)


@pytest.mark.parametrize(
    ("gate", "rows"),
    [
        (['extra_gated_prompt: "The model is for non-commercial use only."'], [NOT_FOR_SALE]),
        (
            ["extra_gated_prompt: It is for non-commercial use only, contact us for another licence."],
            [("non-commercial", "It is for non-commercial use only, contact us for another licence.", 4)],
        ),
        (["extra_gated_prompt: >-", "  The model is for", "  non-commercial use only."], [NOT_FOR_SALE]),
        (
            [
                "extra_gated_prompt: |",
                "  Welcome.",
                "",
                "  You agree not to use it for",
                "  commercial purposes.",
            ],
            [("non-commercial", "You agree not to use it for commercial purposes.", 7)],
        ),
        (
            ["extra_gated_prompt: 1. You may not redistribute the weights. 2. Do not resell it."],
            [("no-redistribution", "1. You may not redistribute the weights.", 4)],
        ),
        (
            ["extra_gated_description: You agree to use it for research only and not to redistribute it."],
            [("no-redistribution", "You agree to use it for research only and not to redistribute it.", 4)],
        ),
        (
            [
                "extra_gated_fields:",
                "  Name: text",
                "  I agree to use this for non-commercial use ONLY: checkbox",
            ],
            [("non-commercial", "I agree to use this for non-commercial use ONLY", 6)],
        ),
        (
            ["extra_gated_fields:", "  I will use it for research purposes only:", "    type: checkbox"],
            [("research-only", "I will use it for research purposes only", 5)],
        ),
    ],
)
def test_what_a_gate_asks_people_to_agree_to_holds_too(
    look: Look, gate: list[str], rows: list[tuple[str, str, int]]
) -> None:
    item = only(look(gated("mit", *gate)))
    assert item.openness is not None
    assert (item.category, item.openness.klass) == ("source-available", "restricted-weights")
    assert [(row.kind, row.quote, row.line) for row in item.restrictions] == rows
    assert slugs(item) == ["license-contradiction"]


@pytest.mark.parametrize(
    "gate",
    [
        ["extra_gated_prompt: You agree to share your contact information with the authors."],
        ["extra_gated_prompt: You agree to not use the model to conduct harmful experiments."],
        ["extra_gated_prompt: We use your personal information for research purposes only."],
        ["extra_gated_prompt: You may re-distribute the weights and use the model commercially."],
        ["extra_gated_prompt: The model is intended for research use only."],
        ["extra_gated_fields:", "  Is it for non-commercial use only?: text"],
        ["extra_gated_fields:", "  I accept the terms of the licence: checkbox"],
        ["extra_gated_fields: checkbox", "extra_gated_prompt: [a, b]"],
    ],
)
def test_a_gate_that_forbids_nothing(look: Look, gate: list[str]) -> None:
    item = only(look(gated("mit", *gate)))
    assert (item.license.concluded, item.category, item.restrictions, slugs(item)) == (
        "MIT",
        "permissive",
        (),
        [],
    )


@pytest.mark.parametrize("license", ["other", None])
def test_a_gate_is_what_a_card_without_a_known_licence_says(look: Look, license: str | None) -> None:
    item = only(look(gated(license, "extra_gated_prompt: Commercial use is prohibited.")))
    assert [(row.kind, row.quote) for row in item.restrictions] == [
        ("non-commercial", "Commercial use is prohibited.")
    ]
    assert item.openness is not None
    assert item.openness.klass == "restricted-weights"


def test_a_gate_and_the_text_below_say_it_once(look: Look) -> None:
    gate = 'extra_gated_prompt: "The model is for non-commercial use only."'
    item = only(look(gated("mit", gate, body="You may not use the model for commercial purposes.")))
    assert [row.line for row in item.restrictions] == [4]
