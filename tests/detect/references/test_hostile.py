"""Files that are made to hurt: each ends soon, and none raises."""

import time

import pytest

from openscope.model import SkipCode
from tests.detect.references import named, reading

HEAD = "from transformers import AutoModel  # model\n"
LOAD = "AutoModel.from_pretrained('org1/tiny')\n"


@pytest.mark.parametrize(
    "code",
    [
        "(" * 100_000,
        "x = " + "-" * 100_000 + "1",
        "x = " + "+".join(["1"] * 100_000),
        "x = a" + ".b" * 100_000,
        "x = a" + "()" * 50_000,
        "x = " + "lambda:" * 50_000 + "1",
        "f'" + "{a}" * 200_000 + "'",
        "m = m\nAutoModel.from_pretrained(m)\n",
        "".join(f"m{i} = m{(i + 1) % 40} or m{(i + 7) % 40}\n" for i in range(40))
        + "A.from_pretrained(m0)\n" * 100,
        "m0 = 'a'\n" + "".join(f"m{i + 1} = m{i} + m{i}\n" for i in range(100)) + "A.from_pretrained(m100)\n",
    ],
)
def test_python_that_breaks_parsers(code: str) -> None:
    started = time.process_time()
    assert named("a.py", HEAD + code) == []
    assert time.process_time() - started < 10


def test_a_null_byte_and_a_line_of_megabytes_are_read_by_patterns() -> None:
    assert named("a.py", HEAD + "x = '\0'\n" + LOAD) == ["3 org1/tiny"]
    assert named("a.py", HEAD + "x = '" + "a" * 4_900_000 + "'\n" + LOAD) == ["3 org1/tiny"]


@pytest.mark.parametrize(
    "name", ["a.yml", "a.json", "a.sh", "Dockerfile", "a.ts", "a.toml", ".env", "Modelfile"]
)
@pytest.mark.parametrize(
    "words",
    [
        "a",
        '"',
        "-",
        "model",
        "model: ",
        "--model ",
        "vllm serve ",
        "ollama run a ",
        "hf download ",
        "vllm serve \\\n",
    ],
)
def test_what_repeats_for_long_is_soon_read(name: str, words: str) -> None:
    head = "import '@huggingface/transformers'\n" if name == "a.ts" else "# llama vllm\n"
    head = '{"llama":' if name == "a.json" else head
    started = time.process_time()
    reading(name, head + words * (300_000 // len(words)))
    assert time.process_time() - started < 10


def test_where_there_are_too_many_the_rest_is_reported() -> None:
    found = reading("a.py", HEAD + LOAD * 6_000)
    assert len(found.references) == 5_000
    assert found.skipped is not None
    assert found.skipped.code is SkipCode.TOO_MANY
    assert not found.skipped.expected
