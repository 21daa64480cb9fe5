"""What the Hub tells of a repository, written as the front matter of a card that cannot be read."""

import json
from collections.abc import Mapping

from openscope.model import Published

_FROM_TAGS = {"license": "license", "dataset": "datasets"}


def text(published: Published) -> str:
    """A card without a body: the front matter as the Hub gives it, or what its tags say; "" for neither.

    Each value stands on one line as JSON, which YAML takes.
    """
    data = published.card or _from_tags(published)
    if not data:
        return ""
    lines = [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, default=str)}"
        for key, value in data.items()
    ]
    return "\n".join(("---", *lines, "---", ""))


def _from_tags(published: Published) -> Mapping[str, object]:
    """`license:mit` and `dataset:org/name` are the Hub's own tags; `base_model` may name a relation too."""
    found: dict[str, list[str]] = {}
    for tag in published.tags:
        word, colon, value = tag.partition(":")
        if colon and word in _FROM_TAGS:
            found.setdefault(_FROM_TAGS[word], []).append(value)
    if published.bases:
        found["base_model"] = [base.name for base in published.bases]
    data: dict[str, object] = {**found}
    if len(found.get("license", ())) == 1:
        data["license"] = found["license"][0]
    return data
