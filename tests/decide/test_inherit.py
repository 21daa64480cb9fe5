"""What a model was made from binds it too."""

import pytest

from openscope import scan
from openscope.model import Assessment
from tests.conftest import Grow

LLAMA = "LicenseRef-scancode-llama-2-license-2023"


def card(license: str | None, *matter: str, body: str = "") -> str:
    lines = [f"license: {license}"] if license else []
    return "\n".join(
        ["---", "pipeline_tag: text-generation", *lines, *matter, "---", "# A model", "", body, ""]
    )


def models(grow: Grow, files: dict[str, str]) -> dict[str, Assessment]:
    root = grow({f"{name.replace('/', '__')}/README.md": text for name, text in files.items()})
    return {item.item.name: item for item in scan([str(root)]).items}


def test_a_base_of_the_same_scan_hands_down_what_restricts(grow: Grow) -> None:
    found = models(
        grow,
        {
            "acme/base": card("cc-by-nc-4.0"),
            "acme/tuned": card("apache-2.0", "base_model: acme/base"),
            "acme/small-GGUF": card(None, "base_model: acme/tuned"),
        },
    )
    for name in ("acme/tuned", "acme/small-GGUF"):
        item = found[name]
        assert item.openness is not None
        assert item.openness.klass == "restricted-weights"
        assert {(r.kind, r.inherited_from, r.license) for r in item.restrictions} == {
            ("non-commercial", "acme/base", "CC-BY-NC-4.0")
        }
    findings = {n: [f.slug for f in i.findings if f.code.startswith("OS2")] for n, i in found.items()}
    assert findings["acme/tuned"] == ["dropped-restriction"]
    assert findings["acme/small-GGUF"] == ["unlicensed-derivative"]
    assert found["acme/tuned"].license.concluded == "Apache-2.0"
    assert found["acme/tuned"].category == "source-available"
    assert "acme/base" in (found["acme/tuned"].because or "")
    assert found["acme/small-GGUF"].category == "unknown"
    assert found["acme/small-GGUF"].license.concluded is None
    assert [f.line for f in found["acme/tuned"].findings if f.code == "OS201"] == [4]


def test_a_base_that_is_not_here_is_known_by_the_rules(grow: Grow) -> None:
    item = models(grow, {"acme/tuned": card("mit", "base_model: meta-llama/Llama-2-7b-hf")})["acme/tuned"]
    assert {r.license for r in item.restrictions if r.inherited_from} == {LLAMA}
    assert "usage-threshold" in {r.kind for r in item.restrictions}


@pytest.mark.parametrize(
    "body",
    [
        "Fine-tuned from Llama 2 7B on our own data.",
        "This is a quantized version of [Llama-2-7B](https://huggingface.co/meta-llama/Llama-2-7b-hf).",
        "Fine-tuned [Llama-2 7B](https://huggingface.co/somebody/Llama-2-7B-fp16) with instructions.",
        "* Base model: `meta-llama/Llama-2-7b-hf`",
        "Base model: meta-llama/Llama-2-13b-chat-hf",
        "**Base model:** https://huggingface.co/meta-llama/Llama-2-13b-chat-hf.",
        "It is a fine-tune of meta-llama/Llama-2-7b-hf.",
        "We fine-tuned Llama 2 7B on medical data.",
        "We have further fine-tuned the pre-trained Llama 2 for medical questions.",
        "This is an instruction fine-tuned llama-2 model, using synthetic instructions.",
    ],
)
def test_a_base_that_only_prose_names(grow: Grow, body: str) -> None:
    item = models(grow, {"acme/tuned": card("mit", body=body)})["acme/tuned"]
    assert {r.license for r in item.restrictions if r.inherited_from} == {LLAMA}


RECIPES = [
    [
        "models:",
        "  - model: acme/other",
        "  - model: meta-llama/Llama-2-7b-hf  # the second",
        "merge_method: slerp",
    ],
    ["slices:", "  - sources:", "      - model: 'meta-llama/Llama-2-7b-hf'", "        layer_range: [0, 32]"],
    ["slices:", "- sources: [{model: meta-llama/Llama-2-7b-hf, layer_range: [0, 32]}]"],
    ["base_model: meta-llama/Llama-2-7b-hf", "merge_method: ties", "models: []"],
    ["experts:", "  - source_model: meta-llama/Llama-2-7b-hf"],
    ["merge_method: linear", "models:", "  - model: acme/other+meta-llama/Llama-2-7b-hf"],
    ["merge_method: linear", "models:", "- model:", "    model:", "      path: meta-llama/Llama-2-7b-hf"],
]


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("fence", ["```yaml", "~~~"])
def test_the_parents_of_a_merge_are_in_the_recipe_that_its_card_shows(
    grow: Grow, recipe: list[str], fence: str
) -> None:
    body = "\n".join(["A merge.", "", fence, *recipe, fence[:3]])
    item = models(grow, {"acme/merged": card("mit", body=body)})["acme/merged"]
    assert {r.license for r in item.restrictions if r.inherited_from} == {LLAMA}
    (line,) = {f.line for f in item.findings if f.code == "OS201"}
    assert "Llama-2-7b-hf" in card("mit", body=body).splitlines()[(line or 1) - 1]
    assert {base.relation for base in item.bases} <= {"merge"}


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("name", ["mergekit_config.yml", "mergekit_moe_config.yml"])
def test_the_parents_of_a_merge_are_in_the_file_beside_it(grow: Grow, recipe: list[str], name: str) -> None:
    root = grow({"README.md": card("mit"), name: "\n".join(recipe), "model.safetensors": "x"})
    item = next(item for item in scan([str(root)]).items if item.item.path in ("", "."))
    assert {r.license for r in item.restrictions if r.inherited_from} == {LLAMA}


def test_a_recipe_adds_nothing_to_the_bases_that_a_card_names(grow: Grow) -> None:
    body = "\n".join(["```yaml", *RECIPES[0], "```"])
    item = models(grow, {"acme/m": card("mit", "base_model: acme/first", body=body)})["acme/m"]
    assert [base.name for base in item.bases] == ["acme/first"]


@pytest.mark.parametrize(
    "body",
    [
        "The model is based on the Llama 2 architecture and was trained from scratch.",
        "It is better than a fine-tune of Llama 2.",
        "Trained on the [Llama 2](https://huggingface.co/datasets/acme/llama-2) outputs.",
        "Built with [a tool](https://github.com/acme/tool) of ours.",
        "Fine-tune Llama 2 for free with our notebook.",
        "We fine-tuned Llama 2 and Mistral on the same data.",
        "We fine-tuned Llama 2 7B on the same data as a baseline.",
        "Base model: N/A",
        "```yaml\nmodel: meta-llama/Llama-2-7b-hf\n```",
        "models:\n  - model: meta-llama/Llama-2-7b-hf\nmerge_method: slerp",
    ],
)
def test_a_model_that_is_only_spoken_of_is_no_base(grow: Grow, body: str) -> None:
    item = models(grow, {"acme/own": card("mit", body=body)})["acme/own"]
    assert item.openness is not None
    assert item.openness.klass == "open-weights"


FIRST_LLAMA = "LicenseRef-scancode-llama-license-2023"


@pytest.mark.parametrize(
    ("body", "license"),
    [
        ("Our chatbot was trained by fine-tuning LLaMA on conversations.", FIRST_LLAMA),
        ("It is based on LLaMA-13B, with a longer context.", FIRST_LLAMA),
        ("Trained by fine-tuning LLaMA on conversations. This release is a version of LLaMA 2 7B.", LLAMA),
        ("It is based on a llama of our own.", None),
    ],
)
def test_the_first_llama_has_no_number(grow: Grow, body: str, license: str | None) -> None:
    item = models(grow, {"acme/tuned": card("mit", body=body)})["acme/tuned"]
    assert {r.license for r in item.restrictions if r.inherited_from} == ({license} if license else set())


def test_a_model_that_only_lends_its_tokenizer_is_no_base(grow: Grow) -> None:
    body = "Built by finetuning [Base](https://huggingface.co/acme/base) on chats.\n\nThe text was cut"
    body += " into words using the [Tok](https://huggingface.co/acme/tok) tokenizer."
    assert [base.name for base in models(grow, {"acme/chat": card("mit", body=body)})["acme/chat"].bases] == [
        "acme/base"
    ]


def test_a_base_by_name_is_not_there_by_its_kind_as_well(grow: Grow) -> None:
    body = "Based on [ours](https://huggingface.co/meta-llama/Llama-2-7b-hf).\n\nFine-tuned from Llama 2 7B."
    item = models(grow, {"acme/chat": card("mit", body=body)})["acme/chat"]
    assert [(base.name, base.relation) for base in item.bases] == [("meta-llama/Llama-2-7b-hf", "finetune")]


def test_the_rules_of_conduct_of_an_adapters_base_are_listed_not_held_against_it(grow: Grow) -> None:
    sdxl = ("base_model: stabilityai/stable-diffusion-xl-base-1.0", "tags: [lora]")
    item = models(grow, {"acme/lora": card("mit", *sdxl)})["acme/lora"]
    assert item.openness is not None
    assert item.openness.klass == "open-weights"
    assert "acceptable-use" in {r.kind for r in item.restrictions if r.inherited_from}


def test_the_same_licence_is_not_inherited_twice(grow: Grow) -> None:
    item = models(grow, {"acme/t": card("llama2", "base_model: meta-llama/Llama-2-7b-hf")})["acme/t"]
    assert not [r for r in item.restrictions if r.inherited_from]
    assert not [f for f in item.findings if f.code == "OS201"]


def test_a_ring_of_models_ends(grow: Grow) -> None:
    found = models(
        grow,
        {
            "acme/a": card("mit", "base_model: acme/b"),
            "acme/b": card("cc-by-nc-4.0", "base_model: acme/a"),
        },
    )
    assert {r.inherited_from for r in found["acme/a"].restrictions} == {"acme/b"}


def test_open_tuning_data_on_a_base_that_keeps_its_own_is_partial(grow: Grow) -> None:
    data = "The training data is publicly available."
    found = models(
        grow,
        {
            "acme/base": card("apache-2.0"),
            "acme/tuned": card("apache-2.0", "base_model: acme/base", body=data),
            "acme/alone": card("apache-2.0", body=data),
        },
    )
    states = {n: i.openness.pillars["data"].state for n, i in found.items() if i.openness}  # type: ignore[index]
    assert (states["acme/tuned"], states["acme/alone"]) == ("partial", "open")


@pytest.mark.parametrize(
    ("name", "base", "states"),
    [
        ("acme/tuned", "acme/base", ("partial", "unknown")),
        ("acme/base-GGUF", "acme/base", ("open", "unknown")),
        ("acme/tuned", "EleutherAI/pythia-1b", ("partial", "partial")),
        ("acme/tuned-GGUF", "EleutherAI/pythia-1b", ("open", "open")),
        ("acme/tuned", "nobody/knows", ("unknown", "unknown")),
        ("acme/tuned-GGUF", "acme/mid", ("partial", "unknown")),
    ],
)
def test_a_silent_models_pillars_include_its_bases(
    grow: Grow, name: str, base: str, states: tuple[str, str]
) -> None:
    found = models(
        grow,
        {
            "acme/base": card("apache-2.0", body="The training data is publicly available."),
            "acme/mid": card("apache-2.0", "base_model: acme/base"),
            name: card("apache-2.0", f"base_model: {base}"),
        },
    )[name]
    assert found.openness is not None
    pillars = {pillar.value: verdict for pillar, verdict in found.openness.pillars.items()}
    assert (pillars["data"].state, pillars["pipeline"].state) == states
    for pillar in ("data", "pipeline"):
        assert all(signal.rule.startswith("base:") for signal in pillars[pillar].evidence)


def test_a_model_without_a_licence_is_known_by_the_rules(grow: Grow) -> None:
    item = models(grow, {"THUDM/chatglm3-6b": card(None)})["THUDM/chatglm3-6b"]
    assert item.license.concluded == "LicenseRef-openscope-chatglm3-6b"
    assert item.license.declared is None
    assert [e.detector for e in item.evidence] == ["registry"]


def test_what_a_release_publishes_elsewhere_is_told_apart(grow: Grow) -> None:
    item = models(grow, {"allenai/OLMoE-1B-7B-0924": card("apache-2.0")})["allenai/OLMoE-1B-7B-0924"]
    assert item.openness is not None
    assert item.openness.klass == "fully-open"
    signals = [
        s for verdict in item.openness.pillars.values() for s in verdict.evidence if s.rule == "registry"
    ]
    assert {s.pillar for s in signals} == {"data", "pipeline", "evals"}
    assert all(s.path.startswith("https://") and s.line is None for s in signals)


def test_everything_released_under_terms_that_restrict_is_said_to_be_so(grow: Grow) -> None:
    item = models(grow, {"bigcode/starcoder": card("bigcode-openrail-m")})["bigcode/starcoder"]
    assert item.openness is not None
    assert (item.openness.klass, item.openness.complete_but_restricted) == ("restricted-weights", True)
