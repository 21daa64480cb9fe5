"""The shape of a name: what may be a repository of the Hub, and what is a path, a route or a placeholder."""

import re

from openscope.regex import regex


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LONGEST = 200
PART = r"[A-Za-z0-9][\w.-]{0,95}"
"""One part of a repository's name."""

_REPOSITORY = regex(rf"({PART})/({PART})(?:@([\w./-]{{1,80}}))?", re.ASCII)
FORBIDDEN = regex(r"--|\.\.|[.-]$|\.git$|[.-]/")
"""What the Hub takes in no name."""

_FILE = regex(
    r"\.(?:safetensors|gguf|ggml|bin|pth?|ckpt|onnx|h5|hdf5|pkl|pickle|joblib|npz?|tflite|engine|pb|mlmodel|keras"
    r"|jit|ts|js|py|json[l5]?|ya?ml|toml|txt|csv|tsv|md|html?|xml|sql|parquet|arrow|zip|tar|gz|tgz|png|jpe?g|mp[34]"
    r"|wav|sh|cfg|ini|conf|model|vocab|so|dll|exe|java|go|rs|c|h|cpp|rb|php|vue|svelte|proto|mdx|ipynb|log|lock)$",
    re.I,
)
# First parts of a path, a media type or a route, which no organisation is likely to bear.
_LOCAL = _words(
    """
    models model data datasets dataset checkpoints checkpoint ckpt ckpts weights pretrained
    pretrained_models saved_models saved output outputs out results result runs run logs log experiments
    exp exps artifacts artefacts assets src lib libs app apps dist build bin tmp temp var usr etc opt
    home root mnt media workspace work content kaggle input inputs cache local path paths dir config
    configs conf settings scripts resources static public test tests testdata fixtures examples example
    demo demos docs files file download downloads storage vendor node_modules packages modules templates
    schemas schema api v1 v2 v3 application text image audio video font multipart message chemical save
    saves export exports final merged lora loras adapters adapter finetuned finetune fine-tuned training
    train eval ai service services server client common core shared domain entities entity internal pkg
    cmd hub repo repos llm llms onnx gguf my_models trained trained_models best latest
    """
)
# Organisations of other hubs (ModelScope, Docker), and one whose repositories hold code.
_ELSEWHERE = frozenset({"damo", "iic", "ai-modelscope", "ai", "kernels-community"})
PLACEHOLDERS = _words(
    """
    user username owner org organization organisation author namespace repo repository name model
    model_name model-name model_id model-id modelname modelid my-model dataset dataset_name
    dataset-name path repo_id repo-id repo_name repo-name company team account hf-user hf_user
    hf-username someone acme test tests a b x y
    """
)
"""Parts of names that stand for a name."""

_HUB_PREFIX = regex(r"(?:hf[-_]hub:|hf://|https?://)?(?:(?:www\.)?(?:huggingface\.co|hf\.co)/)?", re.I)
_PLACEHOLDER = regex(
    r"(?:^|[-_./])(?:your|my|placeholder|changeme|todo|xxx+|foo|bar|baz|dummy|fake|mock|example|dne|nonexistent"
    r"|non-existent|not-?exists?|invalid|unknown|whatever|something|some|namespace|username|user-?name|orgname"
    r"|org-name|repo-?name)(?=$|[-_./])",
    re.I,
)
_OPEN_MARKS = "<>{}$%*?\"'`\\ \t()[],;=|&#~"


def may_be_name(words: str) -> bool:
    """Whether the words may name anything published: no path, no file, no variable, no placeholder."""
    if not words or len(words) > _LONGEST or words[0] in "./-~@" or words[-1] in "/:":
        return False
    return not (
        any(mark in _OPEN_MARKS for mark in words) or _PLACEHOLDER.search(words) or _FILE.search(words)
    )


def repository(words: str) -> tuple[str, str | None] | None:
    """The name and the revision of a Hub repository, `org/name` or `org/name@revision`, by the Hub's own
    rules for names; None where it is rather a path, a media type, a route or a placeholder.
    """
    found = _REPOSITORY.fullmatch(_HUB_PREFIX.sub("", words, count=1))
    if found is None:
        return None
    organisation, name = found[1], found[2]
    folded = organisation.lower()
    if FORBIDDEN.search(f"{organisation}/{name}") or len(organisation) + len(name) > 95:
        return None
    if {folded, name.lower()} & PLACEHOLDERS or folded in _LOCAL or folded in _ELSEWHERE:
        return None
    if min(len(organisation), len(name)) < 2 or organisation.isdigit() or name.isdigit():
        return None
    return f"{organisation}/{name}", found[3]
