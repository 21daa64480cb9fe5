"""The models that a recipe of mergekit merges: the block of YAML in a card, or the file beside it.

The recipe is read line by line, not as YAML: the keys that name a model are few, and a card's block is
often cut or commented.
"""

from collections.abc import Iterator

from openscope.regex import regex

_NAME = r"\w[\w.-]{0,95}/[\w.-]{1,96}"
# A model may have an adapter on top (`org/name+org/lora`) and a revision (`org/name@main`).
_MODEL = regex(
    r"(?:^[ \t]*(?:-[ \t]*){0,3}|[{,][ \t]*)(?:model|base_model|source_model|path)[ \t]*:[ \t]*[\"']?"
    rf"(?P<name>{_NAME})(?:\+(?P<adapter>{_NAME}))?(?=[\"'\s#@+,}}]|$)"
)
# What only a recipe has: the parents alone may stand in the settings of any program.
_RECIPE = regex(r"^[ \t]*(?:merge_method|slices|experts)[ \t]*:")
_FENCE = ("```", "~~~")


def in_recipe(text: str) -> Iterator[tuple[str, int]]:
    """The names in a recipe, each with its line."""
    yield from _names(list(enumerate(text.splitlines(), 1)))


def in_blocks(body: str) -> Iterator[tuple[str, int]]:
    """The names in the recipes among a card's blocks of code, each with its line."""
    block: list[tuple[int, str]] | None = None
    for number, line in enumerate(body.splitlines(), 1):
        if line.lstrip(" >").startswith(_FENCE):
            if block and any(_RECIPE.match(each) for _, each in block):
                yield from _names(block)
            block = [] if block is None else None
        elif block is not None:
            block.append((number, line))


def _names(lines: list[tuple[int, str]]) -> Iterator[tuple[str, int]]:
    for number, line in lines:
        for found in _MODEL.finditer(line):
            for name in filter(None, found.groups()):
                yield name, number
