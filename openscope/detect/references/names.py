"""What the words of a mention name: a Hub repository, a provider's model, or nothing that can be known.

A name is never guessed: local paths, placeholders and words that only look like `org/name` are none.
"""

import re

from msgspec import Struct

from openscope.catalog import HUGGINGFACE, OLLAMA, Providers
from openscope.detect.references.mention import Means, Mention
from openscope.detect.references.shape import FORBIDDEN, PART, PLACEHOLDERS, may_be_name, repository
from openscope.model import Kind
from openscope.regex import regex

GITHUB = "github"
"""The provider of what `torch.hub.load` fetches."""

_TAGGED = regex(rf"((?:{PART}/)?{PART})(?::({PART}))?", re.ASCII)
_PREFIXED = regex(r"([A-Za-z][\w-]{1,30})([/:]{1,2})(.+)", re.ASCII)
# What promptfoo and others write between a provider and its model.
_ENDPOINT = regex(
    r"(?:chat|messages?|completions?|responses?|embeddings?|text-generation|feature-extraction|image):(?=.)"
)
# "accounts/fireworks/models/", "projects/…/models/"
_NESTED = regex(r"(?:[\w.-]+/){0,6}models/", re.ASCII)
# Bedrock writes the region and the maker before a name: "us.anthropic.claude-…".
_MAKER = regex(r"(?:(?:us|eu|apac|jp|au|global)\.)?(?:anthropic|amazon|cohere)\.(?=[a-z])")

# Words in the names of published models, for places where anything might stand.
_FAMILY = regex(
    r"llama|mi[sx]tral|ministral|pixtral|qwen|gemma|gemini|bert|gpt|\bphi|falcon|whisper|bge|gte[-_]|\be5|t5|clip"
    r"|diffusion|flux|sdxl|deepseek|granite|olmo|smol|minilm|mpnet|instruct|embed|rerank|\d(?:\.\d+)?[bm]\b|coder"
    r"|vicuna|zephyr|yi-|internlm|baichuan|chatglm|glm-|bloom|opt-|pythia|starcoder|santacoder|wizard|nemotron"
    r"|command-r|aya-|kimi|minimax|hermes|dolphin|wav2vec|hubert|vit-|dino|\bsam|detr|blip|llava|florence|siglip"
    r"|musicgen|bark|xtts|kokoro|sentence|chat|[-_](?:hf|gguf|awq|gptq|lora)\b",
    re.I,
)
# What sentence-transformers itself publishes; the library puts its own organisation before these.
_SENTENCE = regex(
    r"(?:all|paraphrase|multi-qa|msmarco|stsb|nli|nq|quora|gtr-t5|sentence-t5|distiluse|average_word_embeddings"
    r"|clip-ViT|LaBSE|facebook-dpr|allenai-specter|use-cmlm|xlm-r|static|bert-base-nli|roberta-base-nli"
    r"|distilbert-base-nli)[\w.-]*",
    re.ASCII,
)


class Named(Struct, frozen=True):
    """A name that is known to be one: the provider's, or of the Hub."""

    provider: str
    name: str
    revision: str | None = None


def name_of(mention: Mention, providers: Providers, telling: bool) -> Named | None:
    """What a mention names. `telling` says that the text around it speaks of models."""
    words = mention.value.strip()
    if not may_be_name(words):
        return None
    if mention.kind is Kind.DATASET:
        return _dataset(words, mention, providers)
    match mention.means:
        case Means.HUB | Means.SENTENCE:
            return _hub(words, mention, providers)
        case Means.OLLAMA:
            return _ollama(words, providers)
        case Means.GITHUB:
            return _github(words)
        case Means.SERVICE:
            return _service(words, mention, providers, sure=True)
        case Means.SETTING:
            return _service(words, mention, providers, sure=telling)


def _repository(words: str, revision: str | None = None) -> Named | None:
    found = repository(words)
    return Named(HUGGINGFACE, found[0], revision or found[1]) if found else None


def _hub(words: str, mention: Mention, providers: Providers) -> Named | None:
    if (home := providers.models.get(words)) is not None:
        return Named(HUGGINGFACE, home, mention.revision)
    if mention.means is Means.SENTENCE and _SENTENCE.fullmatch(words):
        return Named(HUGGINGFACE, f"sentence-transformers/{words}", mention.revision)
    return _repository(words, mention.revision)


def _dataset(words: str, mention: Mention, providers: Providers) -> Named | None:
    if mention.means is Means.HUB and (home := providers.datasets.get(words)) is not None:
        return Named(HUGGINGFACE, home, mention.revision)
    words = re.sub(r"^hf://datasets/", "", words)
    return _repository(words, mention.revision)


def _github(words: str) -> Named | None:
    name, _, revision = words.partition(":")
    found = repository(name)
    return Named(GITHUB, found[0], revision or None) if found else None


def _ollama(words: str, providers: Providers) -> Named | None:
    """A name in Ollama's library; `hf.co/org/name:quantization` is pulled from the Hub."""
    if words.lower().startswith(("hf.co/", "huggingface.co/")):
        return _repository(words.rpartition("/")[0] + "/" + words.rpartition("/")[2].partition(":")[0])
    found = _TAGGED.fullmatch(words.removeprefix("registry.ollama.ai/").removeprefix("library/"))
    if found is None or FORBIDDEN.search(found[1]) or found[1].lower() in PLACEHOLDERS:
        return None
    name, tag = found[1].lower(), found[2]
    # A quantization of the same weights: "llama3.1:8b-instruct-q4_K_M".
    size = re.sub(r"-(?:instruct|chat|it)(?=-|$)|-(?:q\d\w*|fp16|bf16)$", "", tag) if tag else None
    key = name if tag in (None, "latest") else f"{name}:{size}"
    if (home := providers.ollama.get(key.lower())) is not None:
        return Named(HUGGINGFACE, home)
    return Named(OLLAMA, name, None if tag == "latest" else tag)


def _service(words: str, mention: Mention, providers: Providers, *, sure: bool) -> Named | None:
    """A provider's model, with or without words before it that say whose; else a Hub repository."""
    plain = _MAKER.sub("", _NESTED.sub("", words, count=1), count=1)
    own = providers.by_id.get(mention.provider or "")
    if own and own.serves(plain):
        return Named(own.id, plain)
    if (home := (own.hub.get(plain) if own else providers.hub_of(plain))) is not None:
        return Named(HUGGINGFACE, home)
    if (provider := providers.of_closed(plain)) is not None:
        return Named(provider.id, plain)
    prefixed = _PREFIXED.fullmatch(words)
    if prefixed is None:
        return None
    word, mark = prefixed[1].lower(), prefixed[2]
    rest = _ENDPOINT.sub("", prefixed[3], count=1)
    if word in providers.huggingface_words:
        return _repository(rest) or _repository(rest.partition("/")[2])
    if word in providers.ollama_words:
        return _ollama(rest, providers)
    if word in providers.routers:
        inner = Mention(rest, mention.line, mention.how, mention.means)
        named = _service(rest, inner, providers, sure=True)
        return named or (
            _repository_in_service(words, sure=sure) if word in providers.organisations else None
        )
    name = rest.partition(":")[0] if mark == "/" else rest
    provider = providers.by_word.get(word)
    if provider is not None and provider.serves(name):
        return Named(provider.id, name)
    if provider is not None and (home := provider.hub.get(name)) is not None:
        return Named(HUGGINGFACE, home)
    if (other := providers.of_closed(rest)) is not None:
        return Named(other.id, rest)
    if provider is not None and not provider.has(name):
        # Vertex and others serve "publisher/model" behind their own word.
        found = _repository(rest)
        return found if found and _FAMILY.search(found.name) else None
    return _repository_in_service(words, sure=sure)


def _repository_in_service(words: str, *, sure: bool) -> Named | None:
    """A Hub repository where something else may stand as well: "meta-llama/Llama-3.1-8B-Instruct:free".
    No organisation that is likely to be named there has an underscore, and routers' words do.
    """
    found = _repository(words.partition(":")[0])
    if found is None or "_" in found.name.partition("/")[0]:
        return None
    return found if sure or _FAMILY.search(found.name) else None
