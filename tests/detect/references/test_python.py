"""Python: calls, and the constants and assignments that their arguments are followed through."""

import pytest

from openscope.model import Kind, Reference
from tests.detect.references import named, references


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('AutoModel.from_pretrained("org1/tiny-7b")', ["1 org1/tiny-7b"]),
        ('AutoModel.from_pretrained("org1/tiny", revision="v2")', ["1 org1/tiny@v2"]),
        ('AutoTokenizer.from_pretrained(pretrained_model_name_or_path="gpt2")', ["1 openai-community/gpt2"]),
        ('T5Tokenizer.from_pretrained("t5-small")', ["1 google-t5/t5-small"]),
        ('BertModel.from_pretrained("bert-base-uncased")', ["1 google-bert/bert-base-uncased"]),
        ('FastLanguageModel.from_pretrained(model_name="unsloth/gemma-2-2b")', ["1 unsloth/gemma-2-2b"]),
        ('StableDiffusionXLPipeline.from_pretrained("stabilityai/sdxl-turbo")', ["1 stabilityai/sdxl-turbo"]),
        ('Llama.from_pretrained(repo_id="Qwen/Qwen2-0.5B-Instruct-GGUF", filename="*q8_0.gguf")',
         ["1 Qwen/Qwen2-0.5B-Instruct-GGUF"]),
        ('PeftModel.from_pretrained(base, "org1/lora")', ["1 org1/lora"]),
        ('PeftModel.from_pretrained(model=base, model_id="org1/lora")', ["1 org1/lora"]),
        ('AutoPeftModelForCausalLM.from_pretrained("org1/lora")', ["1 org1/lora"]),
        ('from transformers import pipeline\npipeline("fill-mask", "roberta-base")',
         ["2 FacebookAI/roberta-base"]),
        ('import transformers as tf\ntf.pipeline(model="org1/tiny")', ["2 org1/tiny"]),
        ('from transformers import *\npipeline("x", "org1/tiny")', ["2 org1/tiny"]),
        ('from huggingface_hub import snapshot_download as get\nget("org1/tiny")', ["2 org1/tiny"]),
        ('import huggingface_hub\nhuggingface_hub.HfApi().hf_hub_download("org1/tiny", "f")',
         ["2 org1/tiny"]),
        ('hf_hub_download("org1/table", "f.csv", repo_type="dataset")', ["1 org1/table dataset"]),
        ('from datasets import load_dataset\nload_dataset("squad")', ["2 rajpurkar/squad dataset"]),
        ('load_dataset("org1/table", "config", revision="abc")', ["1 org1/table@abc dataset"]),
        ('SentenceTransformer("all-MiniLM-L6-v2")', ["1 sentence-transformers/all-MiniLM-L6-v2"]),
        ('CrossEncoder("cross-encoder/ms-marco-MiniLM-L6-v2")', ["1 cross-encoder/ms-marco-MiniLM-L6-v2"]),
        ('from vllm import LLM\nllm = LLM(model="org1/tiny")', ["2 org1/tiny"]),
        ('import sglang as sgl\nsgl.Engine(model_path="org1/tiny")', ["2 org1/tiny"]),
        ('from mlx_lm import load\nload("mlx-community/tiny")', ["2 mlx-community/tiny"]),
        ('import timm\ntimm.create_model("hf_hub:timm/vit.x", pretrained=True)', ["2 timm/vit.x"]),
        ('import torch\ntorch.hub.load("pytorch/vision:v0.10.0", "resnet18")',
         ["2 pytorch/vision@v0.10.0 (github)"]),
        ('from fastembed import TextEmbedding\nTextEmbedding("BAAI/bge-small-en")', ["2 BAAI/bge-small-en"]),
    ],
)  # fmt: skip
def test_calls_that_load_from_the_hub(code: str, expected: list[str]) -> None:
    assert named("a.py", code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('from openai import OpenAI\nOpenAI().chat.completions.create(model="gpt-4o")',
         ["2 gpt-4o (openai)"]),
        ('import openai\nc.responses.create(model="o3-mini")', ["2 o3-mini (openai)"]),
        ('import openai\nc.chat.completions.create(model="meta-llama/Llama-3-8B")',
         ["2 meta-llama/Llama-3-8B"]),
        ('import anthropic\nc.messages.create(model="claude-sonnet-4-5")',
         ["2 claude-sonnet-4-5 (anthropic)"]),
        ('from google import genai\nc.models.generate_content(model="gemini-2.5-pro")',
         ["2 gemini-2.5-pro (google)"]),
        ('import google.generativeai as genai\ngenai.GenerativeModel("gemini-1.5-pro")',
         ["2 gemini-1.5-pro (google)"]),
        ('import boto3\nc.converse(modelId="us.anthropic.claude-3-haiku-20240307-v1:0")',
         ["2 claude-3-haiku-20240307-v1:0 (anthropic)"]),
        ('import ollama\nollama.chat(model="llama3.1")', ["2 meta-llama/Llama-3.1-8B-Instruct"]),
        ('from langchain_openai import ChatOpenAI\nChatOpenAI(model="gpt-4.1")', ["2 gpt-4.1 (openai)"]),
        ('from langchain_huggingface import HuggingFaceEmbeddings as E\nE(model_name="BAAI/bge-m3")',
         ["2 BAAI/bge-m3"]),
        ('from langchain_huggingface import HuggingFaceEndpoint\nHuggingFaceEndpoint(repo_id="org1/tiny")',
         ["2 org1/tiny"]),
        ('from langchain_ollama import ChatOllama\nChatOllama(model="custom-thing")',
         ["2 custom-thing (ollama)"]),
        ('from langchain.chat_models import init_chat_model as i\ni("gpt-4o", model_provider="openai")',
         ["2 gpt-4o (openai)"]),
        ('from langchain.chat_models import init_chat_model as i\ni("google_genai:gemini-2.0-flash")',
         ["2 gemini-2.0-flash (google)"]),
        ('from llama_index.core import HuggingFaceEmbedding as E\nE("x", model_name="BAAI/bge-m3")',
         ["2 BAAI/bge-m3"]),
        ('from litellm import completion\ncompletion("anthropic/claude-3-5-sonnet-20241022")',
         ["2 claude-3-5-sonnet-20241022 (anthropic)"]),
        ('import litellm\nlitellm.completion(model="huggingface/org1/tiny")', ["2 org1/tiny"]),
        ('import litellm\nlitellm.completion(model="together_ai/org1/tiny")', ["2 org1/tiny"]),
        ('import litellm\nlitellm.completion(model="openai/gpt-oss-20b")', ["2 openai/gpt-oss-20b"]),
        ('import dspy\ndspy.LM("openai/gpt-4o-mini")', ["2 gpt-4o-mini (openai)"]),
        ('from pydantic_ai import Agent\nAgent("anthropic:claude-3-7-sonnet-latest")',
         ["2 claude-3-7-sonnet-latest (anthropic)"]),
    ],
)  # fmt: skip
def test_clients_and_frameworks(code: str, expected: list[str]) -> None:
    assert named("a.py", code) == expected


LOAD = "\nAutoModel.from_pretrained({})\n"


@pytest.mark.parametrize(
    ("before", "argument", "expected"),
    [
        ('A = "org1/tiny"', "A", ["1 org1/tiny"]),
        ('A: str = "org1/tiny"', "A", ["1 org1/tiny"]),
        ('A = B = "org1/tiny"', "B", ["1 org1/tiny"]),
        ('A, B = "x", "org1/tiny"', "B", ["1 org1/tiny"]),
        ('A = {"s": "org1/small", "l": "org1/large"}', 'A["s"]', ["1 org1/small"]),
        ('A = {"s": "org1/small", "l": "org1/large"}', "A[size]", ["1 org1/large", "1 org1/small"]),
        ('A = ["org1/small", "org1/large"]', "A[1]", ["1 org1/large"]),
        ('B = "org1"\nA = f"{B}/tiny"', "A", ["2 org1/tiny"]),
        ('B = "org1"', 'B + "/tiny"', ["2 org1/tiny"]),
        ("import os", 'os.getenv("M", "org1/tiny")', ["2 org1/tiny"]),
        ("import os", 'os.environ.get("M") or "org1/tiny"', ["2 org1/tiny"]),
        ("", '"org1/one" if big else "org1/two"', ["2 org1/one", "2 org1/two"]),
        ('class C:\n    m = "org1/tiny"', "C.m", ["2 org1/tiny"]),
        ('class C:\n    def f(self):\n        self.m = "org1/tiny"', "self.m", ["3 org1/tiny"]),
        ('p.add_argument("--model", default="org1/tiny-7b")', "args.model", ["1 org1/tiny-7b"]),
        ('import typer\ndef f(m: str = typer.Option("org1/tiny")):\n  0', '"x"', []),
    ],
)
def test_values_are_followed(before: str, argument: str, expected: list[str]) -> None:
    assert named("a.py", before + LOAD.format(argument)) == expected


def test_a_default_is_followed_and_a_parameter_without_one_hides_the_outer_name() -> None:
    code = """
M = "org1/outer"
def f(M): AutoModel.from_pretrained(M)
def g(name="org1/inner"): AutoModel.from_pretrained(name)
for each in ("org1/a1", "org1/a2"):
    AutoModel.from_pretrained(each)
"""
    assert named("a.py", code) == ["4 org1/inner", "5 org1/a1", "5 org1/a2"]


def test_a_setting_that_is_called_like_a_model_is_one_where_the_text_speaks_of_models() -> None:
    code = (
        'import openai\nEMBEDDING_MODEL = "BAAI/bge-m3"\n'
        'class S:\n    chat_model: str = "gpt-4o"\nd = {"model": "o3-mini"}\n'
    )
    assert named("settings.py", code) == ["2 BAAI/bge-m3", "4 gpt-4o (openai)", "5 o3-mini (openai)"]


@pytest.mark.parametrize(
    "code",
    [
        'AutoModel.from_pretrained("./model")',
        'AutoModel.from_pretrained("/data/model")',
        'AutoModel.from_pretrained("../x/y")',
        'AutoModel.from_pretrained("~/models/x")',
        'AutoModel.from_pretrained("checkpoints/run1")',
        'AutoModel.from_pretrained("output/checkpoint-500")',
        'AutoModel.from_pretrained("my_tokenizer")',
        'AutoModel.from_pretrained("your-org/your-model")',
        'AutoModel.from_pretrained("username/my-model")',
        'AutoModel.from_pretrained("<model>")',
        'AutoModel.from_pretrained("${MODEL}")',
        'AutoModel.from_pretrained("{org}/{model}")',
        'AutoModel.from_pretrained(f"org1/{size}")',
        'AutoModel.from_pretrained("org1/weights.safetensors")',
        'AutoModel.from_pretrained("a/b/c")',
        "AutoModel.from_pretrained(path)",
        '"""AutoModel.from_pretrained(\'org1/tiny\')"""',
        '# AutoModel.from_pretrained("org1/tiny")',
        'EfficientNet.from_pretrained("efficientnet-b0")',
        'load_dataset("json", data_files="x.json")',
        'load_dataset("csv")',
        'from seaborn import load_dataset\nload_dataset("org1/tiny")',
        'from modelscope import snapshot_download\nsnapshot_download("org1/tiny")',
        'def SentenceTransformer(x): 0\nSentenceTransformer("all-MiniLM-L6-v2")',
        'from luigi import pipeline\npipeline("task", "org1/tiny")',
        'from gulp import LLM\nLLM(model="org1/tiny")',
        'import timm\ntimm.create_model("resnet50")',
        'session.create(model="user/profile")',
        'api.upload_folder(repo_id="org1/tiny-7b")  # huggingface',
        'model.push_to_hub("org1/tiny-7b")',
        'import openai\nc.chat.completions.create(model="support-desk")',
        'import litellm\nlitellm.completion(model="azure/support-desk")',
        'import litellm\nlitellm.completion(model="openai/support-desk")',
        'import litellm\nraise litellm.BadRequestError(model="gpt-4o", message="no")',
        'url = "https://huggingface.co/org1/tiny"',
        'model = "application/json"  # openai',
        'class Car(Model):\n    model = "auth/user"',
        'default_model_placeholder = "gpt-4o"',
        'hub_model_id = "org1/tiny-7b"  # llama',
        'uses = "actions/checkout"  # model openai',
        'image = "vllm/vllm-openai:latest"  # model',
    ],
)
def test_what_is_no_reference(code: str) -> None:
    assert named("a.py", code) == []


def test_a_reference_says_where_and_by_what() -> None:
    [found] = references("src/a.py", 'x = 1\nm = AutoModel.from_pretrained("org1/tiny")  # the base\n')
    assert found == Reference(
        kind=Kind.MODEL,
        name="org1/tiny",
        provider="huggingface",
        revision=None,
        path="src/a.py",
        line=2,
        how="AutoModel.from_pretrained",
        quote='m = AutoModel.from_pretrained("org1/tiny")  # the base',
        detector="python",
    )


def test_a_file_that_cannot_be_parsed_is_read_by_patterns() -> None:
    code = 'print "python 2"\nm = AutoModel.from_pretrained("org1/tiny")\nn = load_dataset(path="squad")\n'
    assert named("a.py", code) == ["2 org1/tiny", "3 rajpurkar/squad dataset"]


def test_an_address_is_a_reference_where_it_fetches_and_is_no_picture() -> None:
    host = "https://huggingface.co/"
    code = f'''"""See {host}org1/doc/resolve/main/x.bin"""
a = "{host}org1/tiny/resolve/main/pytorch_model.bin"
b = "{host}datasets/org1/pics/resolve/main/cat.png"
c = read_parquet("hf://datasets/org1/table/data/*.parquet")
'''
    assert named("a.py", code) == ["2 org1/tiny@main", "4 org1/table dataset"]
