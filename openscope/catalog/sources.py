"""Where the facts are: `rules/` and the licence data, read without importing the heavy tools."""

import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from openscope.catalog.kept import kept

INDEX = "scancode-licensedb-index.json"
_FACTS = ("category", "spdx_license_key", "other_spdx_license_keys", "is_exception", "is_deprecated")
_DASHES = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One licence of the licence data, as its index or its front matter describes it."""

    key: str
    category: str
    spdx: str | None
    others: tuple[str, ...]
    exception: bool
    deprecated: bool


@dataclass(frozen=True, slots=True)
class LicenseData:
    """The licence data as it is installed, and a digest of what was read from it."""

    entries: tuple[Entry, ...]
    digest: str


def rules_directory() -> Path:
    """`openscope/rules` in an installed package, `rules` beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"


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
    package = package_directory("license_expression")
    if package is None:
        raise FileNotFoundError("license-expression is not installed: reinstall openscope")
    raw = (package / "data" / INDEX).read_bytes()
    digest = sha256(raw)
    entries = [_entry(record["license_key"], record) for record in json.loads(raw)]
    known = {entry.key for entry in entries}
    texts = texts_directory()
    if texts is not None:
        names = sorted(name for name in os.listdir(texts) if name.endswith(".LICENSE"))
        for name in names:
            if name.removesuffix(".LICENSE") in known:
                continue
            matter, _ = _split(texts / name)
            digest.update(matter.encode())
            entries.append(_entry(name.removesuffix(".LICENSE"), kept().parse(matter.encode(), _facts)))
    return LicenseData(tuple(entries), digest.hexdigest())


def read_text(key: str) -> str | None:
    """The text of a licence of the licence data, or None where it has none or is not installed."""
    path = _path(key)
    return _split(path)[1].strip() or None if path is not None else None


def read_name(key: str) -> str | None:
    """The full name of a licence of the licence data."""
    path = _path(key)
    return str(_front_matter(_split(path)[0])["name"]) if path is not None else None


def _path(key: str) -> Path | None:
    texts = texts_directory()
    if texts is None or os.sep in key:
        return None
    path = texts / f"{key}.LICENSE"
    return path if path.is_file() else None


def _entry(key: str, record: dict[str, Any]) -> Entry:
    return Entry(
        key=key,
        category=record["category"],
        spdx=record.get("spdx_license_key"),
        others=tuple(record.get("other_spdx_license_keys") or ()),
        exception=bool(record.get("is_exception")),
        deprecated=bool(record.get("is_deprecated")),
    )


def _facts(matter: str) -> dict[str, Any]:
    """What an entry needs of a licence's front matter."""
    record = _front_matter(matter)
    return {name: record.get(name) for name in _FACTS}


def _split(path: Path) -> tuple[str, str]:
    """Front matter and text of a `.LICENSE` file. Some have no text, and end at the second line of dashes."""
    _, matter, text = _DASHES.split(path.read_text(encoding="utf-8"), maxsplit=2)
    return matter, text


def _front_matter(matter: str) -> dict[str, Any]:
    import yaml  # only the few newest licences need it

    record: dict[str, Any] = yaml.load(matter, Loader=yaml.CSafeLoader)
    return record
