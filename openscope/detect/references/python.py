"""Python, by its syntax tree. Nothing is imported or run; what cannot be parsed is read by patterns."""

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence

from openscope.detect.references import address
from openscope.detect.references.apis import CALLS
from openscope.detect.references.hints import speaks_of_models
from openscope.detect.references.lines import Lines
from openscope.detect.references.mention import Mention
from openscope.detect.references.module import Module
from openscope.regex import regex

DETECTOR = "python"

_LARGEST = 1_000_000
# The parser needs the square of the time for an f-string with very many fields.
_MOST_BRACES = 20_000
_NEEDLES = (
    *("odel", "MODEL", "_pretrained", "dataset", "DATASET", "ransformer", "uggingface", "hf.co", "hf://"),
    *("llm", "LLM", "Embedding", "Agent(", "hub.load", "CrossEncoder", "dspy", "mlx_"),
)
_PATTERN = regex(
    r"\b(from_pretrained|load_dataset|SentenceTransformer|CrossEncoder|snapshot_download|hf_hub_download)"
    r"\(\s{0,80}(?:[\w.]{1,40}\s{0,4}=\s{0,4})?[\"']([^\"'\n]{2,200})[\"']"
)


def applies(name: str) -> bool:
    """Whether a file of this name is Python."""
    return name.endswith((".py", ".pyi", ".pyw")) or name == "Snakefile"


def mentions(text: str) -> Iterable[Mention]:
    """The mentions in a module."""
    if not any(needle in text for needle in _NEEDLES) or not speaks_of_models(text):
        return ()
    plain = len(text) <= _LARGEST and text.count("{") <= _MOST_BRACES
    tree = parse(text) if plain else None
    return by_pattern(text) if tree is None else in_trees([tree])


def parse(text: str) -> ast.Module | None:
    """The syntax tree of a text, or None where it has none. Warnings about it are not ours to print."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def renumber(tree: ast.Module, numbers: Sequence[int]) -> None:
    """Give each node the line that its own line has in a larger file."""
    for node in ast.walk(tree):
        if (line := getattr(node, "lineno", None)) is not None:
            node.lineno = numbers[min(line, len(numbers)) - 1]  # type: ignore[attr-defined]


def by_pattern(text: str) -> Iterator[Mention]:
    """The calls that stand for themselves, in a text without a syntax tree."""
    lines = Lines(text)
    for found in _PATTERN.finditer(text):
        api = CALLS[found[1]][0]
        yield Mention(found[2], lines.number(found.start(2)), found[1], api.means, api.kind)
    yield from address.mentions(text)


def in_trees(trees: Sequence[ast.Module]) -> Iterator[Mention]:
    """The mentions in modules that share their names (the cells of a notebook)."""
    file = Module()
    for tree in trees:
        file.read(tree)
    return file.mentions()
