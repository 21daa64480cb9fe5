"""The Python calls that take a model or a dataset: where in the call it stands, and what it may be.

To add one: a line in `CALLS` where the library is the place to look, in `FRAMEWORKS` where every
class of a package takes a model by keyword, or in `CLIENTS` where a client's methods do.
"""

import re

from msgspec import Struct

from openscope.detect.references.mention import Means
from openscope.model import Kind
from openscope.regex import regex


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Api(Struct, frozen=True):
    """A call: the packages it comes from, the positions and the keywords of what it loads.

    Without packages any origin will do. `own` says that the name is told apart from others even
    where its import is not in the file.
    """

    packages: tuple[str, ...]
    positions: tuple[int, ...]
    keywords: tuple[str, ...]
    means: Means = Means.HUB
    kind: Kind = Kind.MODEL
    own: bool = False


_NAMES = ("pretrained_model_name_or_path", "model_name_or_path", "repo_id", "model_id", "model_name", "model")
_PRETRAINED = Api((), (0,), (*_NAMES, "pretrained_model_name", "base_model_name_or_path", "source"))
_ADAPTER = Api((), (1,), ("model_id", "peft_model_id"))
_DOWNLOAD = Api(("huggingface_hub", "transformers"), (0,), ("repo_id",), own=True)
_DATASET = Api(("datasets",), (0,), ("path",), kind=Kind.DATASET, own=True)
_SENTENCE = Api(
    ("sentence_transformers",), (0,), ("model_name_or_path", "model_name"), Means.SENTENCE, own=True
)
_FIRST = (0,)

FROM_PRETRAINED = "from_pretrained"

CALLS: dict[str, tuple[Api, ...]] = {
    FROM_PRETRAINED: (_PRETRAINED,),
    "from_hparams": (Api(("speechbrain",), _FIRST, ("source",)),),
    "from_model_id": (Api((), (), ("model_id",)),),
    "pipeline": (
        Api(("transformers", "optimum"), (1,), ("model",)),
        Api(("lmdeploy",), _FIRST, ("model_path", "model")),
    ),
    "snapshot_download": (_DOWNLOAD,),
    "hf_hub_download": (_DOWNLOAD,),
    "hf_hub_url": (_DOWNLOAD,),
    "load_dataset": (_DATASET,),
    "load_dataset_builder": (_DATASET,),
    "SentenceTransformer": (_SENTENCE,),
    "SparseEncoder": (_SENTENCE,),
    "CrossEncoder": (
        Api(("sentence_transformers",), _FIRST, ("model_name_or_path", "model_name"), own=True),
    ),
    "LLM": (Api(("vllm",), _FIRST, ("model", "tokenizer", "speculative_model")),),
    "EngineArgs": (Api(("vllm",), _FIRST, ("model",)),),
    "AsyncEngineArgs": (Api(("vllm",), _FIRST, ("model",)),),
    "Engine": (Api(("sglang",), _FIRST, ("model_path",)),),
    "Runtime": (Api(("sglang",), _FIRST, ("model_path",)),),
    "load": (
        Api(("mlx_lm", "mlx_vlm"), _FIRST, ("path_or_hf_repo", "model")),
        Api(("torch",), _FIRST, ("repo_or_dir",), Means.GITHUB),
    ),
    "create_model": (Api(("timm", "open_clip"), _FIRST, ("model_name",)),),
    "create_model_and_transforms": (Api(("open_clip",), _FIRST, ("model_name",)),),
    "create_model_from_pretrained": (Api(("open_clip",), _FIRST, ("model_name",)),),
    "get_tokenizer": (Api(("open_clip",), _FIRST, ("model_name",)),),
    "TextEmbedding": (Api(("fastembed",), _FIRST, ("model_name",)),),
    "SparseTextEmbedding": (Api(("fastembed",), _FIRST, ("model_name",)),),
    "LateInteractionTextEmbedding": (Api(("fastembed",), _FIRST, ("model_name",)),),
    "TextCrossEncoder": (Api(("fastembed",), _FIRST, ("model_name",)),),
    "FlagModel": (Api(("FlagEmbedding",), _FIRST, _NAMES),),
    "FlagLLMModel": (Api(("FlagEmbedding",), _FIRST, _NAMES),),
    "BGEM3FlagModel": (Api(("FlagEmbedding",), _FIRST, _NAMES),),
    "FlagReranker": (Api(("FlagEmbedding",), _FIRST, _NAMES),),
    "WhisperModel": (Api(("faster_whisper",), _FIRST, ("model_size_or_path",)),),
    "KeyBERT": (Api(("keybert",), _FIRST, ("model",), Means.SENTENCE),),
    "BERTopic": (Api(("bertopic",), (), ("embedding_model",), Means.SENTENCE),),
    "SentenceTransformerEmbeddingFunction": (Api(("chromadb",), _FIRST, ("model_name",), Means.SENTENCE),),
    "Embeddings": (Api(("txtai",), (), ("path",)),),
    "SFTTrainer": (Api(("trl",), _FIRST, ("model",)),),
    "DPOTrainer": (Api(("trl",), _FIRST, ("model", "ref_model")),),
    "GRPOTrainer": (Api(("trl",), _FIRST, ("model",)),),
    "TransformerWordEmbeddings": (Api(("flair",), _FIRST, ("model",)),),
    "TransformerDocumentEmbeddings": (Api(("flair",), _FIRST, ("model",)),),
}
"""The calls by their last name. A later one of a tuple is tried where an earlier one does not fit."""

FRAMEWORKS = _words(
    """
    langchain langchain_core langchain_community langchain_openai langchain_anthropic
    langchain_google_genai langchain_google_vertexai langchain_huggingface langchain_mistralai
    langchain_cohere langchain_groq langchain_ollama langchain_aws langchain_xai langchain_deepseek
    langchain_together langchain_fireworks langchain_nvidia_ai_endpoints langchain_voyageai
    langchain_litellm langchain_perplexity langgraph llama_index litellm dspy crewai pydantic_ai
    instructor smolagents haystack haystack_integrations autogen autogen_ext autogen_agentchat agno phi
    agents semantic_kernel mirascope marvin deepeval ragas guidance outlines aisuite magentic txtai
    embedchain mem0 google vertexai openai anthropic cohere mistralai huggingface_hub voyageai ollama
    groq together letta browser_use camel swarms strands controlflow portkey_ai graphiti_core
    """
)
"""Packages whose classes and functions take a model by keyword."""

FRAMEWORK_KEYWORDS = _words(
    """
    model model_name model_id repo_id llm embedding_model embed_model model_path tokenizer_name
    model_or_path hf_model_repo context_model deployment_name modelid eval_model fallback_model
    inference_model
    """
)

FIRST_ARGUMENT = _words(
    """
    init_chat_model init_embeddings LM Agent from_provider completion acompletion embedding aembedding
    text_completion InferenceClient AsyncInferenceClient GenerativeModel get_model generate chat
    ChatModel LiteLLM InferenceClientModel HfApiModel TransformersModel Transformers transformers
    from_model_name
    """
)
"""Names in these packages whose first argument is the model."""

CLIENTS: dict[str, str | None] = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google.genai": "google",
    "google.generativeai": "google",
    "vertexai": "google",
    "mistralai": "mistral",
    "cohere": "cohere",
    "groq": "groq",
    "xai_sdk": "xai",
    "voyageai": "voyage",
    "together": None,
    "litellm": None,
    "huggingface_hub": None,
    "ollama": "ollama",
    "boto3": "amazon",
    "azure.ai.inference": None,
    "langfuse": None,
    "instructor": None,
    "fireworks": None,
    "cerebras": None,
    "aisuite": None,
    "portkey_ai": None,
    "replicate": None,
}
"""Packages whose clients are asked for a model in each call, and the provider they speak to."""

CLIENT_METHODS = _words(
    """
    create acreate parse stream generate generate_content generate_content_stream generate_images chat
    complete acomplete completion acompletion embed embed_content embeddings rerank chat_completion
    text_generation feature_extraction text_to_image count_tokens invoke_model
    invoke_model_with_response_stream converse converse_stream transcribe classify beta pull chat_stream
    run text_to_speech automatic_speech_recognition sentence_similarity get_embeddings speech edit
    """
)

CLIENT_KEYWORDS = ("model", "modelId", "model_name", "model_id", "engine")

_HUGGINGFACE_CLASS = regex(
    r"HuggingFace|HfApi|^Hf[A-Z]|InferenceClient$|Transformers|SentenceTransformer|^VLLM|^Vllm|^MLX"
)
_SERVICE_CLASS = regex(r"Inference|Endpoint|Hub$|HfApi")
_NOT_LOADING = regex(
    r"(?:upload|create_repo|create_commit|push|delete|save|publish|raise|warn|log|encode|decode|get_model_info|token_counter|count_tokens"
    r"|trim_messages|supports_)|.*(?:error|exception|warning|cost|logging)$",
    re.IGNORECASE,
)


def loads(call: str) -> bool:
    """Whether a call of this name may load a model: it neither writes one nor only talks about it."""
    return _NOT_LOADING.match(call) is None


def pretrained(receiver: str) -> Api:
    """The form of `from_pretrained` that a class has. AutoPeftModel loads the base by itself."""
    adapter = receiver.startswith(("PeftModel", "PeftMixedModel", "LoraModel"))
    return _ADAPTER if adapter else _PRETRAINED


def takes(name: str, root: str) -> tuple[Means, str | None]:
    """What a class of a framework takes, by its name and its package."""
    if "ollama" in name.lower() or "ollama" in root:
        return Means.OLLAMA, None
    if _HUGGINGFACE_CLASS.search(name) or root == "langchain_huggingface":
        return (Means.SERVICE if _SERVICE_CLASS.search(name) else Means.HUB), None
    return Means.SERVICE, CLIENTS.get(root)
