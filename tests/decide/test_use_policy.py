"""The EU is left out by the use policies of Llama 3.2 and 4, not by the licences that make them a part."""

import pytest

from openscope import scan
from tests.conftest import Grow


@pytest.mark.parametrize(
    ("model", "excluded"),
    [
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", True),
        ("meta-llama/Llama-3.2-11B-Vision-Instruct", True),
        ("meta-llama/Llama-3.2-1B-Instruct", False),
        ("meta-llama/Llama-3.3-70B-Instruct", False),
    ],
)
def test_multimodal_llamas_leave_the_eu_out(grow: Grow, model: str, excluded: bool) -> None:
    root = grow({"serve.py": f'AutoModelForCausalLM.from_pretrained("{model}")\n'})
    (item,) = (each for each in scan([str(root)]).items if each.item.name == model)
    found = [each for each in item.restrictions if each.kind == "geographic-exclusion"]

    assert bool(found) is excluded
    assert all("the European Union" in each.quote or "principal place" in each.quote for each in found)


def test_so_does_a_card_that_names_llama_4(grow: Grow) -> None:
    root = grow({"README.md": "---\nlicense: llama4\n---\n# Scout\n"})
    (item,) = scan([str(root)]).items

    assert "geographic-exclusion" in {each.kind for each in item.restrictions}
