"""Whether a text speaks of models at all: a few fast searches, before anything is parsed."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WORDS = _words(
    """
    hugging hf_ hf.co hf:// transformers _pretrained load_dataset snapshot_download hub.load openai
    anthropic litellm langchain llama vllm sglang gguf llm_ _llm genai vertexai gpt claude gemini
    gemma mistral mixtral qwen deepseek grok groq cohere bedrock voyage embedding tokenizer diffus
    crossencoder bert- berta whisper bge- t5- minilm phi- falcon olmo timm open_clip -instruct
    base_model granite smollm pythia starcoder sdxl flux. xenova mlx_ finetun fine-tun
    text-generation qlora lora_ clip- vit- torch
    """
)


def speaks_of_models(text: str) -> bool:
    """Whether one of the words stands in the text that no reference comes without."""
    lower = text.lower()
    return any(word in lower for word in _WORDS)
