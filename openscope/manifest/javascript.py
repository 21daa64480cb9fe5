"""The manifest of npm packages: `package.json`."""

import json

from openscope.manifest.value import Manifest, Reader, manifest


def _package_json(text: str) -> Manifest | None:
    """`license` is an expression today; older packages have a mapping, or a list under `licenses`."""
    data = json.loads(text)
    scope, _, name = str(data.get("name") or "").rpartition("/")
    statement = [each for key in ("license", "licenses") if (each := data.get(key))]
    return manifest("npm", scope, name, data.get("version"), statement)


READERS: dict[str, Reader] = {"package.json": _package_json}
