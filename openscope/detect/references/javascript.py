"""JavaScript and TypeScript, by patterns: transformers.js, the providers' clients, the AI SDK, LangChain."""

import re
from collections.abc import Iterable, Iterator

from openscope.detect.references.keys import key_kind
from openscope.detect.references.lines import Lines
from openscope.detect.references.mention import Means, Mention
from openscope.regex import regex

DETECTOR = "javascript"

_EXTENSIONS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".astro")
_WRITTEN = (".min.js", ".d.ts", ".bundle.js")
# How the packages are written that speak to models; the file must name one of them.
_PACKAGES = regex(
    r"@huggingface/|@xenova/|[\"'`/@](?:openai|ollama|groq-sdk|cohere-ai|replicate|together-ai|ai|llamaindex|langchain|litellm)[\"'`/]"
    r"|@anthropic-ai/|@ai-sdk/|@google/gen|@mistralai/|@langchain/|@openrouter/|@aws-sdk/client-bedrock|@llamaindex/|@mlc-ai/"
    r"|@mastra/|api\.openai\.com|api\.anthropic\.com|openrouter\.ai|generativelanguage\.googleapis"
)
_NEEDLES = (
    "huggingface",
    "xenova",
    "openai",
    "anthropic",
    "ollama",
    "ai-sdk",
    "langchain",
    "mistral",
    "@google/",
    "groq",
    "cohere",
    "llama",
    "bedrock",
    "openrouter",
    'from "ai"',
    "mlc-ai",
)
_STRING = r"[\"'`](?P<value>[^\"'`\s$]{2,200})[\"'`]"
_OR_NAME = rf"(?:{_STRING}|(?P<name>[A-Za-z_$][\w$.]{{0,60}}))"
_PIPELINE = regex(rf"\bpipeline\(\s{{0,80}}[\"'`][\w-]{{2,60}}[\"'`]\s{{0,40}},\s{{0,80}}{_OR_NAME}")
_PRETRAINED = regex(rf"\.from_pretrained\(\s{{0,80}}{_OR_NAME}")
_SDK = regex(
    rf"\b(?P<who>openai|anthropic|google|mistral|xai|groq|cohere|azure|bedrock|vertex|perplexity|deepseek|togetherai|openrouter"
    rf"|fireworks|ollama|huggingface|amazonBedrock|gateway)(?:\.[a-zA-Z]{{1,30}})?\(\s{{0,40}}{_STRING}"
)
_KEYED = regex(
    r"(?<![\w.$-])[\"']?(?P<key>[A-Za-z_][\w]{0,50})[\"']?\s{0,10}(?::\s{0,4}string\s{0,4}=|[:=])\s{0,20}"
    rf"(?:(?:process\.env|import\.meta\.env)[\w.\[\]\"']{{0,80}}\s{{0,10}}(?:\?\?|\|\|)\s{{0,20}})?{_STRING}"
)
_CONSTANT = regex(
    r"\b(?:const|let|var|readonly|static)\s{1,8}(?P<name>[A-Za-z_$][\w$]{0,60})\s{0,8}(?::\s{0,4}\w+\s{0,4})?=\s{0,20}"
    rf"(?:process\.env[\w.\[\]\"']{{0,80}}\s{{0,10}}(?:\?\?|\|\|)\s{{0,20}})?{_STRING}"
)
_LARGEST = 2_000_000
# Longer lines than people write, on the average: a bundle.
_BUNDLED_LINE = 400


def applies(name: str) -> bool:
    """Whether a file of this name is JavaScript or TypeScript that somebody wrote."""
    lower = name.lower()
    return lower.endswith(_EXTENSIONS) and not lower.endswith(_WRITTEN)


def mentions(text: str) -> Iterable[Mention]:
    """The mentions in a file that imports something that speaks to models."""
    if (
        len(text) > min(_LARGEST, 10_000 + _BUNDLED_LINE * text.count("\n"))
        or not any(needle in text for needle in _NEEDLES)
        or not _PACKAGES.search(text)
    ):
        return ()
    return _in_text(text)


def _in_text(text: str) -> Iterator[Mention]:
    lines = Lines(text)
    constants = {found["name"]: found for found in _CONSTANT.finditer(text)}
    if "transformers" in text:
        for found in _PIPELINE.finditer(text):
            yield from _value(found, constants, lines, "pipeline", Means.HUB)
    for found in _PRETRAINED.finditer(text):
        yield from _value(found, constants, lines, "from_pretrained", Means.HUB)
    if "@ai-sdk/" in text or "ai-sdk-" in text or '"ai"' in text or "'ai'" in text:
        for found in _SDK.finditer(text):
            if not lines.is_comment(found.start()):
                value = f"{found['who'].lower()}:{found['value']}"
                how = found[0].partition("(")[0]
                yield Mention(value, lines.number(found.start("value")), how, Means.SERVICE)
    for found in _KEYED.finditer(text):
        if (kind := key_kind(found["key"])) is not None and not lines.is_comment(found.start()):
            yield Mention(
                found["value"], lines.number(found.start("value")), found["key"], Means.SETTING, kind
            )


def _value(
    found: re.Match[str], constants: dict[str, re.Match[str]], lines: Lines, how: str, means: Means
) -> Iterator[Mention]:
    """The string of a call, or the one string that its name stands for."""
    if lines.is_comment(found.start()):
        return
    if found["value"] is None:
        constant = constants.get(found["name"].rpartition(".")[2])
        if constant is None:
            return
        found = constant
    yield Mention(found["value"], lines.number(found.start("value")), how, means)
