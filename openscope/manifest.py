"""Package manifests: who a package says it is, and which licence it says it has.

The one adapter of packagedcode, ScanCode's parsers, which never run what they read. Each is
imported at the first manifest of its kind. They open files in their own way, in the locale's
encoding, and look at the neighbours (`pom.properties` may be a pipe that blocks for ever), so each
gets a copy of the one file, in UTF-8, in a directory of its own.
"""

import email.parser
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from packageurl import PackageURL

from openscope.model import SkipCode, Skipped
from openscope.names import is_manifest, manifest_rank
from openscope.textfile import decode, read_bytes

__all__ = ["Manifest", "is_manifest", "parse_manifest"]

MAX_BYTES = 1024 * 1024

# Manifest → the module and the classes that may understand it, the likeliest first.
_HANDLERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pyproject.toml": ("packagedcode.pypi", ("PyprojectTomlHandler", "PoetryPyprojectTomlHandler")),
    "setup.cfg": ("packagedcode.pypi", ("SetupCfgHandler",)),
    "setup.py": ("packagedcode.pypi", ("PythonSetupPyHandler",)),
    "package.json": ("packagedcode.npm", ("NpmPackageJsonHandler",)),
    "cargo.toml": ("packagedcode.cargo", ("CargoTomlHandler",)),
    "composer.json": ("packagedcode.phpcomposer", ("PhpComposerJsonHandler",)),
    "pom.xml": ("packagedcode.maven", ("MavenPomXmlHandler",)),
    "go.mod": ("packagedcode.golang", ("GoModHandler",)),
    "nuspec": ("packagedcode.nuget", ("NugetNuspecHandler",)),
    "pubspec.yaml": ("packagedcode.pubspec", ("DartPubspecYamlHandler",)),
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says. `license_statement` is as packagedcode extracts it: a word, a list, or
    a mapping written as YAML. `type` is the package URL's; `purl` is None without a name.
    """

    type: str
    namespace: str | None
    name: str | None
    version: str | None
    purl: str | None
    license_statement: object


def parse_manifest(path: Path, name: str) -> Manifest | Skipped | None:
    """Reads a manifest. None if it is no manifest, or one that says nothing of a package.

    `name` is what the file is called in the tree, with or without directories; `path` is where its
    bytes lie, which may be under another name.
    """
    directory, _, file_name = name.rpartition("/")
    kind = file_name.lower()
    if manifest_rank(kind, directory.rpartition("/")[2] or path.parent.name) is None:
        return None
    data = read_bytes(path, name, MAX_BYTES)
    if isinstance(data, Skipped):
        return data
    text = decode(data)
    if text is None:
        return Skipped(name, SkipCode.BINARY, "binary content")
    try:
        if kind in {"metadata", "pkg-info"}:
            return _core_metadata(text)
        if kind.endswith(".gemspec"):
            return _gemspec(text)
        return _packagedcode(kind, text)
    except (Exception, RecursionError) as error:
        # Third-party parsers raise anything on anything.
        return Skipped(name, SkipCode.MALFORMED, f"not a readable manifest: {_explanation(error)}")


def _core_metadata(text: str) -> Manifest | None:
    """Reads Python's core metadata. By hand, because packagedcode does not know `License-Expression`."""
    headers = email.parser.HeaderParser().parsestr(text)
    license = headers.get("License-Expression") or headers.get("License")
    statement: dict[str, object] = {}
    if license and license.strip() != "UNKNOWN":
        statement["license"] = license
    if classifiers := [each for each in headers.get_all("Classifier", []) if each.startswith("License")]:
        statement["classifiers"] = classifiers
    return _manifest("pypi", None, headers.get("Name"), headers.get("Version"), statement or None)


_GEM_FIELD = re.compile(r"\s*\w{1,40}\.(name|version|licenses?)\s*=\s*(.{1,500})")
_RUBY_WORDS = re.compile(r"""%w[\[({]([^\])}]*)[\])}]|"([^"]*)"|'([^']*)'""")


def _gemspec(text: str) -> Manifest | None:
    """Reads the plain assignments of a gemspec. By hand, because packagedcode does not know `licenses`
    and fails where no author is named.
    """
    fields: dict[str, list[str]] = {}
    for line in text.split("\n"):
        if (found := _GEM_FIELD.match(line)) is not None:
            words = [
                word for each in _RUBY_WORDS.findall(found[2]) for word in each[0].split() or each[1:] if word
            ]
            fields.setdefault(found[1].removesuffix("s"), words)
    name, version = (next(iter(fields.get(field, ())), None) for field in ("name", "version"))
    return _manifest("gem", None, name, version, fields.get("license"))


def _packagedcode(kind: str, text: str) -> Manifest | None:
    """Lets packagedcode read a copy of the manifest."""
    extension = kind.rpartition(".")[2]
    table_name = kind if kind in _HANDLERS else extension
    if table_name == "pubspec.yaml":
        _refuse_aliases(text)
    module, classes = _HANDLERS[table_name]
    found: Manifest | None = None
    with tempfile.TemporaryDirectory(prefix="openscope-") as directory:
        copy = Path(directory, f"copy.{extension}" if table_name == extension else _canonical(table_name))
        copy.write_text(text, encoding="utf-8", newline="")
        for class_name in classes:
            parse: Callable[..., Iterable[Any]] = getattr(import_module(module), class_name).parse
            for data in parse(str(copy), package_only=True):
                statement = data.extracted_license_statement
                if statement is None and table_name == "setup.cfg" and not data.name:
                    continue
                # packagedcode says `dart`, package URLs say `pub`.
                type_ = "pub" if data.type in {"dart", "pubspec"} else data.type
                manifest = _manifest(type_, data.namespace, data.name, data.version, statement)
                if manifest is not None and (found is None or (found.name is None and manifest.name)):
                    found = manifest
            if found is not None and found.name:
                break
    return found


def _manifest(
    type_: str, namespace: object, name: object, version: object, statement: object
) -> Manifest | None:
    """Makes a manifest of what a parser found, which need not be of the right types."""
    words = [word.strip() if isinstance(word, str) else "" for word in (namespace, name, version)]
    space, title, release = (word or None for word in words)
    if title is None and not statement:
        return None
    purl = PackageURL(type_, space, title, release).to_string() if title else None
    return Manifest(type_, space, title, release, purl, statement)


def _canonical(name: str) -> str:
    """The spelling of a manifest's name that its tools expect."""
    return "Cargo.toml" if name == "cargo.toml" else name


def _refuse_aliases(text: str) -> None:
    """Raises ValueError if the YAML has aliases: the parser would unfold ten lines of them into gigabytes."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
        raise ValueError("YAML aliases")


def _explanation(error: BaseException) -> str:
    """A parser's own words where it says what it met and where; else the error is about its insides."""
    about_text = type(error).__name__.endswith(("DecodeError", "ParseError", "SyntaxError", "ParserError"))
    lines = str(error).strip().splitlines()
    return lines[0][:200] if about_text and lines else "its structure is not the one that its name promises"
