"""The datasets that a model's card names: their own licences, and what they say of the pillar data."""

from typing import Any

import pytest

from openscope import report_to_dict, scan
from openscope.catalog import Catalog
from openscope.decide.datasets import training_data
from openscope.detect.datasets import detect
from openscope.detect.page import Page
from openscope.model import Assessment, Document, Examined, HubData, Item, Kind, Published, Reading, Role
from tests.conftest import Grow

PRETRAINED = "The model was pre-trained on the data above."
DATA_CARD = "---\nlicense: {}\ntask_categories: [other]\n---\n# Data\n"


def card(*datasets: str, license: str = "apache-2.0", matter: str = "", body: str = "A model.") -> str:
    names = "".join(f"- {name}\n" for name in datasets)
    listed = f"datasets:\n{names}" if datasets else ""
    return f"---\npipeline_tag: other\nlicense: {license}\n{listed}{matter}---\n# A\n\n{body}\n"


def models(grow: Grow, files: dict[str, str]) -> dict[str, Assessment]:
    root = grow({f"{name.replace('/', '__')}/README.md": text for name, text in files.items()})
    return {item.item.name: item for item in scan([str(root)]).items if item.openness}


def facts(item: Assessment) -> list[tuple[str, str | None, bool | None, str | None]]:
    return [(data.name, data.license, data.gated, data.known) for data in item.datasets]


def data_state(item: Assessment) -> str:
    assert item.openness
    return item.openness.pillars["data"].state  # type: ignore[index]


def test_each_dataset_has_the_licence_of_who_knows_it(grow: Grow) -> None:
    names = ("acme/log", "squad", "bigcode/the-stack", "nobody/knows", "Twitter")
    files = {"acme/log": DATA_CARD.format("cc-by-4.0"), "acme/m": card(*names)}
    assert facts(models(grow, files)["acme/m"]) == [
        ("acme/log", "CC-BY-4.0", None, "scan"),
        ("rajpurkar/squad", "CC-BY-SA-4.0", False, "rules"),
        ("bigcode/the-stack", None, True, "rules"),
        ("nobody/knows", None, None, None),
        ("Twitter", None, None, None),
    ]


@pytest.mark.parametrize(
    ("datasets", "body", "name", "matter", "state"),
    [
        (("allenai/c4", "allenai/dolma"), PRETRAINED, "acme/m", "", "open"),
        (("allenai/c4",), "A model.", "acme/m", "", "partial"),
        (("allenai/c4",), "Pre-trained on this and fine-tuned on that.", "acme/m", "", "partial"),
        (("allenai/c4",), PRETRAINED, "acme/m-Instruct", "", "partial"),
        (("allenai/c4",), PRETRAINED, "acme/m", "base_model: acme/other\n", "partial"),
        (("allenai/c4", "nobody/knows"), PRETRAINED, "acme/m", "", "partial"),
        (("allenai/c4", "tatsu-lab/alpaca"), PRETRAINED, "acme/m", "", "partial"),
        (("allenai/c4", "bigcode/the-stack"), PRETRAINED, "acme/m", "", "partial"),
        ((), PRETRAINED, "acme/m", "", "unknown"),
    ],
)
def test_only_open_data_of_the_whole_training_are_open(
    grow: Grow, datasets: tuple[str, ...], body: str, name: str, matter: str, state: str
) -> None:
    assert data_state(models(grow, {name: card(*datasets, body=body, matter=matter)})[name]) == state


def test_the_pillar_says_which_of_them_are_known(grow: Grow) -> None:
    item = models(grow, {"acme/m": card("allenai/c4", "bigcode/the-stack", "nobody/knows")})["acme/m"]
    assert item.openness
    evidence = item.openness.pillars["data"].evidence  # type: ignore[index]
    assert [(s.rule, s.quote, s.line) for s in evidence if s.rule == "dataset"] == [
        ("dataset", "allenai/c4: ODC-By-1.0", 4),
        ("dataset", "bigcode/the-stack: no licence known, gated", 4),
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (HubData("acme/d", ("cc-by-nc-4.0",)), ("CC-BY-NC-4.0", False, "hub")),
        (HubData("ACME/D", ("mit", "apache-2.0"), gated=True), ("MIT AND Apache-2.0", True, "hub")),
        (HubData("acme/d", ("other",)), (None, False, "hub")),
        (HubData("acme/d", ("mit", "other")), (None, False, "hub")),
        (HubData("acme/d"), (None, False, "hub")),
        (HubData("acme/d", problem="gone"), (None, None, None)),
        (HubData("acme/else", ("mit",)), (None, None, None)),
    ],
)
def test_what_the_hub_says_of_a_dataset(
    catalog: Catalog, grow: Grow, told: HubData, expected: tuple[object, ...]
) -> None:
    path = grow({"README.md": card("acme/d")}) / "README.md"
    document = Document("README.md", path, Role.CARD, ".", True, 1)
    reading = detect(Page(document, path.read_text()), Reading("README.md"), catalog)
    item = Item("pkg:huggingface/a/m", Kind.MODEL, "a/m", published=Published(datasets=(told,)))
    [found] = training_data(item, [Examined(document, reading)], {}, catalog)
    assert (found.license, found.gated, found.known) == expected
    assert found.problem == told.problem


def test_dirty_names_and_long_lists_do_no_harm(grow: Grow) -> None:
    many = [f"org/d{n}" for n in range(500)]
    dirty = ("https://huggingface.co/datasets/allenai/c4", "datasets/allenai/C4", '"\\ud800"', "x" * 5000)
    found = models(grow, {"acme/m": card(*dirty, *many), "acme/n": card(matter="datasets: {a: b}\n")})
    names = [data.name for data in found["acme/m"].datasets]
    assert names[0] == "allenai/c4"
    assert len(names) <= 100
    assert max(map(len, names)) <= 200
    assert not found["acme/n"].datasets


def findings(item: Assessment) -> list[tuple[str, str]]:
    return [(f.severity, f.message) for f in item.findings if f.code == "OS204"]


@pytest.mark.parametrize(
    ("license", "datasets", "severities", "words"),
    [
        ("apache-2.0", ("facebook/anli", "camel-ai/math"), ["warning", "note"], "(and 1 more)"),
        ("mit", ("rajpurkar/squad",), ["note"], "shared alike"),
        ("cc-by-sa-4.0", ("rajpurkar/squad",), [], ""),
        ("mit", ("Open-Orca/OpenOrca",), ["note"], "OpenAI"),
        ("cc-by-nc-4.0", ("facebook/anli", "Open-Orca/OpenOrca"), [], ""),
        ("mit", ("nobody/knows", "allenai/c4", "bigcode/the-stack"), [], ""),
    ],
)
def test_terms_of_data_that_sit_badly_with_the_models(
    grow: Grow, license: str, datasets: tuple[str, ...], severities: list[str], words: str
) -> None:
    found = findings(models(grow, {"acme/m": card(*datasets, license=license)})["acme/m"])
    assert [severity for severity, _ in found] == severities
    assert words in " ".join(message for _, message in found)


def test_the_terms_of_a_dataset_of_the_same_scan(grow: Grow) -> None:
    files = {"acme/log": DATA_CARD.format("cc-by-nc-4.0"), "acme/m": card("acme/log")}
    [(severity, message)] = findings(models(grow, files)["acme/m"])
    assert (severity, message) == (
        "warning",
        "acme/log is under CC-BY-NC-4.0 (non-commercial), and the model under Apache-2.0",
    )


def test_datasets_in_the_report(grow: Grow) -> None:
    root = grow({"acme__m/README.md": card("tatsu-lab/alpaca")})
    item: dict[str, Any] = report_to_dict(scan([str(root)]))["items"][0]
    assert item["datasets"] == [
        {
            "name": "tatsu-lab/alpaca",
            "license": "CC-BY-NC-4.0",
            "gated": False,
            "known": "rules",
            "outputs": "openai",
            "problem": None,
            "path": "acme__m/README.md",
            "line": 4,
        }
    ]
