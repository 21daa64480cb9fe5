"""Ollama Modelfiles: `FROM llama3.1:8b`, `FROM hf.co/org/name:Q4_K_M`, `ADAPTER hf.co/org/name`."""

import re
from collections.abc import Iterable, Iterator

from openscope.detect.references.lines import Lines
from openscope.detect.references.mention import Means, Mention
from openscope.regex import regex

DETECTOR = "modelfile"

_INSTRUCTION = regex(r"^[ \t]*(FROM|ADAPTER)[ \t]{1,20}([^\s#]{1,300})[ \t]*$", re.M | re.I)


def applies(name: str) -> bool:
    """Whether a file of this name is a Modelfile: Modelfile, Modelfile.chat, support.modelfile."""
    lower = name.lower()
    return lower == "modelfile" or lower.startswith("modelfile.") or lower.endswith(".modelfile")


def mentions(text: str) -> Iterable[Mention]:
    """The model that each instruction starts from."""
    return _in_text(text)


def _in_text(text: str) -> Iterator[Mention]:
    lines = Lines(text)
    for found in _INSTRUCTION.finditer(text):
        if found[1].upper() == "ADAPTER" and not found[2].lower().startswith(("hf.co/", "huggingface.co/")):
            continue  # a path
        yield Mention(found[2], lines.number(found.start(2)), found[1].upper(), Means.OLLAMA)
