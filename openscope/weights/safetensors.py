"""The `__metadata__` of a safetensors file: strings by name.

A file starts with the length of its header, 8 bytes, little-endian; the header is a JSON object
whose values describe tensors, but for the one that is named `__metadata__`. (The format's own
limit for the header is 100 MB.)
"""

import json

MAX_BYTES = 8 * 1024 * 1024
"""The longest header that is read, with its length."""
MAX_WORDS = 4096
_MAX_NAMES = 1000


def read(data: bytes) -> dict[str, str]:
    """Returns the metadata, each value cut to `MAX_WORDS` characters.

    `data` is the start of the file. Raises `ValueError` for what is no safetensors file, or one whose
    header does not end in it.
    """
    length = int.from_bytes(data[:8], "little")
    if len(data) < 10 or data[8:9] != b"{":
        raise ValueError("it is no safetensors file")
    if length > len(data) - 8:
        raise ValueError(f"a header of {length:,} bytes, of which {len(data) - 8:,} are there or read")
    try:
        header = json.loads(data[8 : 8 + length])
    except (ValueError, RecursionError):
        raise ValueError("its header is no JSON") from None
    metadata = header.get("__metadata__") if isinstance(header, dict) else None
    if not isinstance(metadata, dict):
        return {}
    pairs = [(name, words) for name, words in metadata.items() if isinstance(words, str)]
    return {name[:MAX_WORDS]: _encodable(words[:MAX_WORDS]) for name, words in pairs[:_MAX_NAMES]}


def _encodable(words: str) -> str:
    """The words without half a surrogate pair, which JSON can hold and no file can."""
    return words.encode("utf-8", "replace").decode()
