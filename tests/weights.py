"""Headers of weights files, for tests: small files that are what they say."""

import json
import struct
from collections.abc import Mapping, Sequence

Value = str | int | Sequence[str]


def gguf(pairs: Mapping[str, Value], order: str = "<", version: int = 3) -> bytes:
    """A GGUF file without tensors."""
    length = "I" if version == 1 else "Q"

    def string(words: str) -> bytes:
        data = words.encode()
        return struct.pack(f"{order}{length}", len(data)) + data

    out = b"GGUF" + struct.pack(f"{order}I{length}{length}", version, 0, len(pairs))
    for key, value in pairs.items():
        out += string(key)
        if isinstance(value, str):
            out += struct.pack(f"{order}I", 8) + string(value)
        elif isinstance(value, int):
            out += struct.pack(f"{order}II", 4, value)
        else:
            out += struct.pack(f"{order}II{length}", 9, 8, len(value)) + b"".join(map(string, value))
    return out


def safetensors(metadata: object) -> bytes:
    """A safetensors file of one small tensor."""
    header = {"__metadata__": metadata, "x": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}
    data = json.dumps(header).encode()
    return struct.pack("<Q", len(data)) + data + b"\0"
