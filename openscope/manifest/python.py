"""The manifests of Python packages: `pyproject.toml`, `setup.cfg` and core metadata.

`setup.py` is a program, and has a file of its own.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from openscope.manifest.value import Manifest, Reader, items, manifest, table
from openscope.regex import regex

# A field with the lines that go on with it. The parser of mails takes ten times as long.
_FIELD = regex(r"^([!-9;-~]+):(.*(?:\n[ \t].*)*)", re.M)


def _pyproject_toml(text: str) -> Manifest | None:
    """The `project` table, else Poetry's own. A table without a name may still state the licence."""
    data = tomllib.loads(text)
    found = None
    for each in (table(data.get("project")), table(table(data.get("tool")).get("poetry"))):
        read = manifest("pypi", None, each.get("name"), each.get("version"), _statement(each))
        if read is not None and (found is None or (found.name is None and read.name)):
            found = read
    return found


def _statement(project: Mapping[str, object]) -> object:
    """PEP 639's expression or the older `{text = …}`; a `{file = …}` is read as the file that it names."""
    license = project.get("license")
    if isinstance(license, dict):
        license = license.get("text")
    return with_classifiers(license, items(project.get("classifiers")))


def _setup_cfg(text: str) -> Manifest | None:
    from configparser import RawConfigParser  # the older form

    parser = RawConfigParser(strict=False)
    parser.read_string(text)
    if not parser.has_section("metadata"):
        return None
    metadata = parser["metadata"]
    name, version = metadata.get("name"), metadata.get("version")
    if version and version.startswith(("attr:", "file:")):
        version = None
    classifiers = (metadata.get("classifiers") or "").splitlines()
    statement = with_classifiers(metadata.get("license"), [line.strip() for line in classifiers])
    return manifest("pypi", None, name, version, statement)


def core_metadata(text: str) -> dict[str, list[str]]:
    """The fields of core metadata, by their names in lower case. A description below them is none."""
    fields: dict[str, list[str]] = defaultdict(list)
    for name, value in _FIELD.findall(text.partition("\n\n")[0]):
        fields[name.lower()].append(value.strip())
    return fields


def _core_metadata(text: str) -> Manifest | None:
    fields = core_metadata(text)
    first = {name: values[0] for name, values in fields.items()}
    license = first.get("license-expression") or first.get("license")
    statement = with_classifiers(license, fields["classifier"])
    return manifest("pypi", None, first.get("name"), first.get("version"), statement)


def with_classifiers(license: object, classifiers: Iterable[object]) -> dict[str, object] | None:
    """The licence field and those classifiers that name a licence; None where there are neither."""
    statement: dict[str, object] = {}
    if license and str(license).strip() != "UNKNOWN":
        statement["license"] = license
    if named := [each for each in classifiers if isinstance(each, str) and each.startswith("License")]:
        statement["classifiers"] = named
    return statement or None


READERS: dict[str, Reader] = {
    "pyproject.toml": _pyproject_toml,
    "setup.cfg": _setup_cfg,
    "metadata": _core_metadata,
    "pkg-info": _core_metadata,
}
