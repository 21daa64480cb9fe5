"""What a card shows of the pipeline and of evaluations, beyond a link to the whole."""

import pytest

from openscope.model import PillarState
from tests.conftest import Look, only


def state(look: Look, body: str, pillar: str) -> PillarState:
    item = only(look({"README.md": f"---\nlicense: mit\npipeline_tag: other\n---\n# A\n\n{body}\n"}))
    assert item.openness
    return item.openness.pillars[pillar].state  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The code used to train it is [here](https://github.com/acme/tune).", PillarState.PARTIAL),
        ("We aligned it with a [DPO trainer](https://github.com/acme/dpo/train.py).", PillarState.PARTIAL),
        ("The following hyperparameters were used during training:\n- lr: 1", PillarState.PARTIAL),
        ("The following YAML configuration was used to produce this model:", PillarState.PARTIAL),
        ("See axolotl config", PillarState.PARTIAL),
        ("Loss curves: https://wandb.ai/acme/runs/1", PillarState.PARTIAL),
        ("Use our [script](https://github.com/acme/x) to fine-tune your own.", PillarState.UNKNOWN),
        ("A [DPO notebook](https://example.com/nb) for everybody.", PillarState.UNKNOWN),
        ("Scripts to reproduce the evaluation: https://github.com/acme/e", PillarState.UNKNOWN),
        ("The code to train it will be at https://github.com/acme/x.", PillarState.UNKNOWN),
        ("Keep the following settings in mind.", PillarState.UNKNOWN),
    ],
)
def test_a_part_of_the_pipeline(look: Look, body: str, expected: PillarState) -> None:
    assert state(look, body, "pipeline") is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "In our evaluations on datasets of mathematics, reasoning and knowledge from many fields,"
            " it comes out first among models of its size.",
            PillarState.PARTIAL,
        ),
        (
            "All scores of this model and those of a dozen others of its size can be looked up on a [page]"
            "(https://huggingface.co/datasets/open-llm-leaderboard/details_acme__m) that is kept.",
            PillarState.PARTIAL,
        ),
        (
            "The authors think little of a [leaderboard](https://huggingface.co/spaces/acme/some-leaderboard)"
            " where models are found that have seen the questions and their answers before.",
            PillarState.UNKNOWN,
        ),
        ("## 评测结果", PillarState.PARTIAL),
        (
            "It is a first release for a small circle of friends and has so far not been through any"
            " evaluations on public datasets, which is a pity but takes time and money that nobody has.",
            PillarState.UNKNOWN,
        ),
    ],
)
def test_results_that_are_told(look: Look, body: str, expected: PillarState) -> None:
    assert state(look, body, "evals") is expected
