"""The headers of weights files, well-formed and hostile."""

import json
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.model import SkipCode, Skipped
from openscope.weights import gguf, read_header, safetensors
from tests import weights

LICENSED: dict[str, weights.Value] = {
    "general.architecture": "llama",
    "tokenizer.ggml.tokens": ["a", "b", "general.license"],
    "general.license": "apache-2.0",
    "general.base_model.count": 1,
    "general.base_model.0.repo_url": "https://huggingface.co/org/base",
}
FOUND = {
    "general.architecture": "llama",
    "general.license": "apache-2.0",
    "general.base_model.count": "1",
    "general.base_model.0.repo_url": "https://huggingface.co/org/base",
}


@pytest.mark.parametrize(("order", "version"), [("<", 3), (">", 3), ("<", 2), ("<", 1)])
def test_the_pairs_of_a_gguf_file(order: str, version: int) -> None:
    assert gguf.read(weights.gguf(LICENSED, order, version)) == FOUND


def test_every_type_of_value_is_passed_over() -> None:
    sizes = {0: 1, 1: 1, 2: 2, 3: 2, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

    def pair(key: str, value: bytes) -> bytes:
        return struct.pack("<Q", len(key)) + key.encode() + value

    scalars = [pair(f"x.{type_}", struct.pack("<I", type_) + b"\1" * n) for type_, n in sizes.items()]
    arrays = [
        pair(f"y.{type_}", struct.pack("<IIQ", 9, type_, 3) + b"\1" * n * 3) for type_, n in sizes.items()
    ]
    nested = pair(
        "z", struct.pack("<IIQ", 9, 9, 2) + struct.pack("<IQ", 0, 2) * 1 + b"ab" + struct.pack("<IQ", 4, 0)
    )
    last = pair("general.license", struct.pack("<IQ", 8, 3) + b"mit")
    pairs = [*scalars, *arrays, nested, last]
    data = b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs)
    assert gguf.read(data) == {"general.license": "mit"}


@pytest.mark.parametrize("cut", [4, 8, 20, 24, 60, 100])
def test_a_gguf_file_that_ends_early_says_what_it_said(cut: int) -> None:
    whole = weights.gguf(LICENSED)
    assert gguf.read(whole[:cut]).items() <= FOUND.items()


HUGE = (1 << 64) - 1


@pytest.mark.parametrize(
    "rest",
    [
        struct.pack("<QQ", 0, HUGE),
        struct.pack("<QQQ", 0, 1, HUGE),
        struct.pack("<QQQ", 0, 1, 1) + b"k" + struct.pack("<IQ", 8, HUGE),
        struct.pack("<QQQ", 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 12, HUGE),
        struct.pack("<QQQ", 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 8, HUGE),
        struct.pack("<QQQ", 0, HUGE, 0) + b"\0" * (gguf.MAX_BYTES - 40),
        struct.pack("<QQQ", 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 9, HUGE) + b"\0" * gguf.MAX_BYTES,
    ],
    ids=["pairs", "key", "string", "numbers", "strings", "empty pairs", "empty arrays"],
)
def test_sizes_that_are_lies_cost_nothing(rest: bytes) -> None:
    began = time.process_time()
    assert gguf.read(b"GGUF" + struct.pack("<I", 3) + rest) == {}
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no GGUF"),
        (b"version https://git-lfs.github.com/spec/v1\n", "no GGUF"),
        (b"GGUF" + struct.pack("<IQQ", 9, 0, 0), "version 9"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 0) + struct.pack("<I", 77), "unknown type 77"),
        (
            b"GGUF"
            + struct.pack("<IQQQ", 3, 0, 1, 0)
            + struct.pack("<IIQ", 9, 9, 1) * 1
            + struct.pack("<IQ", 9, 1) * 9,
            "deeper",
        ),
    ],
)
def test_what_is_no_gguf_says_so(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        gguf.read(data)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_readers(data: bytes) -> None:
    for read, start in ((gguf.read, b"GGUF\3\0\0\0"), (safetensors.read, b"")):
        try:
            found = read(start + data)
        except ValueError:
            continue
        assert all(isinstance(words, str) for pair in found.items() for words in pair)


def test_a_long_value_is_cut() -> None:
    assert len(gguf.read(weights.gguf({"general.license": "x" * 100_000}))["general.license"]) == 4096


def test_the_metadata_of_a_safetensors_file() -> None:
    metadata = {"license": "mit", "format": "pt", "count": 3}
    assert safetensors.read(weights.safetensors(metadata)) == {"license": "mit", "format": "pt"}
    assert safetensors.read(weights.safetensors(None)) == {}
    assert safetensors.read(weights.safetensors(["license"])) == {}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no safetensors"),
        (b"\x80\x02}q\x00.pickled bytes", "no safetensors"),
        (struct.pack("<Q", 1 << 62) + b"{}", "a header of"),
        (struct.pack("<Q", 5) + b"{oops", "no JSON"),
        (struct.pack("<Q", 200_001) + b"{" + b'"x":[' * 40_000, "no JSON"),
    ],
)
def test_what_is_no_safetensors_says_so(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        safetensors.read(data)


def test_half_a_surrogate_pair_does_no_harm(tmp_path: Path) -> None:
    data = b'{"__metadata__": {"license": "\\ud800"}}'
    path = tmp_path / "x.safetensors"
    path.write_bytes(struct.pack("<Q", len(data)) + data)
    text = read_header(path, "x.safetensors")
    assert isinstance(text, str)
    assert json.loads(text) == {"license": "?"}


def test_a_header_that_cannot_be_read_leaves_no_question_open(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    skip = read_header(path, "x.gguf")
    assert isinstance(skip, Skipped)
    assert (skip.code, skip.expected) == (SkipCode.MALFORMED, True)
