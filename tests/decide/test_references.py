"""References become items: each once, beside what stands in the tree."""

from openscope.model import Category, Kind, OpennessClass, PillarState
from openscope.schema import report_to_dict
from tests.conftest import Look

LOAD = 'from transformers import AutoModel\nAutoModel.from_pretrained("org1/tiny"{})\n'


def test_a_model_that_is_only_named_is_an_item_with_every_place(look: Look) -> None:
    report = look({"b.py": LOAD.format(""), "a/run.sh": "vllm serve org1/tiny\n", "LICENSE": ""})
    [item] = [each for each in report.items if each.item.kind is Kind.MODEL]
    assert (item.item.id, item.item.name) == ("pkg:huggingface/org1/tiny", "org1/tiny")
    assert item.item.path == "a/run.sh"
    assert [(e.detector, e.path, e.start_line, e.expression) for e in item.evidence] == [
        ("reference:shell", "a/run.sh", 1, None),
        ("reference:python", "b.py", 2, None),
    ]
    assert item.category is Category.UNKNOWN
    assert item.because == "referenced only: its card is not on this machine"
    assert item.openness is not None
    assert item.openness.klass is OpennessClass.UNKNOWN
    assert item.license.concluded is None
    assert not item.findings


def test_revisions_are_different_items_and_the_main_branch_is_none(look: Look) -> None:
    report = look(
        {
            f"{number}.py": LOAD.format(more)
            for number, more in enumerate(("", ', revision="main"', ', revision="v1"'))
        }
    )
    ids = [each.item.id for each in report.items if each.item.kind is Kind.MODEL]
    assert ids == ["pkg:huggingface/org1/tiny", "pkg:huggingface/org1/tiny@v1"]


def test_a_dataset_is_told_apart_from_a_model_of_its_name(look: Look) -> None:
    report = look({"a.py": LOAD.format("") + 'load_dataset("org1/tiny")\n'})
    [model, dataset] = [each for each in report.items if each.item.kind in (Kind.MODEL, Kind.DATASET)]
    assert model.item.id == "pkg:huggingface/org1/tiny"
    assert dataset.item.id == "pkg:huggingface/org1/tiny?repository_type=dataset"
    assert dataset.openness is None


def test_a_model_of_a_service_is_closed_and_says_whose_terms(look: Look) -> None:
    report = look({".env": "CHAT_MODEL=gpt-4o\n"})
    [item] = [each for each in report.items if each.item.kind is Kind.MODEL]
    assert item.item.id == "pkg:generic/openai/gpt-4o"
    assert item.category is Category.PROPRIETARY
    assert item.because is not None
    assert "https://openai.com/policies/" in item.because
    assert item.openness is not None
    assert item.openness.klass is OpennessClass.CLOSED
    states = {pillar.value: verdict.state for pillar, verdict in item.openness.pillars.items()}
    assert states == {"weights": PillarState.CLOSED} | dict.fromkeys(
        ("data", "pipeline", "evals"), PillarState.UNKNOWN
    )
    [signal] = next(iter(item.openness.pillars.values())).evidence
    assert (signal.path, signal.line, signal.quote) == (".env", 1, "CHAT_MODEL=gpt-4o")


def test_a_name_in_ollama_that_leads_nowhere_is_unknown(look: Look) -> None:
    report = look({"Modelfile": "FROM someones/thing:7b\n"})
    [item] = [each for each in report.items if each.item.kind is Kind.MODEL]
    assert item.item.id == "pkg:generic/ollama/someones/thing@7b"
    assert item.category is Category.UNKNOWN


def test_a_model_that_stands_in_the_tree_is_not_doubled(look: Look) -> None:
    card = "---\nlicense: mit\npipeline_tag: text-generation\n---\n# A model\n"
    report = look({"models/org1__tiny/README.md": card, "a.py": LOAD.format("")})
    [item] = [each for each in report.items if each.item.kind is Kind.MODEL]
    assert item.license.concluded == "MIT"
    assert item.item.path == "models/org1__tiny"
    assert [(e.detector, e.path) for e in item.evidence] == [
        ("card", "models/org1__tiny/README.md"),
        ("reference:python", "a.py"),
    ]


def test_the_report_is_the_same_whatever_the_order_of_files(look: Look) -> None:
    files = {
        "z.py": LOAD.format(""),
        "a.sh": "vllm serve org1/other\nvllm serve org1/tiny\n",
        ".env": "MODEL=gpt-4o\n",
    }
    first = report_to_dict(look(files))
    assert first["items"] == report_to_dict(look(dict(reversed(files.items()))))["items"]
