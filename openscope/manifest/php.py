"""The manifest of Composer packages: `composer.json`."""

import json

from openscope.manifest.value import Manifest, Reader, manifest


def _composer_json(text: str) -> Manifest | None:
    """`license` is an expression, or a list of which one may be chosen."""
    data = json.loads(text)
    vendor, _, name = str(data.get("name") or "").rpartition("/")
    return manifest("composer", vendor, name, data.get("version"), data.get("license"))


READERS: dict[str, Reader] = {"composer.json": _composer_json}
