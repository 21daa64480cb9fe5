"""The Model Openness Framework's published rules: classes, licences, and what is missing."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.catalog import Catalog, load_catalog, rules_directory
from openscope.decide.mof import CLASSES, Component, Release, evaluate, framework, is_open
from openscope.engine import Options, scan
from openscope.model import GapReason, Mof, MofClass, Pillar

III = (
    "Model architecture", "Model parameters (Final)", "Evaluation results", "Model card", "Data card",
    "Technical report",
)  # fmt: skip
II = ("Training code", "Inference code", "Evaluation code", "Evaluation data")
I = (  # noqa: E741
    "Datasets", "Data preprocessing code", "Model parameters (Intermediate)", "Research paper",
)  # fmt: skip
EVERYTHING = III + II + I
APACHE = Release("Apache-2.0")


def judge(names: tuple[str, ...], release: Release = APACHE, **own: str) -> Mof:
    licenses = {name.replace("_", " "): license for name, license in own.items()}
    return evaluate([Component(name, licenses.get(name)) for name in names], release, load_catalog())


def without(names: tuple[str, ...], *left: str) -> tuple[str, ...]:
    return tuple(name for name in names if name not in left)


@pytest.mark.parametrize(
    ("names", "klass", "missing"),
    [
        ((), None, III),
        (III, MofClass.OPEN_MODEL, II),
        (III + II, MofClass.OPEN_TOOLING, I),
        (EVERYTHING, MofClass.OPEN_SCIENCE, ()),
        (II + I, None, without(III, "Technical report")),
        (without(III, "Data card"), None, ("Data card",)),
        (without(EVERYTHING, "Model card"), None, ("Model card",)),
        (without(EVERYTHING, "Datasets"), MofClass.OPEN_TOOLING, ("Datasets",)),
        (without(EVERYTHING, "Technical report"), MofClass.OPEN_SCIENCE, ()),
        ((*without(III, "Technical report"), "Research paper"), MofClass.OPEN_MODEL, II),
        (without(III, "Technical report"), None, ("Technical report",)),
        (without(EVERYTHING, "Technical report", "Research paper"), None, ("Technical report",)),
    ],
)
def test_the_class_and_what_the_next_one_lacks(
    names: tuple[str, ...], klass: MofClass | None, missing: tuple[str, ...]
) -> None:
    mof = judge(names)
    assert mof.klass == klass
    assert tuple(gap.component for gap in mof.missing) == missing
    assert {gap.reason for gap in mof.missing} <= {GapReason.NOT_SHOWN}


@pytest.mark.parametrize(
    ("names", "progress"),
    [
        ((), (0, 0, 0)),
        (EVERYTHING[1:], (83, 0, 0)),
        (III, (100, 60, 0)),
        ((*without(III, "Technical report"), *II, "Research paper"), (100, 100, 76)),
        (EVERYTHING, (100, 100, 100)),
    ],
)
def test_a_higher_class_has_no_progress_until_the_lower_is_complete(
    names: tuple[str, ...], progress: tuple[int, int, int]
) -> None:
    assert tuple(judge(names).progress[klass] for klass in CLASSES) == progress


@pytest.mark.parametrize(
    ("release", "own", "reason"),
    [
        (Release("Apache-2.0"), {"Data_card": "CC-BY-NC-4.0"}, GapReason.NOT_OPEN),
        (Release("LicenseRef-scancode-llama-3.1-license-2024"), {}, GapReason.NOT_OPEN),
        (Release(None), {}, GapReason.LICENSE_UNKNOWN),
        (Release("CC-BY-NC-4.0", {"document": "CC-BY-4.0"}), {}, None),
        (Release("Apache-2.0", {"document": "CC-BY-NC-4.0"}), {}, GapReason.NOT_OPEN),
        (Release("Apache-2.0", {"document": "CC-BY-NC-4.0"}), {"Data_card": "MIT"}, None),
        (Release("MIT", {"data": "CC-BY-NC-4.0"}), {}, None),
    ],
)
def test_a_license_is_its_own_else_that_of_its_content_else_the_releases(
    release: Release, own: dict[str, str], reason: GapReason | None
) -> None:
    reasons = {gap.component: gap.reason for gap in judge(III, release, **own).missing}
    assert reasons.get("Data card") == reason


def test_what_is_elsewhere_does_not_have_the_licence_of_the_release(catalog: Catalog) -> None:
    parts = [Component(name, elsewhere=name == "Data card") for name in III]
    [gap] = evaluate(parts, APACHE, catalog).missing
    assert (gap.component, gap.reason) == ("Data card", GapReason.LICENSE_UNKNOWN)
    parts = [Component(name, "MIT" if name == "Data card" else None, name == "Data card") for name in III]
    assert evaluate(parts, APACHE, catalog).klass is MofClass.OPEN_MODEL


@pytest.mark.parametrize(
    ("expression", "free"),
    [
        ("Apache-2.0", True),
        ("Apache-1.0", True),  # the FSF's word alone
        ("CC-BY-2.5-AU", True),
        ("CDLA-Sharing-1.0", True),
        ("OpenMDW-1.0", True),
        ("MIT OR CC-BY-NC-4.0", True),
        ("MIT AND CC-BY-NC-4.0", False),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", True),
        ("CC-BY-ND-4.0", False),
        ("BUSL-1.1", False),
        ("LicenseRef-openscope-custom-0", False),
        ("no expression (", False),
        (None, False),
    ],
)
def test_which_licences_are_open(expression: str | None, free: bool, catalog: Catalog) -> None:
    assert is_open(expression, catalog) == free


def test_the_rules_name_what_there_is(catalog: Catalog) -> None:
    rules = framework()
    assert {asked.name for asked in rules.asked} == set(EVERYTHING)
    assert {asked.content for asked in rules.asked} == {"code", "data", "document"}
    assert {*rules.instead, *rules.instead.values()} <= set(EVERYTHING)
    assert all(is_open(id, catalog) for id in rules.open)
    table = tomllib.loads((rules_directory() / "openness.toml").read_text(encoding="utf-8"))
    named = {name for asked in rules.asked for name in (*asked.signals, *asked.linked)}
    assert named <= {*table, "weights-file", *(f"registry:{pillar}" for pillar in Pillar)}


parts = st.lists(
    st.builds(
        Component,
        st.sampled_from(EVERYTHING),
        st.sampled_from([None, "MIT", "CC-BY-NC-4.0"]),
        st.booleans(),
    ),
    max_size=16,
    unique_by=lambda part: part.name,
)
releases = st.builds(Release, st.sampled_from([None, "Apache-2.0", "BUSL-1.1"]))


def rank(mof: Mof) -> int:
    return CLASSES.index(mof.klass) + 1 if mof.klass else 0


@given(parts, releases, st.sampled_from(EVERYTHING))
def test_one_more_open_component_never_lowers_the_class(
    some: list[Component], release: Release, name: str
) -> None:
    before = evaluate(some, release, load_catalog())
    more = [*(part for part in some if part.name != name), Component(name, "MIT")]
    after = evaluate(more, release, load_catalog())
    assert rank(after) >= rank(before)
    assert all(after.progress[klass] >= before.progress[klass] for klass in CLASSES)


@given(parts, releases)
def test_nothing_is_missing_only_at_the_top(some: list[Component], release: Release) -> None:
    mof = evaluate(some, release, load_catalog())
    assert bool(mof.missing) == (mof.klass is not MofClass.OPEN_SCIENCE)
    assert [mof.progress[klass] == 100 for klass in CLASSES].count(True) == rank(mof)
    assert evaluate(reversed(some), release, load_catalog()) == mof


CARD = """---
license: apache-2.0
library_name: transformers
datasets: [example/corpus]
---
# Example

## Evaluation

| MMLU | 71 |

Training code: https://github.com/example/train
"""


def test_what_a_scan_saw_of_a_model(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(CARD)
    (tmp_path / "config.json").write_text('{"model_type": "example", "architectures": ["Example"]}')
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 64)
    (tmp_path / "modeling_example.py").write_text("class Example: ...\n")
    [item] = [each for each in scan((str(tmp_path),), Options()).items if each.openness]
    assert item.openness
    assert item.openness.mof
    mof = item.openness.mof
    assert mof.klass is None
    assert [gap.component for gap in mof.missing] == ["Data card", "Technical report"]
    (tmp_path / "DATA_CARD.md").write_text("Where the data is from.\n")
    (tmp_path / "technical_report.md").write_text("How it was made.\n")
    [item] = [each for each in scan((str(tmp_path),), Options()).items if each.openness]
    assert item.openness
    assert item.openness.mof
    mof = item.openness.mof
    assert mof.klass is MofClass.OPEN_MODEL
    reasons = {gap.component: gap.reason for gap in mof.missing}
    assert reasons["Training code"] is GapReason.LICENSE_UNKNOWN
    assert reasons["Inference code"] is GapReason.NOT_SHOWN


def reasons_of(root: Path, name: str) -> dict[str, GapReason]:
    [item] = [each for each in scan((str(root),), Options()).items if each.item.name == name]
    assert item.openness
    assert item.openness.mof
    return {gap.component: gap.reason for gap in item.openness.mof.missing}


def test_what_the_registry_knows_of_a_release_counts_under_its_own_licence(tmp_path: Path) -> None:
    names = ("allenai/OLMoE-1B-7B-0924", "m-a-p/neo_7b")  # of the second, no licences were looked up
    for name in names:
        directory = tmp_path / name.replace("/", "__")
        directory.mkdir()
        (directory / "README.md").write_text(CARD.replace("Training code: https://github.com", "See"))
        for file in ("modeling_example.py", "DATA_CARD.md", "technical_report.md"):
            (directory / file).write_text("class Example: ...\n")
    first, second = (reasons_of(tmp_path, name) for name in names)
    assert not first.keys() & {"Training code", "Evaluation code"}
    assert second["Training code"] is second["Evaluation code"] is GapReason.LICENSE_UNKNOWN


@pytest.mark.parametrize(("tag", "open_"), [("", False), ("tags: [lora]", True)])
def test_weights_under_a_bases_restrictions_are_not_open(tmp_path: Path, tag: str, open_: bool) -> None:
    (tmp_path / "acme__tuned").mkdir()
    matter = f"base_model: stabilityai/stable-diffusion-2-1\n{tag}\n---\n"
    (tmp_path / "acme__tuned" / "README.md").write_text(CARD.replace("---\n# Example", matter + "# Example"))
    reasons = reasons_of(tmp_path, "acme/tuned")
    assert reasons.get("Model parameters (Final)") == (None if open_ else GapReason.NOT_OPEN)
    assert "Model card" not in reasons
