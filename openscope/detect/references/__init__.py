"""References to models and datasets in code and configuration: one file for each kind of source.

A source says by a file's name whether it reads it (`applies`), and gives the `Mention`s in a text
(`mentions`); `names` says what each of them names. No source imports, runs or fetches anything. To
add a source: its file, and a line in `SOURCES`.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.page import Page
from openscope.detect.references import (
    address,
    javascript,
    modelfile,
    notebook,
    python,
    settings,
    shell,
)
from openscope.detect.references.mention import Mention
from openscope.detect.references.names import Named, name_of
from openscope.model import Reading, Reference, Role, SkipCode, Skipped
from openscope.regex import regex

__all__ = ["detect"]


class Source(Struct, frozen=True):
    """A kind of file in which references stand."""

    name: str
    applies: Callable[[str], bool]
    mentions: Callable[[str], Iterable[Mention]]


SOURCES = tuple(
    Source(module.DETECTOR, module.applies, module.mentions)
    for module in (python, notebook, javascript, modelfile, shell, settings, address)
)

# A card tells how to load the model that it describes, and prose what might be loaded.
_PROSE = frozenset({Role.LICENSE, Role.CARD, Role.README, Role.NOTICE})
_MOST = 5_000
_LONGEST_QUOTE = 120
_LONGEST_STRIPPED = 10_000
# Words that say that a file is about models: where one stands, a setting's "org/name" is believed.
_TELLING = regex(
    r"hugging_?face|\bhf_|transformers|openai|anthropic|litellm|langchain|llama|vllm|\btgi\b|sglang|ollama|gguf|\bllms?\b|lora\b"
    r"|embedding|tokenizer|diffusers|sentence.transformers|max_(?:new_)?tokens|temperature|bf16|fp16|quantiz|base_model|learning_rate",
    re.I,
)


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """One reference for each name on each line, by the first source that tells it, or its revision."""
    if page.document.role in _PROSE:
        return reading
    found: dict[tuple[str, str, int], Reference] = {}
    telling: bool | None = None
    lines: list[str] = []
    skipped = reading.skipped
    for source in _sources(page.document.path.rpartition("/")[2]):
        for count, mention in enumerate(source.mentions(page.text)):
            if count == _MOST:
                reason = f"more than {_MOST:,} places may name a model: the rest was not looked at"
                skipped = skipped or Skipped(page.document.path, SkipCode.TOO_MANY, reason)
                break
            if telling is None:
                telling, lines = _TELLING.search(page.text) is not None, page.text.split("\n")
            named = name_of(mention, catalog.providers, telling)
            if named is None:
                continue
            key = (named.provider, named.name, mention.line)
            if key not in found or (named.revision and not found[key].revision):
                found[key] = _reference(named, mention, page, source, lines)
    if not found and skipped is reading.skipped:
        return reading
    ordered = sorted(found.values(), key=lambda each: (each.line, each.provider, each.name))
    return replace(reading, references=tuple(ordered), skipped=skipped)


def _reference(named: Named, mention: Mention, page: Page, source: Source, lines: list[str]) -> Reference:
    return Reference(
        kind=mention.kind,
        name=named.name,
        provider=named.provider,
        revision=named.revision,
        path=page.document.path,
        line=mention.line,
        how=mention.how[:_LONGEST_QUOTE],
        quote=_quote(lines, mention),
        detector=source.name,
    )


@lru_cache(maxsize=1024)
def _sources(name: str) -> tuple[Source, ...]:
    return tuple(source for source in SOURCES if source.applies(name))


def _quote(lines: list[str], mention: Mention) -> str:
    """The line, or the part of a long one that holds the words."""
    line = lines[mention.line - 1] if 0 < mention.line <= len(lines) else ""
    line = line if len(line) > _LONGEST_STRIPPED else line.strip()
    if len(line) > _LONGEST_QUOTE:
        start = max(0, line.find(mention.value) - _LONGEST_QUOTE // 3)
        line = line[start : start + _LONGEST_QUOTE]
    return line.strip()
