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
    ],
)
def test_what_is_said_of_something_else_or_gently_is_none(look: Look, body: str) -> None:
    item = only(look(card("apache-2.0", body)))
    assert (item.category, item.restrictions, slugs(item)) == ("permissive", (), [])


def test_a_licence_that_restricts_speaks_for_itself(look: Look) -> None:
    item = only(look(card("cc-by-nc-4.0", "The model is for non-commercial use only.")))
    assert item.license.concluded == "CC-BY-NC-4.0"
    assert slugs(item) == []
