"""Who develops models, and where."""

from pathlib import Path

import pytest

from openscope import report_to_dict, scan
from openscope.catalog import Catalog, rules_directory
from openscope.catalog.errors import Problem
from openscope.catalog.organisations import FILE, read_organisations
from openscope.render.style import Style
from openscope.render.terminal import render
from tests.conftest import Grow

PROVIDERS = ("openai", "anthropic")
GOOD = """date = "2026-11-25"
[[organisation]]
name = "Acme"
country = "FR"
hub = ["acme"]
provider = "openai"
source = "https://acme.example/about"
"""


def read(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    read_organisations(tmp_path, PROVIDERS, problems)
    return [problem.key for problem in problems]


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        ("", "", []),
        ('country = "FR"\n', "", []),
        ('"FR"', '"France"', ["organisation[1].country"]),
        ("https://", "http://", ["organisation[1].source"]),
        ('hub = ["acme"]\n', "", ["organisation[1].hub"]),
        ('"openai"', '"nobody"', ["organisation[1].provider"]),
        ("2026-11-25", "last week", ["date"]),
        ("country", "land", ["organisation[1].land"]),
    ],
)
def test_the_table_is_read_strictly(tmp_path: Path, old: str, new: str, keys: list[str]) -> None:
    assert read(tmp_path, GOOD.replace(old, new, 1) if old else GOOD) == keys


def test_an_organisation_of_the_hub_belongs_to_one_developer(tmp_path: Path) -> None:
    again = GOOD.replace("Acme", "Other").replace('"acme"', '"ACME"').partition("\n")[2]
    assert read(tmp_path, GOOD + again) == ["organisation[2].hub"]


def test_the_table_of_this_installation(catalog: Catalog) -> None:
    problems: list[Problem] = []
    found = read_organisations(rules_directory(), catalog.providers.by_id, problems)
    assert not problems
    assert len({id(each) for each in found.by_hub.values()}) >= 80
    assert len({each.country for each in found.by_hub.values()}) >= 20


CARD = "---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n# A\n"
CODE = """from openai import OpenAI
from transformers import pipeline
OpenAI().chat.completions.create(model="gpt-4o", messages=[])
pipeline("text-generation", model="mistralai/Mistral-7B-v0.1")
pipeline("fill-mask", model="bert-base-uncased")
pipeline("text-generation", model="somebody/else")
"""


def test_where_the_models_of_a_stack_come_from(grow: Grow) -> None:
    root = grow({"Qwen__Qwen3-8B/README.md": CARD, "own/README.md": CARD, "app/ask.py": CODE})
    report = scan([str(root)])
    items = {item["name"]: item["developer"] for item in report_to_dict(report)["items"]}
    countries = {name: each and each["country"] for name, each in items.items()}
    assert countries == {
        "tree": None,
        "own": None,
        "somebody/else": None,
        "Qwen/Qwen3-8B": "CN",
        "gpt-4o": "US",
        "mistralai/Mistral-7B-v0.1": "FR",
        "google-bert/bert-base-uncased": "US",
    }
    assert items["gpt-4o"]["source"].startswith("https://")
    shown = render(report, Style(verbosity=1, width=200))
    assert "published by Mistral AI (FR)" in shown
    assert "published by: unknown" in shown
    [line] = [line for line in shown.splitlines() if line.startswith("models by country: ")]
    assert line == (
        "models by country: CN 1 open-weights; FR 1 open-weights; US 1 closed, 1 open-weights;"
        " unknown 1 open-weights, 1 unknown"
    )
    assert "models by country" not in render(report, Style())
