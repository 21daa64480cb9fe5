"""Names of licences in a card's prose."""

import pytest

from openscope import scan
from openscope.detect.flow import flow
from openscope.detect.statement import statements
from tests.conftest import Grow

LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"
RESEARCH = "LicenseRef-scancode-ms-research-license-terms"
LLAMA_2 = "LicenseRef-scancode-llama-2-license-2023"
QWEN = "LicenseRef-scancode-tongyi-qianwen-2023"


def concluded(
    grow: Grow, body: str, matter: str = "license: other\npipeline_tag: x"
) -> tuple[str | None, str]:
    root = grow({"README.md": f"---\n{matter}\n---\n# A model\n\n{body}\n"})
    (item,) = scan([str(root)]).items
    assert item.openness is not None
    return item.license.concluded, str(item.openness.klass)


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("- **License:** [Llama 3.1 Community License](https://example.org/x)", LLAMA),
        ("## License\n\nThe model weights have a `CC BY-NC 4.0` license.", "CC-BY-NC-4.0"),
        ("This model is released under the Microsoft Research License.", RESEARCH),
        ("Please check [LICENSE](https://x.org/Tongyi%20Qianwen%20LICENSE%20AGREEMENT) for details.", QWEN),
        ("模型的权重的使用则需要遵循 [Apache 2.0](LICENSE) 协议。", "Apache-2.0"),
        ("| License | MIT |\n| --- | --- |", "MIT"),
        ("This model is bound by the license and restrictions of the original Llama 2 model.", LLAMA_2),
        ("**Model License**\nMIT", "MIT"),
    ],
)
def test_a_name_in_prose_is_the_declaration_where_the_tag_says_nothing(
    grow: Grow, body: str, expression: str
) -> None:
    assert concluded(grow, body)[0] == expression


NC = "MIT AND CC-BY-NC-4.0"


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        (
            "The code is released under MIT. The model weights are released under CC-BY-NC-SA 4.0.",
            "MIT AND CC-BY-NC-SA-4.0",
        ),
        ("- Code: MIT\n- Weights: CC BY-NC 4.0", NC),
        ("- Weights: CC BY-NC 4.0\n- Code: MIT", NC),
        ("- **Model weights**: [CC BY-NC 4.0](https://creativecommons.org/licenses/by-nc/4.0/)", NC),
        ("Code is MIT. Model weights: CC-BY-NC-4.0.", NC),
        ("Code: MIT, weights: CC BY-NC 4.0", NC),
        ("The weights are CC-BY-NC-4.0, the code is MIT.", NC),
        ("The weights are released under CC BY-NC 4.0 and the code under the MIT license.", NC),
        ("| Weights | CC BY-NC 4.0 |", NC),
    ],
)
@pytest.mark.parametrize("heading", ["## License\n\n", "Notes:\n\n"])
def test_the_weights_licence_needs_no_word_for_licences(
    grow: Grow, heading: str, body: str, expression: str
) -> None:
    found, klass = concluded(grow, heading + body, "license: mit\npipeline_tag: x")
    assert (found, klass) == (expression, "restricted-weights")


def test_who_released_a_model_is_no_licence() -> None:
    assert not list(statements(flow([(1, "It is the state-of-the-art model released by Meta.")])))


def test_a_readme_without_front_matter_names_the_weights_licence(grow: Grow) -> None:
    body = "The weights are licensed under CC BY-NC 4.0; the code in this repository is MIT."
    root = grow(
        {"README.md": f"# Tagger\n\n## License\n{body}\n", "model.safetensors": "x", "config.json": "{}"}
    )
    (item,) = scan([str(root)]).items
    assert item.license.concluded == "CC-BY-NC-4.0"


@pytest.mark.parametrize(
    "body",
    [
        "- Code: CC BY-NC 4.0",
        "Base weights: Llama 2\n\nWeights: Llama 2",
        "Weights: [Llama 2](https://huggingface.co/meta-llama/Llama-2-7b)",
        "Weights: available on request.",
        "The weights are open source and the code is free.",
        "## License\n\nThis project is released under the MIT license, while Qwen is licensed under the "
        "Tongyi Qianwen LICENSE AGREEMENT.",
    ],
)
def test_a_name_that_is_none_of_the_weights_licence(grow: Grow, body: str) -> None:
    assert concluded(grow, body, "license: mit\npipeline_tag: x") == ("MIT", "open-weights")


@pytest.mark.parametrize(
    "body",
    [
        "This model is under a non-commercial license (see the file).",
        "The weights are licensed under the [EXAMPLE NON-COMMERCIAL COMMUNITY LICENSE](https://example.org/l)",
        "## License\n\n- Example Open RAIL-M License",
        "The model weights have a `CC BY-SA 4.0` license, with OpenRAIL-M clauses attached.",
        "* **License for base weights**: a non-commercial bespoke license of its maker",
        "如果您计划将本模型用于商业目的，需要提交许可协议要求的申请材料。",
        "Please write to us to obtain a license for commercial use.",
    ],
)
def test_a_name_that_nobody_knows_may_still_restrict(grow: Grow, body: str) -> None:
    assert concluded(grow, body)[1] == "restricted-weights"


@pytest.mark.parametrize(
    "body",
    [
        "The code in this repository is released under the MIT License.",
        "The training data is available under the CC BY 4.0 license.",
        "Another version is also available under the Apache 2.0 license.",
        "## License\n\n[More information needed]",
    ],
)
def test_what_is_said_of_other_works_is_not_the_models(grow: Grow, body: str) -> None:
    text = flow(enumerate(body.splitlines(), 1))
    own = [each.words for each in statements(text) if not each.code]
    assert not [words for words in own if "MIT" in words or "CC" in words or "Apache" in words]


def test_prose_against_the_tag_is_a_contradiction(grow: Grow) -> None:
    body = "The model is subject to the Llama 2 Community License."
    expression, klass = concluded(grow, body, "license: apache-2.0\npipeline_tag: x")
    assert (expression, klass) == (
        "Apache-2.0 AND LicenseRef-scancode-llama-2-license-2023",
        "restricted-weights",
    )
    (item,) = scan([str(grow({}))]).items
    assert "license-contradiction" in {finding.slug for finding in item.findings}


def test_an_agreement_beside_a_confirmed_tag_is_of_another_work(grow: Grow) -> None:
    body = (
        "The model is released under the Apache 2.0 license.\n\n"
        "The larger model is released under the [Example Model Agreement](LICENSE-LARGE)."
    )
    assert concluded(grow, body, "license: apache-2.0\npipeline_tag: x")[0] == "Apache-2.0"


def test_the_gate_names_the_licence(grow: Grow) -> None:
    prompt = "LLAMA 3.2 COMMUNITY LICENSE AGREEMENT\\n\\nLlama 3.2 Version Release Date: September 25, 2024"
    matter = f'pipeline_tag: x\nextra_gated_prompt: "{prompt}"'
    assert concluded(grow, "", matter) == ("LicenseRef-scancode-llama-3.2-license-2024", "restricted-weights")


def test_the_gate_bars_a_territory(grow: Grow) -> None:
    matter = "license: llama4\npipeline_tag: x\nextra_gated_eu_disallowed: true"
    root = grow({"README.md": f"---\n{matter}\n---\n# A model\n"})
    (item,) = scan([str(root)]).items
    assert [r.line for r in item.restrictions if r.kind == "geographic-exclusion"][:1] == [4]


def test_long_prose_takes_linear_time() -> None:
    for piece in (
        "License: ",
        "is released under the ",
        "[a](b) license ",
        "遵循",
        "with ",
        "Weights: ",
        "are licensed under ",
    ):
        assert len(list(statements(flow([(1, piece * 20_000)])))) < 50


def test_a_name_of_several_licences_that_all_restrict(grow: Grow) -> None:
    assert concluded(grow, "Use of this model is governed by the Meta license.") == (
        None,
        "restricted-weights",
    )


@pytest.mark.parametrize(
    ("name", "own"),
    [("tiny-5b", ["the [Tiny Example License](l)."]), ("tiny-2b", ["the [Apache 2.0 License](l)."])],
)
def test_a_model_of_another_size_is_another_model(name: str, own: list[str]) -> None:
    card = [
        (1, "The Tiny-2B model is released under the [Apache 2.0 License](l)."),
        (2, "The Tiny-5B model is released under the [Tiny Example License](l)."),
    ]
    assert [f"the {each.words}" for each in statements(flow(card), name)] == own


def test_a_model_is_called_by_its_name() -> None:
    (said,) = statements(flow([(1, "Tiny-2-Chat follows the same usage policy as X.")]), "org/tiny-2-chat")
    assert said.words == "same usage policy as X."
