"""The manifests of Python packages: `pyproject.toml`, `setup.cfg` and core metadata.

`setup.py` is a program, and has a file of its own.
"""

import tomllib
from collections.abc import Iterable, Mapping

from openscope.manifest.value import Manifest, Reader, items, manifest, table


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


def _core_metadata(text: str) -> Manifest | None:
    from email.parser import HeaderParser  # slow to load, and few trees hold such a file

    headers = HeaderParser().parsestr(text)
    license = headers.get("License-Expression") or headers.get("License")
    statement = with_classifiers(license, headers.get_all("Classifier", []))
    return manifest("pypi", None, headers.get("Name"), headers.get("Version"), statement)


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
