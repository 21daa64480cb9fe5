"""The models that a model says it was made from: in its card, its configurations, its weights' header.

How it was made is said here only where the document itself shows it; see `openscope.decide.bases`
for what a model's name and its other files show.
"""

import json
import re
from collections.abc import Iterator

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.card import scalars
from openscope.detect.header import header
from openscope.detect.merge import in_blocks, in_recipe
from openscope.detect.page import Page
from openscope.model import Base, Reading, Relation, Role
from openscope.names import MERGE_RECIPES
from openscope.regex import regex
from openscope.relation import relation_in

_LONGEST = 300
_TAGS = ("tags", "library_name")
_MOST = 100
_HUB_URL = regex(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:models/)?([\w.-]+/[\w.-]+?)/?", re.I)

_CONFIGS: dict[str, tuple[str, Relation | None]] = {
    "adapter_config.json": ("base_model_name_or_path", Relation.ADAPTER),
    "config.json": ("_name_or_path", None),
    "model_index.json": ("_name_or_path", None),
}
# A habit of trainers of Stable Diffusion (kohya-ss writes the `ss_` keys).
_SAFETENSORS = ("base_model", "ss_base_model", "ss_sd_model_name", "modelspec.merged_from")
_MAX_CONFIG = 1024 * 1024


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:  # noqa: ARG001
    """One base for each model that the document names as such, each name once."""
    found: dict[str, Base] = {}
    for base in (*_in_card(page), *_in_recipe(page), *_in_config(page), *_in_header(page)):
        if base.name and len(base.name) <= _LONGEST and len(found) < _MOST:
            found.setdefault(base.name, base)
    return replace(reading, bases=tuple(found.values())) if found else reading


def _in_card(page: Page) -> Iterator[Base]:
    card = page.front_matter
    if card is None:
        return
    said = scalars(card.data.get("base_model_relation"))
    if said and said[0].lower() in list(Relation):
        relation: Relation | None = Relation(said[0].lower())
    else:
        relation = relation_in(word for field in _TAGS for word in scalars(card.data.get(field)))
    for words in scalars(card.data.get("base_model")):
        yield Base(_name(words), relation, page.document.path, card.lines.get("base_model"))


def _in_recipe(page: Page) -> Iterator[Base]:
    """The parents of a merge: its own file's, or a card's that names no base at its top."""
    card, path = page.front_matter, page.document.path
    if path.rpartition("/")[2].lower() in MERGE_RECIPES:
        whole = page.document.role is Role.OTHER and len(page.text) <= _MAX_CONFIG
        found = in_recipe(page.text if whole else "")
    elif card is not None and not scalars(card.data.get("base_model")):
        found = in_blocks(page.body)
    else:
        return
    for name, line in found:
        yield Base(name, Relation.MERGE, path, line)


def _in_config(page: Page) -> Iterator[Base]:
    name = page.document.path.rpartition("/")[2]
    if name not in _CONFIGS or page.document.role is not Role.OTHER or len(page.text) > _MAX_CONFIG:
        return
    key, relation = _CONFIGS[name]
    if key not in page.text:
        return
    try:
        config = json.loads(page.text)
    except (ValueError, RecursionError):
        return
    words = config.get(key) if isinstance(config, dict) else None
    if isinstance(words, str) and words.strip():
        yield Base(_name(words), relation, page.document.path, _line(key, page.text))


def _in_header(page: Page) -> Iterator[Base]:
    words = header(page)
    adapter = Relation.ADAPTER if words.get("general.type") == "adapter" else None
    count = words.get("general.base_model.count", "0")
    for number in range(min(int(count) if count.isdigit() else 0, _MOST)):
        key = f"general.base_model.{number}"
        url = words.get(f"{key}.repo_url", "")
        if (link := _HUB_URL.fullmatch(url.strip())) is not None:
            yield Base(link[1], adapter, page.document.path)
        elif name := words.get(f"{key}.name"):
            organization = words.get(f"{key}.organization")
            whole = f"{organization}/{name}" if organization else name
            yield Base(whole.replace(" ", "-"), adapter, page.document.path)
    for key in _SAFETENSORS:
        if key in words:
            yield Base(_name(words[key]), None, page.document.path)


def _name(words: str) -> str:
    """The name on the Hub in an address of it; any other words as they are."""
    words = words.strip()
    link = _HUB_URL.fullmatch(words)
    return (link[1] if link else words).encode("utf-8", "replace").decode()


def _line(key: str, text: str) -> int:
    return text.count("\n", 0, text.index(key)) + 1
