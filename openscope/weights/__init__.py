"""The metadata at the head of a weights file, as text. The tensors behind it are never read."""

import json
from collections.abc import Callable
from pathlib import Path

from openscope.model import SkipCode, Skipped
from openscope.textfile import read_head
from openscope.weights import gguf, safetensors

Reader = Callable[[bytes], dict[str, str]]

FORMATS: dict[str, tuple[int, Reader]] = {
    ".gguf": (gguf.MAX_BYTES, gguf.read),
    ".safetensors": (safetensors.MAX_BYTES, safetensors.read),
}
"""Each format by its extension: how many bytes of a file are read, and the reader of them."""


def read_header(path: Path, shown: str) -> str | Skipped:
    """Returns the words of a header as a JSON object on a line each, sorted; "{}" where it says nothing.

    The format is that of the extension of `shown`; a name without one is that of a GGUF file. What is
    no such file is an expected skip: the licence that it could have named stands elsewhere too.
    """
    most, reader = FORMATS.get(Path(shown).suffix.lower(), FORMATS[".gguf"])
    data = read_head(path, shown, most)
    if isinstance(data, Skipped):
        return data
    try:
        words = reader(data)
    except ValueError as error:
        return Skipped(shown, SkipCode.MALFORMED, f"its header cannot be read: {error}", expected=True)
    return json.dumps(words, indent=0, sort_keys=True, ensure_ascii=False)
