"""The one adapter of packagedcode, ScanCode's parsers, for what is awkward to read.

Each is imported at the first manifest of its kind. They open files in their own way, in the locale's
encoding, and look at the neighbours (`pom.properties` may be a pipe that blocks for ever), so each
gets a copy of the one file, in UTF-8, in a directory of its own.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from openscope.manifest.value import Manifest, Reader, manifest


def _read(name: str, module: str, class_name: str, text: str) -> Manifest | None:
    """Lets packagedcode read a copy of the manifest, under the name that it expects."""
    if name == "pubspec.yaml":
        _refuse_aliases(text)
    with tempfile.TemporaryDirectory(prefix="openscope-") as directory:
        copy = Path(directory, name)
        copy.write_text(text, encoding="utf-8", newline="")
        handler = getattr(_packagedcode(module), class_name)
        parse: Callable[..., Iterable[Any]] = handler.parse
        found: Manifest | None = None
        for data in parse(str(copy), package_only=True):
            # packagedcode says `dart`, package URLs say `pub`.
            type_ = "pub" if data.type in {"dart", "pubspec"} else data.type
            read = manifest(type_, data.namespace, data.name, data.version, data.extracted_license_statement)
            if read is not None and (found is None or (found.name is None and read.name)):
                found = read
    return found


@cache
def _packagedcode(module: str) -> ModuleType:
    """A module of packagedcode, without what loading it leaves behind: an empty directory for temporary files
    that these parsers do not use, and warnings of its own on stderr.
    """
    import logging  # loaded with it

    loaded = import_module(f"packagedcode.{module}")
    with suppress(OSError):
        os.rmdir(import_module("scancode_config").scancode_temp_dir)
    logging.getLogger("pymaven").setLevel(logging.CRITICAL)
    return loaded


def _refuse_aliases(text: str) -> None:
    """Raises ValueError if the YAML has aliases: the parser would unfold ten lines of them into gigabytes."""
    import yaml  # few manifests are written in it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
        raise ValueError("YAML aliases")


READERS: dict[str, Reader] = {
    "pom.xml": partial(_read, "pom.xml", "maven", "MavenPomXmlHandler"),
    ".pom": partial(_read, "pom.xml", "maven", "MavenPomXmlHandler"),
    ".nuspec": partial(_read, "copy.nuspec", "nuget", "NugetNuspecHandler"),
    "pubspec.yaml": partial(_read, "pubspec.yaml", "pubspec", "DartPubspecYamlHandler"),
}
