"""Models and datasets: by card, by files, and in the cache of the Hub."""

from pathlib import Path

import pytest

from openscope.collect import collect
from openscope.collect.huggingface import Repository, Type, from_cache, from_name
from openscope.model import Item, Kind, Role
from openscope.textfile import WEIGHTS_REASON
from tests.conftest import Grow

CARD = "---\nlicense: llama3.1\npipeline_tag: text-generation\n---\n# Model\n"
REVISION = "0123456789abcdef0123456789abcdef01234567"


def kind(root: Path) -> Kind:
    return collect(str(root)).items[-1].kind


@pytest.mark.parametrize("where", ["", "sub/"])
@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("license: mit", Kind.MODEL),
        ("tags:\n- lora", Kind.MODEL),
        ("language: en\ntitle: My LoRA", Kind.MODEL),
        ("license: other\nviewer: false", Kind.MODEL),
        ("extra_gated_prompt: no", Kind.MODEL),
        ("layout: page\nbase_model: a/b", Kind.MODEL),
        ("license: mit: broken: yaml\n\t- [", Kind.MODEL),
        ("license: mit\nlicense: other", Kind.MODEL),
        ("task_categories:\n- x\nlicense: mit", Kind.DATASET),
        ("license: other\nlicense_name: x\npretty_name: X", Kind.DATASET),
        ("configs:\n- config_name: a\n  data_files: b", Kind.DATASET),
        ("dataset_info: {}", Kind.DATASET),
        ("configs: [a]", None),
        ("layout: page\nlicense: mit\ntags: [a]", None),
        ("sidebar_position: 1\ntitle: Intro\nlicense: mit", None),
        ("title: Post\ndate: 2024-01-01\ntags: [a]", None),
        ("permalink: /x/", None),
        ("- a list", None),
        ("# only a comment", None),
    ],
)
def test_a_card_by_its_keys(grow: Grow, where: str, block: str, expected: Kind | None) -> None:
    root = grow({f"{where}README.md": f"---\n{block}\n---\ntext\n"})
    found = collect(str(root))
    assert found.items[-1].kind is (expected or Kind.PROJECT)
    assert found.items[-1].path == (where.rstrip("/") or "." if expected else ".")
    assert [each.role for each in found.documents] == [Role.CARD if expected else Role.README]


@pytest.mark.parametrize(("where", "expected"), [("", Kind.PROJECT), ("app/", Kind.PACKAGE)])
def test_a_space_is_code(grow: Grow, where: str, expected: Kind) -> None:
    root = grow({f"{where}README.md": "---\ntitle: X\nsdk: gradio\nlicense: mit\nmodels: [a/b]\n---\n"})
    assert kind(root) is expected


def test_the_card_of_a_model(grow: Grow) -> None:
    root = grow({"m/README.md": CARD, "m/docs/README.md": "text", "m/LICENSE": "", "m/model.safetensors": ""})
    found = collect(str(root))
    assert found.items == (Item("pkg:generic/tree#m", Kind.MODEL, "m", None, "m"),)
    assert {each.path: (each.role, each.item, each.own) for each in found.documents} == {
        "m/README.md": (Role.CARD, "m", True),
        "m/docs/README.md": (Role.README, "m", False),
        "m/LICENSE": (Role.LICENSE, "m", True),
    }
    assert [(skip.path, skip.reason) for skip in found.skipped] == [("m/model.safetensors", WEIGHTS_REASON)]


def test_a_model_at_the_root_is_no_project(grow: Grow) -> None:
    found = collect(str(grow({"README.md": CARD})))
    assert found.items == (Item("pkg:generic/tree", Kind.MODEL, "tree", None, "."),)


def test_front_matter_that_is_too_large_still_makes_a_card(grow: Grow) -> None:
    root = grow({"README.md": "---\nlicense: mit\nwidget:\n" + "- text: x\n" * 40_000 + "---\n"})
    assert kind(root) is Kind.MODEL


def test_the_name_in_the_model_index(grow: Grow) -> None:
    root = grow({"README.md": "---\nmodel-index:\n- name: Zephyr\n  results: []\n---\n"})
    assert collect(str(root)).items[0].name == "Zephyr"


@pytest.mark.parametrize("index", ["[]", "x", "[x]", "[{name: [a]}]", "{name: a}"])
def test_a_model_index_of_another_shape(grow: Grow, index: str) -> None:
    root = grow({"README.md": f"---\nmodel-index: {index}\n---\n"})
    assert collect(str(root)).items[0].name == "tree"


@pytest.mark.parametrize("beside", ["LICENSE", "README.md"])
@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("config.json", '{"model_type": "llama"}', True),
        ("config.json", '{"architectures": ["X"]}', True),
        ("config.json", '{"debug": "model_type"}', False),
        ("config.json", '["model_type"]', False),
        ("config.json", '{"model_type": ' + "[" * 100_000, False),
        ("adapter_config.json", "{}", True),
        ("model_index.json", "{}", True),
        ("x.gguf", "", True),
        ("pytorch_model-00001-of-00002.bin", "", True),
        ("firmware.bin", "", False),
        ("optimizer.pt", "", False),
    ],
)
def test_a_model_by_its_files(grow: Grow, beside: str, name: str, content: str, expected: bool) -> None:
    root = grow({f"m/{name}": content, f"m/{beside}": "text"})
    models = [item.path for item in collect(str(root)).items if item.kind is Kind.MODEL]
    assert models == (["m"] if expected else [])


def test_files_of_a_model_alone_make_none(grow: Grow) -> None:
    root = grow({"unet/config.json": '{"model_type": "x"}', "unet/x.safetensors": ""})
    assert kind(root) is Kind.PROJECT


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", '{"model_type": "llama"}'),
        ("adapter_config.json", "{}"),
        ("model_index.json", "{}"),
        ("x.gguf", ""),
        ("x.safetensors", ""),
    ],
)
def test_unless_they_are_all_that_was_asked_about(grow: Grow, name: str, content: str) -> None:
    root = grow({name: content})
    assert kind(root) is Kind.MODEL
    assert kind(root / name) is Kind.MODEL


@pytest.mark.parametrize(
    ("name", "expected"),
    [("adapter_config.json", True), ("model_index.json", True), ("x.gguf", True), ("x.safetensors", False)],
)
def test_or_tell_what_they_were_made_from(grow: Grow, name: str, expected: bool) -> None:
    root = grow({"pyproject.toml": '[project]\nname = "x"\n', f"models/{name}": "{}"})
    models = [item.path for item in collect(str(root)).items if item.kind is Kind.MODEL]
    assert models == (["models"] if expected else [])


def test_a_checkpoint_beside_code_makes_no_model(grow: Grow) -> None:
    root = grow({"main.py": "", "x.gguf": "", "examples/run.py": "", "examples/y.gguf": ""})
    assert [item.kind for item in collect(str(root)).items] == [Kind.PROJECT]


def test_weights_beside_a_manifest_belong_to_the_package(grow: Grow) -> None:
    root = grow({"pyproject.toml": '[project]\nname = "x"\n', "README.md": "text", "tiny.onnx": ""})
    found = collect(str(root))
    assert [(item.id, item.kind) for item in found.items] == [("pkg:pypi/x", Kind.PROJECT)]
    assert [skip.reason for skip in found.skipped] == [WEIGHTS_REASON]


def test_a_bin_file_in_a_model_is_weights(grow: Grow) -> None:
    root = grow({"README.md": CARD, "sub/embedding.bin": "", "training_args.bin": ""})
    reasons = {skip.path: skip.reason for skip in collect(str(root)).skipped}
    assert reasons == {"sub/embedding.bin": WEIGHTS_REASON, "training_args.bin": "binary by its extension"}


def test_directories_named_after_the_hub(grow: Grow) -> None:
    root = grow(
        {
            "org-1__my_model-7B/README.md": CARD,
            "org__data/README.md": "---\nsize_categories: [n<1K]\n---\n",
            "org__code/package.json": '{"name": "x"}',
        }
    )
    assert {item.id: item.name for item in collect(str(root)).items} == {
        "pkg:huggingface/org-1/my_model-7B": "org-1/my_model-7B",
        "pkg:npm/x": "x",
        "pkg:huggingface/org/data?repository_type=dataset": "org/data",
    }


@pytest.mark.parametrize(
    ("directory", "expected"),
    [
        (f"/c/models--org--name/snapshots/{REVISION}", Repository(Type.MODEL, "org/name", REVISION)),
        ("/c/models--gpt2/snapshots/main", Repository(Type.MODEL, "gpt2")),
        (f"/c/datasets--o--n.x/snapshots/{REVISION}", Repository(Type.DATASET, "o/n.x", REVISION)),
        ("/c/models--org--name", None),
        ("/c/models--../snapshots/x", None),
    ],
)
def test_names_in_the_cache(directory: str, expected: Repository | None) -> None:
    assert from_cache(directory) == expected


def test_names_of_directories() -> None:
    assert from_name("models--org--name", Type.MODEL) == Repository(Type.MODEL, "org/name")
    assert from_name("a__b__c", Type.MODEL) == Repository(Type.MODEL, "a/b__c")
    assert from_name("plain_name", Type.MODEL) is None
    assert from_name("__init__", Type.MODEL) is None


# ── the cache of the Hub ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A cache with one model in two revisions, one of them without a card, and one dataset."""
    hub = tmp_path / "hub"

    def put(repository: str, revision: str, name: str, blob: str, content: str) -> None:
        path = hub / repository / "blobs" / blob
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        link = hub / repository / "snapshots" / revision / name
        link.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * (2 + name.count("/"))
        link.symlink_to(f"{up}blobs/{blob}")

    model = "models--org--name"
    put(model, REVISION, "README.md", "aaaa", CARD)
    put(model, REVISION, "LICENSE", "bbbb", "MIT License")
    put(model, REVISION, "model.safetensors", "cccc", "x")
    put(model, REVISION, "onnx/model.onnx", "dddd", "x")
    put(model, REVISION, "sub/notes.txt", "eeee", "notes")
    put(model, "f" * 40, "config.json", "ffff", "{}")
    put("datasets--org--data", "main", "data.txt", "aaaa", "x")
    for extra in ("models--org--name/refs/main", "models--org--name/.no_exist/x/LICENSE", "version.txt"):
        (hub / extra).parent.mkdir(parents=True, exist_ok=True)
        (hub / extra).write_text(REVISION)
    (hub / ".locks/models--org--name").mkdir(parents=True)
    (hub / ".locks/models--org--name/aaaa.lock").touch()
    return hub


def test_the_whole_cache(hub: Path) -> None:
    found = collect(str(hub))
    snapshots = "models--org--name/snapshots"
    purl = "pkg:huggingface/org"
    assert [(item.id, item.kind, item.name, item.version, item.path) for item in found.items] == [
        (
            f"{purl}/data?repository_type=dataset",
            *(Kind.DATASET, "org/data", None, "datasets--org--data/snapshots/main"),
        ),
        (f"{purl}/name@{REVISION}", Kind.MODEL, "org/name", REVISION, f"{snapshots}/{REVISION}"),
        (f"{purl}/name@{'f' * 40}", Kind.MODEL, "org/name", "f" * 40, f"{snapshots}/{'f' * 40}"),
    ]
    assert [
        (each.path.rpartition(REVISION)[2], each.role) for each in found.documents if REVISION in each.path
    ] == [
        ("/LICENSE", Role.LICENSE),
        ("/README.md", Role.CARD),
        ("/model.safetensors", Role.HEADER),
        ("/sub/notes.txt", Role.OTHER),
    ]
    assert [each.path.rpartition("/")[2] for each in found.documents if REVISION not in each.path] == [
        "data.txt",
        "config.json",
    ]
    assert {(skip.path.rpartition("/")[2], skip.reason) for skip in found.skipped} == {
        ("model.safetensors", WEIGHTS_REASON),
        ("model.onnx", WEIGHTS_REASON),
    }


@pytest.mark.parametrize("below", ["models--org--name", f"models--org--name/snapshots/{REVISION}"])
def test_a_part_of_the_cache(hub: Path, below: str) -> None:
    found = collect(str(hub / below))
    whole = {item.id for item in collect(str(hub)).items if item.kind is Kind.MODEL}
    assert {item.id for item in found.items} <= whole
    card = next(each for each in found.documents if each.role is Role.CARD)
    assert card.location == (hub / "models--org--name/blobs/aaaa").resolve()
    assert card.path.endswith("README.md")
    assert f"pkg:huggingface/org/name@{REVISION}" in {item.id for item in found.items}


def test_one_file_of_a_snapshot(hub: Path) -> None:
    found = collect(str(hub / f"models--org--name/snapshots/{REVISION}/README.md"))
    assert [(item.id, item.path) for item in found.items] == [(f"pkg:huggingface/org/name@{REVISION}", ".")]
    assert [(each.path, each.role) for each in found.documents] == [("README.md", Role.CARD)]


def test_a_blob_of_another_repository_is_not_followed(hub: Path) -> None:
    link = hub / f"models--org--name/snapshots/{REVISION}/README.md"
    link.unlink()
    link.symlink_to("../../../datasets--org--data/blobs/aaaa")
    found = collect(str(hub))
    assert all(each.path.rpartition("/")[2] != "README.md" for each in found.documents)
    assert [skip.expected for skip in found.skipped if skip.path.endswith("README.md")] == [False]


def test_a_file_of_ones_own_in_the_cache_is_not_lost(hub: Path) -> None:
    (hub / "notes.md").write_text("x")
    found = collect(str(hub))
    assert found.items[0] == Item("pkg:generic/hub", Kind.PROJECT, "hub", None, ".")
