"""JavaScript and TypeScript, by patterns."""

import pytest

from tests.detect.references import named

TRANSFORMERS = 'import { pipeline } from "@huggingface/transformers";\n'
SDK = 'import { openai } from "@ai-sdk/openai";\n'
OPENAI = 'import OpenAI from "openai";\n'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (TRANSFORMERS + 'await pipeline("summarization", "Xenova/distilbart-cnn-6-6");',
         ["2 Xenova/distilbart-cnn-6-6"]),
        (TRANSFORMERS + "const M = 'Xenova/tiny';\nawait pipeline('x-y', M, {dtype: 'q8'});",
         ["2 Xenova/tiny"]),
        (TRANSFORMERS + 'AutoModel.from_pretrained(`onnx-community/tiny`)', ["2 onnx-community/tiny"]),
        (SDK + 'generateText({ model: openai("gpt-4o") })', ["2 gpt-4o (openai)"]),
        (SDK + 'openai.embedding("text-embedding-3-small")', ["2 text-embedding-3-small (openai)"]),
        (OPENAI + 'c.chat.completions.create({ model: "gpt-4o-mini", messages })',
         ["2 gpt-4o-mini (openai)"]),
        (OPENAI + 'f({ model: process.env.MODEL ?? "gpt-4o" })', ["2 gpt-4o (openai)"]),
        (OPENAI + 'const DEFAULT_MODEL: string = "gpt-4.1";', ["2 gpt-4.1 (openai)"]),
        ("import Anthropic from '@anthropic-ai/sdk';\nf({model: 'claude-sonnet-4-0'})",
         ["2 claude-sonnet-4-0 (anthropic)"]),
        ('import { HfInference } from "@huggingface/inference";\nhf.chat({ model: "org1/tiny" })',
         ["2 org1/tiny"]),
    ],
)  # fmt: skip
def test_calls_and_settings(code: str, expected: list[str]) -> None:
    assert named("a.ts", code) == expected


@pytest.mark.parametrize(
    "code",
    [
        'pipeline("task", "org1/tiny")',  # nobody says whose
        'const model = "gpt-4o";',
        TRANSFORMERS + '// await pipeline("x-y", "Xenova/tiny")',
        TRANSFORMERS + ' * await pipeline("x-y", "Xenova/tiny")',
        TRANSFORMERS + 'await pipeline("x-y", "./models/name")',
        TRANSFORMERS + "await pipeline('x-y', `${org}/name`)",
        OPENAI + 'import x from "@scope/model-thing"; const a = "actions/checkout";',
        OPENAI + 'schema({ model: "auth/user.ts" })',
        SDK + 'openai("our-own-deployment")',
    ],
)
def test_what_is_no_reference(code: str) -> None:
    assert named("a.ts", code) == []


def test_a_bundle_is_not_read() -> None:
    bundle = OPENAI + 'x({model:"gpt-4o"});' + "a();" * 30_000
    assert named("a.js", bundle) == []
    assert named("a.min.js", OPENAI + 'x({model:"gpt-4o"})') == []
