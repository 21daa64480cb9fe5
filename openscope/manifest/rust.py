"""The manifest of Rust crates: `Cargo.toml`."""

import tomllib

from openscope.manifest.value import Manifest, Reader, manifest, table


def _cargo_toml(text: str) -> Manifest | None:
    """A field that a workspace member inherits (`license.workspace = true`) says nothing here."""
    package = table(tomllib.loads(text).get("package"))
    own = {
        key: value for key, value in package.items() if not (isinstance(value, dict) and "workspace" in value)
    }
    return manifest("cargo", None, own.get("name"), own.get("version"), own.get("license"))


READERS: dict[str, Reader] = {"cargo.toml": _cargo_toml}
