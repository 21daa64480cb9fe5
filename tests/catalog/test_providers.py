"""The table of providers: whose weights are published, and what leads to the Hub."""

import shutil
from pathlib import Path

import pytest

from openscope.catalog import Catalog, CatalogError, read_catalog, rules_directory
from openscope.catalog.errors import Problem
from openscope.catalog.providers import FILE, read_providers

CLOSED = {
    "openai": "gpt-4o gpt-4.1-mini gpt-3.5-turbo-0125 gpt-5 gpt-5.1-codex o1 o3-mini"
    " o4-mini-2025-04-16 chatgpt-4o-latest"
    " text-embedding-3-large dall-e-3"
    " whisper-1 tts-1-hd gpt-image-1 ft:gpt-4o-mini-2024-07-18:org::id GPT-4o",
    "anthropic": "claude-3-5-sonnet-20241022 claude-sonnet-4-5 claude-opus-4-1@20250805 anthropic.claude-v2",
    "google": "gemini-1.5-pro gemini-2.5-flash-lite text-embedding-004 imagen-4.0-generate-001"
    " models/gemini-2.0-flash",
    "mistral": "mistral-medium-latest mistral-embed",
    "cohere": "embed-english-v3.0 rerank-v3.5",
    "xai": "grok-3 grok-4-fast",
}
PUBLISHED = (
    "gpt-oss-20b gpt2 gpt-2 gpt-j-6b gpt-neox-20b gemma-2-9b-it whisper-large-v3 grok-1 grok-2"
    " mistral-small-latest"
    " llama-3.1-8b-instant deepseek-chat command-r o1-open gpt4all"
)


@pytest.mark.parametrize(("provider", "names"), CLOSED.items())
def test_closed_names(catalog: Catalog, provider: str, names: str) -> None:
    for name in names.split():
        found = catalog.providers.of_closed(name)
        assert found is not None, name
        assert found.id == provider, name


@pytest.mark.parametrize("name", PUBLISHED.split())
def test_published_weights_are_never_closed(catalog: Catalog, name: str) -> None:
    assert catalog.providers.of_closed(name) is None


def test_no_name_leads_to_the_hub_and_is_closed(catalog: Catalog) -> None:
    names = [name for each in catalog.providers.by_id.values() for name in each.hub]
    assert [name for name in names if catalog.providers.of_closed(name)] == []


def broken(tmp_path: Path, old: str, new: str) -> list[Problem]:
    shutil.copy(rules_directory() / FILE, tmp_path / FILE)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems: list[Problem] = []
    read_providers(tmp_path, problems)
    return problems


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('id = "anthropic"', 'id = "openai"', "provider[2].id", "is taken"),
        ('words = ["anthropic", ', 'words = ["openai", ', "provider[2].words", "is a word of openai too"),
        ('terms = "https://www.anthropic', 'terms = "http://www.anthropic', "provider[2].terms", "https"),
        ('date = "2026-11-23"', 'date = "last week"', "provider[1].date", "YYYY-MM-DD"),
        ("'gpt-(?:image", "'gpt-((?:image", "provider[1].closed", "no regular expression"),
        ('"gpt2" = "openai-community/gpt2"', '"gpt2" = "gpt2"', "hub.models.gpt2", "no repository"),
        ('name = "OpenAI"', 'nom = "OpenAI"', "provider[1].name", "is missing"),
        ('name = "OpenAI"', 'name = "OpenAI"\nnom = "x"', "provider[1].nom", "unknown key"),
        ('"ollama", "ollama_chat"', '"openai", "ollama_chat"', "router.words", "is a word of openai too"),
    ],
)
def test_each_mistake_is_named_with_its_key(
    tmp_path: Path, old: str, new: str, key: str, message: str
) -> None:
    found = [problem for problem in broken(tmp_path, old, new) if problem.key == key]
    assert found
    assert message in found[0].message


def test_a_catalog_without_the_table_is_refused(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(rules_directory(), rules)
    (rules / FILE).unlink()
    with pytest.raises(CatalogError, match=r"providers\.toml: cannot be read"):
        read_catalog(rules)
