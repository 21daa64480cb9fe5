"""Notebooks: the lines are those of the file, whatever stands between the cells."""

import json

import pytest

from tests.detect.references import named


def cell(source: object, kind: str = "code", **more: object) -> dict[str, object]:
    return {"cell_type": kind, "source": source, **more}


def notebook(*cells: dict[str, object], indent: int | None = 1) -> str:
    return json.dumps({"cells": cells, "nbformat": 4}, indent=indent, sort_keys=True)


def lines_with(text: str, words: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n"), 1) if words in line]


def test_cells_share_their_names_and_lines_are_those_of_the_file() -> None:
    text = notebook(
        cell("Later: from_pretrained('org1/prose')", "markdown"),
        cell(["from transformers import AutoModel\n", "name = 'org1/tiny'  # ü\n"], outputs=[]),
        cell(["AutoModel.from_pretrained(\n", "    name)"]),
    )
    [line] = lines_with(text, "name = ")
    assert named("n.ipynb", text) == [f"{line} org1/tiny"]


def test_an_output_that_repeats_a_line_does_not_move_it() -> None:
    text = notebook(
        cell(
            ["AutoModel.from_pretrained('org1/tiny')\n"],
            outputs=[{"text": ["AutoModel.from_pretrained('org1/tiny')\n"]}],
        )
    )
    shown, source = lines_with(text, "org1/tiny")
    assert shown < source
    assert named("n.ipynb", text) == [f"{source} org1/tiny"]


def test_magics_are_shell_and_the_rest_of_the_cell_is_still_python() -> None:
    text = notebook(
        cell(
            [
                "%pip install transformers\n",
                "!vllm serve org1/served\n",
                "AutoModel.from_pretrained('org1/tiny')\n",
            ]
        ),
        cell("%%bash\nollama pull qwen2.5:7b"),
    )
    assert [each.partition(" ")[2] for each in named("n.ipynb", text)] == [
        "org1/served",
        "org1/tiny",
        "Qwen/Qwen2.5-7B-Instruct",
    ]


def test_one_broken_cell_does_not_hide_the_others() -> None:
    text = notebook(cell("def ("), cell("AutoModel.from_pretrained('org1/tiny')"), indent=None)
    assert named("n.ipynb", text) == ["1 org1/tiny"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{",
        "[]",
        '{"cells": 1}',
        '{"cells": [1, null, {}, {"cell_type": "code"}, {"cell_type": "code", "source": 5}]}',
        '{"cells": [{"cell_type": "code", "source": [1, null, "model"]}]}',
        '{"cells":' + "[" * 100_000,
    ],
)
def test_what_is_no_notebook_holds_nothing(text: str) -> None:
    assert named("n.ipynb", text) == []
