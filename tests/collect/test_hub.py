"""Which files of a repository on the Hub are fetched, and what stands in for a card."""

from pathlib import Path

import pytest

from openscope.collect import collect, hubcard
from openscope.collect.hub import choose, wanted
from openscope.collect.hubclient import Info, bases
from openscope.collect.huggingface import Repository, Type
from openscope.frontmatter import split
from openscope.model import Base, Published, Relation, Role, SkipCode
from openscope.net import Network
from openscope.textfile import Limits
from tests.conftest import Grow

MODEL = Repository(Type.MODEL, "org/name", "0" * 40)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", True),
        ("LICENSE", True),
        ("LICENSE-MODEL.txt", True),
        ("NOTICE", True),
        ("USE_POLICY.md", True),
        ("config.json", True),
        ("adapter_config.json", True),
        ("model_index.json", True),
        ("mergekit_config.yml", True),
        (".eval_results/gsm8k.yaml", True),
        ("original/LICENSE", True),
        ("text_encoder/config.json", False),
        ("data/README.md", False),
        ("a/b/c/d/LICENSE", False),
        (".eval_results/data.parquet", False),
        ("model.safetensors", False),
        ("pytorch_model.bin", False),
        ("tokenizer.json", False),
        ("LICENSE.pdf", False),
        ("modeling.py", False),
    ],
)
def test_what_is_fetched(path: str, expected: bool) -> None:
    assert wanted(path) is expected


def test_the_number_and_the_size_of_files_are_bounded() -> None:
    sizes: dict[str, int | None] = {f"LICENSE-{n:03}": 10 for n in range(100)}
    sizes |= {"README.md": 10, "NOTICE": 5_000_000, "config.json": None}
    chosen, skipped = choose(Info(MODEL, Published(), sizes), Limits(), Network(max_files=10))
    assert chosen[0] == "README.md"
    assert len(chosen) == 10
    assert [(skip.path, skip.code, skip.expected) for skip in skipped] == [
        ("LICENSE-009", SkipCode.TOO_MANY, False)
    ]
    chosen, skipped = choose(Info(MODEL, Published(), {"NOTICE": 5_000_000}), Limits(), Network())
    assert (chosen, [skip.code for skip in skipped]) == ([], [SkipCode.TOO_LARGE])


def test_the_bases_in_the_tags_of_the_hub() -> None:
    tags = (
        "mit",
        "base_model:a/b",
        "base_model:quantized:a/b",
        "base_model:c/d",
        "base_model:",
        "base_model:x:e/f",
    )
    assert bases(tags, "api") == (
        Base("a/b", Relation.QUANTIZED, "api"),
        Base("c/d", None, "api"),
        Base("e/f", None, "api"),
    )


def test_a_card_from_what_the_hub_tells() -> None:
    data = {
        "license": "other",
        "license_name": "a: b # c",
        "tags": ["x", "\u2028", "\U0001f600"],
        "model-index": [{"name": "n", "results": []}],
        "extra_gated_prompt": 'line one\nline two: "quoted"\n---\n',
        "odd key: #": True,
    }
    front = split(hubcard.text(Published(card=data)))
    assert front is not None
    assert (front.problems, front.recovered) == ((), False)
    assert {
        key: front.data[key] for key in ("license", "license_name", "extra_gated_prompt", "model-index")
    } == {key: data[key] for key in ("license", "license_name", "extra_gated_prompt", "model-index")}


def test_a_card_from_tags_alone() -> None:
    tags = ("license:mit", "dataset:a/b", "dataset:c/d", "arxiv:1234.5678", "en")
    front = split(hubcard.text(Published(tags=tags, bases=(Base("x/y", None, "api"),))))
    assert front is not None
    assert front.data == {"license": "mit", "datasets": ["a/b", "c/d"], "base_model": ["x/y"]}
    assert hubcard.text(Published(tags=("en",))) == ""


def test_a_blob_that_repositories_share_is_followed(grow: Grow) -> None:
    root = grow({"blobs/ab/abcd": "---\nlicense: mit\npipeline_tag: x\n---\n"})
    repository = root / "models--org--name"
    (repository / "blobs").mkdir(parents=True)
    (repository / "blobs/etag").symlink_to("../../blobs/ab/abcd")
    snapshot = repository / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (snapshot / "README.md").symlink_to("../../blobs/etag")
    (snapshot / "LICENSE").symlink_to("/etc/passwd")
    found = collect(str(root))
    assert [(each.path.rpartition("/")[2], each.role) for each in found.documents] == [
        ("README.md", Role.CARD)
    ]
    assert [item.name for item in found.items] == ["org/name"]
    assert [Path(skip.path).name for skip in found.skipped if not skip.expected] == ["LICENSE"]
