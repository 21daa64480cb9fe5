"""Directories of models on this machine: what headers, configurations and stores of Ollama say."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from openscope import report_to_dict, scan
from openscope.model import Category, Pillar, PillarState, Relation
from tests.conftest import Grow, Look, only, slugs, text_of
from tests.weights import gguf, safetensors

README = "# A model\n"
BASE = "org/base-7B"
CONFIG = '{"architectures": ["FerryModel"], "model_type": "ferry"}'


def relations(look: Look, files: dict[str, str | bytes]) -> list[tuple[str, Relation | None]]:
    return [(base.name, base.relation) for base in only(look(files)).bases]


# ── licences in headers ──────────────────────────────────────────────────────────────────────


def test_the_header_of_a_gguf_file_declares_the_licence(look: Look) -> None:
    header = gguf({"general.license": "apache-2.0", "general.name": "Ferry"})
    item = only(look({"README.md": README, "ferry.gguf": header}))
    assert (item.license.declared, item.license.concluded) == ("Apache-2.0", "Apache-2.0")
    assert item.category is Category.PERMISSIVE
    assert [(e.detector, e.path, e.quote) for e in item.evidence] == [
        ("header", "ferry.gguf", "general.license: apache-2.0")
    ]
    assert item.openness
    assert item.openness.pillars[Pillar.WEIGHTS].state is PillarState.OPEN


def test_the_name_beside_other(look: Look) -> None:
    header = gguf({"general.license": "other", "general.license.name": "llama3.1"})
    item = only(look({"README.md": README, "x.gguf": header}))
    assert item.license.concluded == "LicenseRef-scancode-llama-3.1-license-2024"


@pytest.mark.parametrize("key", ["license", "modelspec.license"])
def test_the_header_of_a_safetensors_file(look: Look, key: str) -> None:
    item = only(look({"README.md": README, "model.safetensors": safetensors({key: "MIT"})}))
    assert item.license.concluded == "MIT"


def test_a_header_against_the_card_is_a_contradiction(look: Look) -> None:
    files: dict[str, str | bytes] = {
        "README.md": "---\nlicense: llama3.1\n---\n",
        "x.gguf": gguf({"general.license": "mit"}),
    }
    item = only(look(files))
    assert "license-contradiction" in slugs(item)
    assert "x.gguf" in next(f for f in item.findings if f.slug == "license-contradiction").message


def test_weights_beside_code_do_not_speak_for_it(look: Look) -> None:
    package = json.dumps({"name": "x", "version": "1", "license": "MIT"})
    item = only(look({"package.json": package, "tests.gguf": gguf({"general.license": "gpl-3.0"})}))
    assert item.license.concluded == "MIT"


def test_a_header_that_is_none_is_said_and_no_open_question(look: Look) -> None:
    report = look({"README.md": "---\nlicense: mit\n---\n", "x.gguf": b"version https://git-lfs"})
    assert report.complete
    assert any("header cannot be read" in skip.reason for _, skip in report.skipped)


# ── code, weights and data under licences of their own ───────────────────────────────────────

MIT, RESTRICTIVE = text_of("MIT"), text_of("LicenseRef-scancode-deepseek-la-1.0")
DEEPSEEK = "LicenseRef-scancode-deepseek-la-1.0"


@pytest.mark.parametrize(
    ("code", "weights"),
    [
        ("LICENSE-CODE", "LICENSE-MODEL"),
        ("LICENSE", "MODEL_LICENSE"),
        ("LICENSE.txt", "LICENSE_MODEL.txt"),
        ("LICENSE", "weights_license.txt"),
        ("LICENSE-CODE", "LICENSE"),
    ],
)
def test_the_licence_of_a_model_is_that_of_its_weights(look: Look, code: str, weights: str) -> None:
    item = only(look({"README.md": README, "config.json": CONFIG, code: MIT, weights: RESTRICTIVE}))

    assert (item.license.detected, item.license.concluded) == (DEEPSEEK, DEEPSEEK)
    assert item.license.code == "MIT"
    assert {e.path for e in item.evidence} == {code, weights}
    assert slugs(item) == []


def test_a_tag_that_names_the_licence_of_the_code_is_a_contradiction(look: Look) -> None:
    card = "---\nlicense: mit\n---\n# A model\n"
    item = only(look({"README.md": card, "LICENSE": MIT, "MODEL_LICENSE": RESTRICTIVE}))

    assert item.license.concluded == f"MIT AND {DEEPSEEK}"
    [finding] = item.findings
    assert finding.code == "OS101"
    assert finding.message == (
        f"MIT (declared, README.md:2) against {DEEPSEEK} (detected, MODEL_LICENSE:1)"
        "; the code beside it is under MIT"
    )


def test_the_licence_of_the_code_alone_says_nothing_of_the_weights(look: Look) -> None:
    item = only(look({"README.md": README, "config.json": CONFIG, "LICENSE-CODE": MIT}))

    assert (item.license.concluded, item.license.code) == (None, "MIT")
    assert slugs(item) == ["no-license"]


def test_the_data_have_a_licence_of_their_own(look: Look) -> None:
    files: dict[str, str | bytes] = {"README.md": "---\nlicense: apache-2.0\n---\n", "LICENSE-DATA": MIT}
    item = only(look(files))

    assert (item.license.concluded, item.license.data) == ("Apache-2.0", "MIT")
    assert slugs(item) == []


PROSE = (
    "The code is released under the MIT License. The weights are released under the CC BY-NC 4.0 license.\n"
)


def test_the_words_of_a_readme_tell_code_from_weights(look: Look) -> None:
    item = only(look({"README.md": f"# A model\n\n{PROSE}", "config.json": CONFIG, "LICENSE": MIT}))

    assert (item.license.concluded, item.license.code) == ("CC-BY-NC-4.0", "MIT")
    assert item.category is Category.SOURCE_AVAILABLE
    assert slugs(item) == []


def test_words_about_the_weights_alone_contradict_the_licence_file(look: Look) -> None:
    prose = PROSE.partition(". ")[2]
    item = only(look({"README.md": f"# A model\n\n{prose}", "config.json": CONFIG, "LICENSE": MIT}))

    assert item.license.concluded == "CC-BY-NC-4.0 AND MIT"
    assert slugs(item) == ["license-contradiction"]


def test_a_project_stands_under_all_of_its_licences(look: Look) -> None:
    item = only(look({"README.md": README, "run.py": "", "LICENSE-CODE": MIT, "LICENSE-MODEL": RESTRICTIVE}))

    assert (item.license.concluded, item.license.code) == (f"MIT AND {DEEPSEEK}", None)


# ── bases ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (f"base_model: {BASE}", Relation.FINETUNE),
        (f"base_model: [{BASE}]\nbase_model_relation: quantized", Relation.QUANTIZED),
        (f"base_model: {BASE}\nbase_model_relation: nonsense\ntags: [lora]", Relation.ADAPTER),
        (f"base_model: {BASE}\nlibrary_name: peft", Relation.ADAPTER),
        (f"base_model: {BASE}\ntags: [mergekit, merge]", Relation.MERGE),
        (f"base_model: {BASE}\ntags: [gguf, merge]", Relation.QUANTIZED),
        (f"base_model: {BASE}\ntags: [emergency, explorative]", Relation.FINETUNE),
        (f"base_model: https://huggingface.co/{BASE}/", Relation.FINETUNE),
    ],
)
def test_the_relation_in_a_card(look: Look, block: str, expected: Relation) -> None:
    files: dict[str, str | bytes] = {"README.md": f"---\nlicense: mit\n{block}\n---\n"}
    [base] = only(look(files)).bases
    assert (base.name, base.relation, base.path, base.line) == (BASE, expected, "README.md", 3)


def test_several_bases_are_a_merge(look: Look) -> None:
    card = "---\nbase_model:\n- a/b\n- c/d\n---\n"
    assert relations(look, {"README.md": card}) == [("a/b", Relation.MERGE), ("c/d", Relation.MERGE)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("org__boat-GGUF", Relation.QUANTIZED),
        ("org__boat-7B-AWQ", Relation.QUANTIZED),
        ("org__boat.Q4_K_M", Relation.QUANTIZED),
        ("org__boat-4bit", Relation.QUANTIZED),
        ("org__boat-lora", Relation.ADAPTER),
        ("org__boat-Merge-14B", Relation.MERGE),
        ("org__explorer-emerged", Relation.FINETUNE),
    ],
)
def test_the_relation_in_a_name(look: Look, name: str, expected: Relation) -> None:
    files: dict[str, str | bytes] = {f"{name}/README.md": f"---\nbase_model: {BASE}\n---\n"}
    assert relations(look, files) == [(BASE, expected)]


def test_an_adapter_names_its_base(look: Look) -> None:
    config = f'{{\n  "peft_type": "LORA",\n  "base_model_name_or_path": "{BASE}"\n}}\n'
    report = look({"README.md": README, "adapter_config.json": config, "adapter_model.safetensors": b""})
    [base] = only(report).bases
    assert (base.name, base.relation, base.path, base.line) == (
        *(BASE, Relation.ADAPTER, "adapter_config.json"),
        3,
    )
    assert report_to_dict(report)["items"][0]["bases"][0]["relation"] == "adapter"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (BASE, [(BASE, Relation.FINETUNE)]),
        ("/home/x/checkpoints/last", []),
        ("./out", []),
        ("gpt2", []),
        ("", []),
    ],
)
def test_where_the_weights_were_loaded_from(
    look: Look, config: str, expected: list[tuple[str, Relation | None]]
) -> None:
    text = json.dumps({"model_type": "llama", "_name_or_path": config})
    assert relations(look, {"README.md": README, "config.json": text}) == expected


def test_where_the_weights_were_loaded_from_counts_only_alone(look: Look) -> None:
    text = json.dumps({"model_type": "llama", "_name_or_path": "org/checkpoint"})
    card = f"---\nbase_model: {BASE}\n---\n"
    assert relations(look, {"README.md": card, "config.json": text}) == [(BASE, Relation.FINETUNE)]


def test_a_model_is_no_base_of_its_own(look: Look) -> None:
    text = json.dumps({"model_type": "llama", "_name_or_path": "Org/Boat"})
    assert relations(look, {"org__boat/README.md": README, "org__boat/config.json": text}) == []


@pytest.mark.parametrize("text", ["[", "[]", '{"_name_or_path": 3}', '{"_name_or_path": ' + "[" * 100_000])
def test_a_configuration_that_is_none(look: Look, text: str) -> None:
    assert relations(look, {"README.md": "---\nlicense: mit\n---\n", "config.json": text}) == []


@pytest.mark.parametrize(
    "pairs",
    [
        {"general.base_model.count": 1, "general.base_model.0.repo_url": f"https://huggingface.co/{BASE}"},
        {
            "general.base_model.count": 1,
            "general.base_model.0.organization": "org",
            "general.base_model.0.name": "base 7B",
        },
    ],
)
def test_the_bases_in_a_gguf_header(look: Look, pairs: dict[str, str | int]) -> None:
    files: dict[str, str | bytes] = {"boat-GGUF/README.md": README, "boat-GGUF/boat.gguf": gguf(pairs)}
    assert relations(look, files) == [(BASE, Relation.QUANTIZED)]


def test_the_cache_keeps_bases_and_tells_configurations_apart(grow: Grow, tmp_path: Path) -> None:
    from openscope import Options

    same = json.dumps({"_name_or_path": BASE, "base_model_name_or_path": "org/other", "model_type": "x"})
    root = grow({"m/README.md": README, "m/config.json": same, "m/adapter_config.json": same})
    runs = [scan([str(root)], Options(cache=tmp_path / "cache")) for _ in range(2)]
    assert runs[0] == runs[1] == scan([str(root)])
    assert [base.name for base in only(runs[0]).bases] == ["org/other"]


# ── Ollama ───────────────────────────────────────────────────────────────────────────────────


class Store:
    """A store of Ollama, as its files."""

    def __init__(self) -> None:
        self.files: dict[str, str | bytes] = {}

    def blob(self, data: bytes) -> str:
        digest = sha256(data).hexdigest()
        self.files[f"blobs/sha256-{digest}"] = data
        return f"sha256:{digest}"

    def model(self, path: str, *licenses: str, weights: bytes = b"") -> None:
        media = "application/vnd.ollama.image."
        layers = [{"mediaType": f"{media}model", "digest": self.blob(weights or gguf({})), "size": 1}]
        layers += [{"mediaType": f"{media}license", "digest": self.blob(text.encode())} for text in licenses]
        self.files[path] = json.dumps({"schemaVersion": 2, "config": {}, "layers": layers})


REGISTRY = "manifests/registry.ollama.ai"


@pytest.mark.parametrize("below", ["", "models/"])
def test_a_store_of_ollama(grow: Grow, below: str) -> None:
    store = Store()
    store.model(f"{REGISTRY}/library/boat/7b", text_of("Apache-2.0"))
    store.model(f"{REGISTRY}/somebody/raft/latest", text_of("MIT"), text_of("Apache-2.0"))
    store.model("manifests/hf.co/org/boat-GGUF/Q4_K_M", weights=gguf({"general.license": "mit"}))
    store.model(f"{REGISTRY}/library/mute/latest")
    report = scan([str(grow({below + path: data for path, data in store.files.items()}))])
    assert report.complete
    found = {item.item.name: item for item in report.items}
    assert {name: (item.item.id, item.license.concluded) for name, item in found.items()} == {
        "boat": ("pkg:generic/registry.ollama.ai/library/boat@7b", "Apache-2.0"),
        "somebody/raft": ("pkg:generic/registry.ollama.ai/somebody/raft@latest", "MIT AND Apache-2.0"),
        "org/boat-GGUF": ("pkg:huggingface/org/boat-GGUF", "MIT"),
        "mute": ("pkg:generic/registry.ollama.ai/library/mute@latest", None),
    }
    assert found["boat"].item.path == f"{below}{REGISTRY}/library/boat/7b"
    assert {e.path.rpartition("-")[0] for e in found["boat"].evidence} == {f"{below}blobs/sha256"}
    opened = [item.openness.pillars[Pillar.WEIGHTS] for item in found.values() if item.openness]
    states = {verdict.state for verdict in opened}
    assert len(opened) == 4
    assert states == {PillarState.OPEN}


def test_what_is_broken_in_a_store_is_said(grow: Grow) -> None:
    store = Store()
    store.model(f"{REGISTRY}/library/boat/latest", text_of("MIT"))
    gone = store.blob(b"a licence that is lost").replace(":", "-")
    store.model(f"{REGISTRY}/library/raft/latest", "a licence that is lost")
    del store.files[f"blobs/{gone}"]
    store.files |= {
        f"{REGISTRY}/library/deep/latest": "[" * 100_000,
        f"{REGISTRY}/library/list/latest": "[]",
        f"{REGISTRY}/library/odd/latest": '{"layers": [{"mediaType": 3}, "x", {"digest": "../../passwd"}]}',
    }
    root = grow(store.files)
    (root / REGISTRY / "library/boat/link").symlink_to("/etc/passwd")
    report = scan([str(root)])
    assert sorted(item.item.name for item in report.items) == ["boat", "raft"]
    assert sorted((skip.path, skip.code.value) for _, skip in report.skipped if not skip.expected) == [
        (f"blobs/{gone}", "not-found"),
        (f"{REGISTRY}/library/boat/link", "link"),
        (f"{REGISTRY}/library/deep/latest", "malformed"),
        (f"{REGISTRY}/library/list/latest", "malformed"),
        (f"{REGISTRY}/library/odd/latest", "malformed"),
    ]


def test_directories_of_these_names_make_no_store(look: Look) -> None:
    report = look({"manifests/a/b/c/d": '{"layers": []}', "blobs/x.txt": "text", "LICENSE": text_of("MIT")})
    assert [item.license.concluded for item in report.items] == ["MIT"]
