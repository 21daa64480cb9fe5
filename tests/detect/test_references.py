"""Models and datasets that code and configuration name: all found, none invented."""

import json

import pytest

from openscope import scan
from openscope.model import Kind
from tests.conftest import Grow

NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": ["from_pretrained('harbour/in-prose')\n"]},
            {
                "cell_type": "code",
                "source": ["NAME = 'harbour/in-notebook'\n", "m = AutoModel.from_pretrained(NAME)\n"],
            },
        ]
    },
    indent=1,
)

FOUND = {
    "a constant": (
        "a.py",
        "import transformers\nM = 'harbour/lamp'\nx = AutoModel.from_pretrained(M)\n",
        "harbour/lamp",
        2,
    ),
    "a pipeline": (
        "a.py",
        "from transformers import pipeline\np = pipeline('x', model='harbour/lamp')\n",
        "harbour/lamp",
        2,
    ),
    "a default": (
        "a.py",
        "import transformers\ndef f(name='harbour/lamp'):\n    return AutoModel.from_pretrained(name)\n",
        "harbour/lamp",
        2,
    ),
    "sentences": (
        "a.py",
        "from sentence_transformers import SentenceTransformer\ns = SentenceTransformer('harbour/lamp')\n",
        "harbour/lamp",
        2,
    ),
    "vLLM": ("a.py", "from vllm import LLM\nllm = LLM(model='harbour/lamp')\n", "harbour/lamp", 2),
    "a download": (
        "a.py",
        "from huggingface_hub import snapshot_download\nsnapshot_download(repo_id='harbour/lamp')\n",
        "harbour/lamp",
        2,
    ),
    "a shell line": ("run.sh", "#!/bin/sh\nvllm serve harbour/lamp --port 80\n", "harbour/lamp", 2),
    "llama.cpp": ("run.sh", "llama-server -hf harbour/lamp-GGUF:Q4_K_M\n", "harbour/lamp-GGUF", 1),
    "an environment": (".env", "HF_MODEL_ID=harbour/lamp\n", "harbour/lamp", 1),
    "a training configuration": ("train.yml", "base_model: harbour/lamp\nadapter: lora\n", "harbour/lamp", 1),
    "a notebook": ("n.ipynb", NOTEBOOK, "harbour/in-notebook", None),
    "JavaScript": (
        "a.ts",
        "import { pipeline } from '@huggingface/transformers';\nawait pipeline('ner', 'harbour/lamp')\n",
        "harbour/lamp",
        2,
    ),
    "a service": (
        "a.py",
        "from openai import OpenAI\nc = OpenAI()\nc.chat.completions.create(model='gpt-4o', messages=[])\n",
        "gpt-4o",
        3,
    ),
}

NOTHING = {
    "a path": ("a.py", "import transformers\nAutoModel.from_pretrained('./local/model')\n"),
    "a placeholder": ("a.py", "import transformers\nAutoModel.from_pretrained('your-org/your-model')\n"),
    "a variable": ("run.sh", 'vllm serve "$MODEL"\n'),
    "an action": (".github/workflows/ci.yml", "steps:\n  - uses: actions/checkout@v4\n"),
    "an image": ("compose.yaml", "services:\n  db:\n    image: library/postgres:16\n"),
    "another pipeline": ("a.py", "from sklearn import pipeline\npipeline('x', model='harbour/lamp')\n"),
    "another model": ("a.py", "class Car:\n    def __init__(self, model='ford/fiesta'): ...\n"),
    "a broken notebook": ("n.ipynb", '{"cells": [{"cell_type": "code", "source": 3}'),
}


def models(grow: Grow, path: str, text: str) -> dict[str, int | None]:
    items = scan([str(grow({path: text}))]).items
    return {i.item.name: i.evidence[0].start_line for i in items if i.item.kind in (Kind.MODEL, Kind.DATASET)}


@pytest.mark.parametrize(("path", "text", "name", "line"), FOUND.values(), ids=FOUND)
def test_a_reference_is_an_item_with_its_line(
    grow: Grow, path: str, text: str, name: str, line: int | None
) -> None:
    found = models(grow, path, text)
    assert list(found) == [name]
    assert line is None or found[name] == line


@pytest.mark.parametrize(("path", "text"), NOTHING.values(), ids=NOTHING)
def test_what_only_looks_like_one_is_none(grow: Grow, path: str, text: str) -> None:
    assert models(grow, path, text) == {}


def test_a_model_that_is_a_service_is_closed(grow: Grow) -> None:
    root = grow(
        {"a.py": "import anthropic\nc = anthropic.Anthropic()\nc.messages.create(model='claude-opus-4')\n"}
    )
    (item,) = [each for each in scan([str(root)]).items if each.item.kind is Kind.MODEL]
    assert item.openness is not None
    assert (item.category, item.openness.klass) == ("proprietary", "closed")


def test_what_is_referred_to_and_known_has_its_licence(grow: Grow) -> None:
    root = grow(
        {"a.py": "import transformers\nAutoModel.from_pretrained('meta-llama/Llama-3.1-8B-Instruct')\n"}
    )
    (item,) = [each for each in scan([str(root)]).items if each.item.kind is Kind.MODEL]
    assert item.license.concluded == "LicenseRef-scancode-llama-3.1-license-2024"
    assert item.category == "source-available"
    assert {each.detector for each in item.evidence} == {"reference:python", "registry"}


def test_a_model_in_the_tree_gets_the_places_that_name_it(grow: Grow) -> None:
    card = "---\nlicense: mit\npipeline_tag: x\n---\n# M\n"
    code = "import transformers\nAutoModel.from_pretrained('harbour/lamp')\n"
    items = scan([str(grow({"harbour__lamp/README.md": card, "a.py": code}))]).items
    (item,) = [each for each in items if each.item.kind is Kind.MODEL]
    assert item.license.concluded == "MIT"
    assert ("a.py", 2) in {(each.path, each.start_line) for each in item.evidence}
