"""Models and datasets of the Hugging Face Hub: how a directory shows that it is one, and its name.

Package URLs have a type for the Hub, `pkg:huggingface/org/name@revision`, meant for models.
Datasets and Spaces have the same with a qualifier, `?repository_type=dataset` or `=space`, since
they may bear the name of a model.
"""

import json
import os
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from packageurl import PackageURL

from openscope.model import Skipped
from openscope.regex import regex
from openscope.textfile import Limits, decode, read_bytes, read_head

if TYPE_CHECKING:
    from openscope.frontmatter import FrontMatter


class Type(StrEnum):
    """The three kinds of repository on the Hub."""

    MODEL = "model"
    DATASET = "dataset"
    SPACE = "space"


class Repository(Struct, frozen=True):
    """A repository on the Hub. `revision` is a full commit id, or None where it is not known."""

    type: Type
    name: str
    revision: str | None = None

    @property
    def purl(self) -> str:
        """Its package URL."""
        namespace, _, name = self.name.rpartition("/")
        qualifiers = {} if self.type is Type.MODEL else {"repository_type": self.type.value}
        return PackageURL("huggingface", namespace or None, name, self.revision, qualifiers).to_string()


# ── names of directories ─────────────────────────────────────────────────────────────────────

_CACHED = regex(r"(model|dataset|space)s--(?:([A-Za-z0-9][\w.-]*?)--)?([A-Za-z0-9][\w.-]*)", re.ASCII)
_FLAT = regex(r"([A-Za-z0-9](?:[\w.-]*?[A-Za-z0-9.-])??)__([A-Za-z0-9][\w.-]*)", re.ASCII)
_REVISION = regex(r"[0-9a-f]{40}")


def from_cache(directory: str) -> Repository | None:
    """Returns the repository that a snapshot directory of the Hub's cache belongs to."""
    parts = directory.split(os.sep)
    if len(parts) < 3 or parts[-2] != "snapshots" or (found := _CACHED.fullmatch(parts[-3])) is None:
        return None
    revision = parts[-1] if _REVISION.fullmatch(parts[-1]) else None
    return Repository(Type(found[1]), f"{found[2]}/{found[3]}" if found[2] else found[3], revision)


def from_name(name: str, type_: Type) -> Repository | None:
    """Returns the repository that a directory `org__name`, known to be a model or dataset, is named after."""
    if (cached := _CACHED.fullmatch(name)) is not None:
        return Repository(Type(cached[1]), f"{cached[2]}/{cached[3]}" if cached[2] else cached[3])
    found = _FLAT.fullmatch(name)
    return None if found is None else Repository(type_, f"{found[1]}/{found[2]}")


# ── cards ────────────────────────────────────────────────────────────────────────────────────

_MODEL = frozenset(
    {
        *("pipeline_tag", "library_name", "base_model", "base_model_relation", "model-index", "model_index"),
        *(
            "widget",
            "inference",
            "co2_eq_emissions",
            "license_name",
            "license_link",
            "new_version",
            "adapters",
        ),
        *("quantized_by", "model_name", "model_creator", "model_type", "instance_prompt", "eval_results"),
    }
)
_DATASET = frozenset(
    {
        *(
            "task_categories",
            "task_ids",
            "dataset_info",
            "size_categories",
            "annotations_creators",
            "configs",
        ),
        *("language_creators", "source_datasets", "multilinguality", "pretty_name", "language_bcp47"),
    }
)
_EITHER = frozenset({"license", "licence", "licenses", "language", "languages", "metrics", "datasets"})
_WEAK = frozenset({"tags", "thumbnail"})
_PAGE = frozenset({"layout", "permalink", "slug", "nav_order", "hide_table_of_contents"})
_MAYBE_PAGE = frozenset(
    {"title", "date", "author", "authors", "categories", "draft", "description", "weight", "parent", "toc"}
)
_SPACE_SDKS = frozenset({"gradio", "streamlit", "docker", "static"})


def card_type(front_matter: "FrontMatter") -> Type | None:
    """Returns what the card is of, by the keys of its front matter. None for the page of a website.

    Jekyll and Docusaurus pages have tags, languages and licences too: beside a key that only such
    pages have, only a key that is the Hub's alone makes a card.
    """
    data = front_matter.data
    keys = data.keys()
    if data.get("sdk") in _SPACE_SDKS or keys >= {"sdk", "app_file"}:
        return Type.SPACE
    if hub := keys & _MODEL:
        only_terms = hub <= {"license_name", "license_link"}
        return Type.DATASET if only_terms and _is_dataset(data) else Type.MODEL
    if _is_dataset(data):
        return Type.DATASET
    if any(key.startswith("extra_gated_") for key in keys):
        return Type.MODEL
    if not keys.isdisjoint(_PAGE) or any(key.startswith("sidebar_") for key in keys):
        return None
    if not keys.isdisjoint(_EITHER):
        return Type.MODEL
    return Type.MODEL if not keys.isdisjoint(_WEAK) and keys.isdisjoint(_MAYBE_PAGE) else None


def _is_dataset(data: Mapping[str, object]) -> bool:
    keys = data.keys() & _DATASET
    if keys != {"configs"}:
        return bool(keys)
    configs = data["configs"]
    listed = configs if isinstance(configs, list) else []
    return any("data_files" in each for each in listed if isinstance(each, dict))


def read_card(location: str, limits: Limits) -> "FrontMatter | None":
    """Returns the front matter of a README, if it has one."""
    head = read_head(location, "", 4096)
    if isinstance(head, Skipped) or not (decode(head) or "").lstrip().startswith("---"):
        return None
    from openscope.frontmatter import split  # few READMEs have any

    # A block that is too large to be read is still a block, as long as its end is seen.
    head = read_head(location, "", limits.max_file_bytes)
    text = None if isinstance(head, Skipped) else decode(head)
    return None if text is None else split(text, limits.max_front_matter_bytes)


_MOST_LINKS, _LONGEST_LINK = 10, 500
_OWN_FILE = regex(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(.+?)/(?:blob|resolve|raw)/[^/]+/(.+)", re.I
)


def linked_terms(card: Mapping[str, object], name: str | None) -> frozenset[str]:
    """Returns the files of the repository itself, "org/name", that a card's `license_link` leads to."""
    value = card.get("license_link")
    links = value if isinstance(value, list | tuple) else [value]
    found = set()
    for link in links[:_MOST_LINKS]:
        if not isinstance(link, str) or len(link) > _LONGEST_LINK:
            continue
        path = re.split(r"[?#]", link.strip())[0]
        own = _OWN_FILE.fullmatch(path)
        if own is not None and name is not None and own[1].lower() == name.lower():
            path = own[2]
        path = path.removeprefix("./")
        parts = path.split("/")
        if "://" not in path and "\\" not in path and not any(part in ("", ".", "..") for part in parts):
            found.add(path)
    return frozenset(found)


def model_name(front_matter: "FrontMatter | None") -> str | None:
    """Returns the name in the `model-index` of a card."""
    index = front_matter.data.get("model-index") if front_matter else None
    first = index[0] if isinstance(index, list) and index else None
    name = first.get("name") if isinstance(first, dict) else None
    return name.strip() if isinstance(name, str) and name.strip() else None


# ── configurations ───────────────────────────────────────────────────────────────────────────

_MAX_CONFIG_BYTES = 1024 * 1024
_TELLING = ("adapter_config.json", "model_index.json")


def has_model_config(files: Mapping[str, str]) -> bool:
    """Whether one of the files, given by name and location, is the configuration of a model."""
    if tells_its_base(files):
        return True
    return "config.json" in files and _is_model_config(files["config.json"])


def tells_its_base(files: Mapping[str, str]) -> bool:
    """Whether one of the files is the configuration of an adapter or pipeline, with what it was made from."""
    return any(name in files for name in _TELLING)


def _is_model_config(location: str) -> bool:
    data = read_bytes(location, "", _MAX_CONFIG_BYTES)
    if isinstance(data, Skipped) or not (b'"model_type"' in data or b'"architectures"' in data):
        return False
    try:
        config = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(config, dict) and ("model_type" in config or "architectures" in config)
