"""Keys, variables and flags that are called like a model or a dataset."""

from functools import lru_cache

from openscope.model import Kind
from openscope.regex import regex

_MODEL = regex(
    r"""(?x)
      (?:[a-z0-9]+_){0,4} (?:models?|llms?|tokenizer|checkpoint|pretrained)
        (?:_(?:name|id|path|repo|repo_id|name_or_path|uri|slug|ref|default|fallback|fast|small|large|main|list))?
    | (?:[a-z0-9]+_){0,4} (?:model_name_or_path|hf_repo|hf_repo_id|hf_hub_id|repo_id|hf_id)
    | (?:[a-z0-9]+_){0,3} model (?:_[a-z0-9]+){0,2}
    | (?:embedder|embeddings?|reranker|generator|judge|teacher|draft|engine|completion|chat)_(?:name|id)
    | modelid | modelname | repoid"""
)
_DATASET = regex(
    r"(?:[a-z0-9]+_){0,3}datasets?(?:_(?:name|id|path|repo|repo_id|mixer|list|names))?|hf_dataset(?:_repo)?_?id"
)
# What is written rather than read, and what is called a model in another sense.
_OTHER = regex(
    r"hub_model_id|(?:output|save|saved|new|push|target|finetuned|merged|upload|export|data|business|domain|view|user|django"
    r"|orm|db|serializer|form|product|car|device|phone|camera|printer|gpu|cpu|hardware|vehicle|pricing|licen[sc]e)_.*"
    r"|.*_(?:type|class|dir|directory|config|file|version|size|format|length|arch|architecture|owner|author|url|key|cache|kwargs|args"
    r"|placeholder|example|prefix|suffix|pattern|regex|label|title|description|help|group|alias|info|card|provider)"
)
_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST = 60


@lru_cache(maxsize=4096)
def key_kind(key: str) -> Kind | None:
    """What a key names a value of: `embedding_model`, `MODEL_ID`, `modelName`, `--model-path`."""
    if len(key) > _LONGEST:
        return None
    words = _CAMEL.sub("_", key.lstrip("-")).replace("-", "_").replace(".", "_").lower().strip("_")
    if _OTHER.fullmatch(words):
        return None
    if _DATASET.fullmatch(words):
        return Kind.DATASET
    return Kind.MODEL if _MODEL.fullmatch(words) else None
