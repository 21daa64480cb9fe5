"""Command lines, in every way that a command is written down."""

import pytest

from tests.detect.references import named


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("vllm serve org1/tiny --port 80", ["1 org1/tiny"]),
        ("vllm serve \\\n  org1/tiny", ["2 org1/tiny"]),
        ("python -m vllm.entrypoints.openai.api_server --model org1/tiny", ["1 org1/tiny"]),
        ("python -m vllm.entrypoints.openai.api_server --model=org1/tiny", ["1 org1/tiny"]),
        ("docker run ghcr.io/huggingface/text-generation-inference:2 --model-id org1/tiny", ["1 org1/tiny"]),
        ("text-embeddings-router --model-id org1/tiny", ["1 org1/tiny"]),
        ("python -m sglang.launch_server --model-path org1/tiny", ["1 org1/tiny"]),
        ("llama-server -hf org1/tiny-GGUF:Q4_K_M", ["1 org1/tiny-GGUF"]),
        ("llama-cli --hf-repo org1/tiny-GGUF --hf-file x.gguf", ["1 org1/tiny-GGUF"]),
        ("ollama run llama3.1:8b", ["1 meta-llama/Llama-3.1-8B-Instruct"]),
        ("ollama pull llama3.1:8b-instruct-q4_K_M", ["1 meta-llama/Llama-3.1-8B-Instruct"]),
        ("ollama pull someones/thing:7b", ["1 someones/thing@7b (ollama)"]),
        ("ollama run hf.co/org1/tiny-GGUF:Q8_0", ["1 org1/tiny-GGUF"]),
        ("huggingface-cli download org1/tiny --revision v1 --local-dir x", ["1 org1/tiny@v1"]),
        ("hf download --repo-type dataset org1/table", ["1 org1/table dataset"]),
        ("hf download org1/space --repo-type space", []),
        ("aider --model gpt-4o", ["1 gpt-4o (openai)"]),
        ("MODEL_ID=org1/tiny-7b vllm serve", ["1 org1/tiny-7b"]),
        ("export MODEL=${MODEL:-Qwen/Qwen3-8B}", ["1 Qwen/Qwen3-8B"]),
        ("lm_eval --model hf --model_args pretrained=org1/tiny,dtype=float", ["1 org1/tiny"]),
        ("git clone https://huggingface.co/org1/tiny", ["1 org1/tiny"]),
        ("git lfs clone https://huggingface.co/datasets/org1/table.git", ["1 org1/table dataset"]),
        ("curl -LO https://huggingface.co/org1/tiny/resolve/main/x.gguf", ["1 org1/tiny@main"]),
    ],
)
def test_commands(command: str, expected: list[str]) -> None:
    assert named("run.sh", command) == expected
    assert named("Makefile", "serve:\n\t" + command) == [
        f"{int(each.split()[0]) + 1} {each.partition(' ')[2]}" for each in expected
    ]


def test_a_dockerfile() -> None:
    text = """FROM vllm/vllm-openai:latest
ENV MODEL_ID=BAAI/bge-m3
ENV HF_MODEL_ID org1/llama-7b
ARG IMAGE=org1/llama-image
CMD ["vllm", "serve", "org1/tiny"]
"""
    assert named("Dockerfile", text) == ["2 BAAI/bge-m3", "3 org1/llama-7b", "5 org1/tiny"]


def test_a_list_of_arguments_with_one_word_on_each_line() -> None:
    text = """containers:
  - image: vllm/vllm-openai:v0.6
    args:
      - --model
      - org1/tiny
      - "--model-path=org1/other"
    env:
      - name: EMBEDDING_MODEL
        value: "BAAI/bge-m3"
"""
    assert named("pod.yaml", text) == ["5 org1/tiny", "6 org1/other", "9 BAAI/bge-m3"]


def test_compose() -> None:
    text = """services:
  llm:
    image: vllm/vllm-openai:v0.6
    command: --model org1/tiny --max-model-len 4096
  tgi:
    command: ["--model-id", "org1/other"]
    image: ghcr.io/huggingface/text-generation-inference:3.0
    environment:
      - RERANKER_MODEL=BAAI/bge-reranker-base
      - OPENAI_MODEL=${OPENAI_MODEL:-gpt-4o}
models:
  llm:
    model: ai/smollm2
"""
    assert named("compose.yml", text) == [
        "4 org1/tiny",
        "6 org1/other",
        "9 BAAI/bge-reranker-base",
        "10 gpt-4o (openai)",
    ]


@pytest.mark.parametrize(
    "command",
    [
        "# vllm serve org1/tiny",
        "vllm serve ./model",
        "vllm serve /models/x",
        'vllm serve "$MODEL"',
        "vllm serve ${MODEL}",
        "vllm serve <model>",
        "vllm bench org1/tiny",
        "python train.py --model models/best --data data/x",
        "python train.py --model $MODEL",
        "ollama create helper -f Modelfile\nollama run helper",
        "ollama list",
        "ollama serve",
        "docker pull vllm/vllm-openai:latest",
        "hf download ./x",
        "hf upload org1/tiny .",
        "git clone https://github.com/org1/vllm",
        "echo https://huggingface.co/org1/tiny",
        "npm install @huggingface/transformers --model",
        "uses: actions/checkout@v4  # vllm",
    ],
)
def test_what_is_no_reference(command: str) -> None:
    assert named("run.sh", command) == []
    assert named("ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: |\n          " + command) == []
