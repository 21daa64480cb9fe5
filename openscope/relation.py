"""How a model was made from its base, as names and tags show it: `-GGUF`, `lora`, `mergekit`. Pure."""

import re
from collections.abc import Iterable

from openscope.model import Relation
from openscope.regex import regex

# Formats and schemes of quantization, and the words that say it.
_QUANTIZED = regex(
    r"(?<![a-z0-9])(?:gguf|ggml|awq|gptq|exl[23]|bnb|[248]-?bits?|int[48]|fp8|nvfp4|mxfp4|nf4|w\da\d+|hqq|aqlm"
    r"|i?q\d(?:_[a-z0-9]+)+|quant(?:ized|s)?|imatrix|bitsandbytes)(?![a-z0-9])",
    re.I,
)
_MERGE = regex(r"(?<![a-z0-9])(?:merged?|mergekit|moerge|lazymergekit)(?![a-z0-9])", re.I)
_ADAPTER = regex(r"(?<![a-z0-9])(?:q?lora|dora|peft|adapters?|textual[-_]inversion)(?![a-z0-9])", re.I)


def relation_in(words: Iterable[str]) -> Relation | None:
    """The relation that names or tags show, or None. A quantized merge was made by quantizing."""
    text = "\n".join(words)
    if _QUANTIZED.search(text):
        return Relation.QUANTIZED
    if _ADAPTER.search(text):
        return Relation.ADAPTER
    return Relation.MERGE if _MERGE.search(text) else None
