"""Configuration: keys that are called like a model, with what they stand under."""

import pytest

from openscope.model import Role
from tests.detect.references import named, references


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.yml", "base_model: org1/llama-7b\n", ["1 org1/llama-7b"]),
        ("a.yml", "model_name_or_path: 'org1/llama-7b'  # why\n", ["1 org1/llama-7b"]),
        ("a.yml", "model:\n  name: org1/llama-7b\n", ["2 org1/llama-7b"]),
        ("a.yml", "model: &m org1/llama-7b\n", ["1 org1/llama-7b"]),
        ("a.yml", "llama: 1\nmodels:\n  - org1/one\n  - gpt-4o\n", ["3 org1/one", "4 gpt-4o (openai)"]),
        ("a.yml", "lora_r: 8\ndatasets:\n  - path: org1/table\n    type: alpaca\n", ["3 org1/table dataset"]),
        ("a.yml", "litellm_params: {model: \"ollama/llama3.2:1b\"}\n",
         ["1 meta-llama/Llama-3.2-1B-Instruct"]),
        ("a.yml", "model_list:\n- litellm_params:\n    model: azure/gpt-4o\n", ["3 gpt-4o (openai)"]),
        ("p.yaml", "providers:\n  - openai:chat:gpt-4.1\n  - id: anthropic:messages:claude-2.1\n",
         ["2 gpt-4.1 (openai)", "3 claude-2.1 (anthropic)"]),
        ("a.toml", '[model]\nname = "org1/llama-7b"\n', ["2 org1/llama-7b"]),
        ("a.toml", '[tool.x]\nembedding-model = "BAAI/bge-m3"\n', ["2 BAAI/bge-m3"]),
        ("a.json", '{\n "llm": {\n  "embeddingModel": "BAAI/bge-m3"}}', ["3 BAAI/bge-m3"]),
        ("a.json", '{"model": {"name": "org1/llama-7b"}}', ["1 org1/llama-7b"]),
        (".env", "OPENAI_MODEL=gpt-4o\n", ["1 gpt-4o (openai)"]),
        (".env.example", 'export HF_MODEL_ID="BAAI/bge-m3"\n', ["1 BAAI/bge-m3"]),
        ("a.ini", "[llm]\nmodel = claude-3-opus-20240229\n", ["2 claude-3-opus-20240229 (anthropic)"]),
    ],
)  # fmt: skip
def test_keys(name: str, text: str, expected: list[str]) -> None:
    assert named(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yml", "base_model: ./llama\n"),
        ("a.yml", "base_model: checkpoints/llama\n"),
        ("a.yml", "base_model: ${BASE}\n"),
        ("a.yml", "base_model: <org>/<model>\n"),
        ("a.yml", "base_model: your-org/llama\n"),
        ("a.yml", "# base_model: org1/llama-7b\n"),
        ("a.yml", "hub_model_id: org1/llama-7b\n"),
        ("a.yml", "model_type: org1/llama-7b\n"),
        ("a.yml", "model: auth/user\n"),  # nothing here speaks of language models
        ("a.yml", "llm: 1\nimage: org1/llama-7b\n"),
        ("a.yml", "steps:\n  - uses: huggingface/model-action@v1\n"),
        ("a.yml", "model: openai/our-deployment\n"),
        ("a.yml", "model: os.environ/MODEL\n"),
        ("a.json", '{"model": "application/json", "llm_x": 1}'),
        ("a.json", '{"default_model_placeholder": "gpt-4o"}'),
        ("package-lock.json", '{"model": "gpt-4o"}'),
        (".env", "MODEL_DIR=/models/llama\nMODEL_PATH=/models/llama\nMODEL_NAME=llama\n"),
    ],
)
def test_what_is_no_reference(name: str, text: str) -> None:
    assert named(name, text) == []


def test_prose_is_not_read() -> None:
    text = "Use `model: gpt-4o`, or git clone https://huggingface.co/org1/tiny\n"
    assert references("README.md", text, Role.README) == ()
    assert references("docs/use.md", text) == ()


def test_a_modelfile() -> None:
    text = "# FROM gpt\nFROM llama3.1:8b\nADAPTER ./lora\nadapter hf.co/org1/lora\nSYSTEM FROM x\n"
    assert named("Modelfile", text) == ["2 meta-llama/Llama-3.1-8B-Instruct", "4 org1/lora"]
    assert named("Modelfile", "FROM ./model.gguf\n") == named("Modelfile", "FROM /models/x\n") == []


def test_a_quantization_and_the_latest_tag_are_the_same_weights() -> None:
    for words in (
        "qwen2.5",
        "qwen2.5:latest",
        "qwen2.5:7b",
        "qwen2.5:7b-instruct-q4_K_M",
        "library/qwen2.5:7b",
    ):
        assert named("a.modelfile", f"FROM {words}\n") == ["1 Qwen/Qwen2.5-7B-Instruct"], words
