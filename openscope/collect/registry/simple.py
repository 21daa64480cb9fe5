"""The files of a Python project as an index lists them: as JSON (PEP 691) or as a page of links (PEP 503)."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from openscope.collect.http import Answer, is_address

_MAX_FILES = 50_000


class File(Struct, frozen=True):
    """A file of a release. `metadata` says whether the index gives out its metadata apart; None: not said."""

    name: str
    url: str
    version: Version
    wheel: bool
    sums: tuple[tuple[str, str], ...] = ()
    yanked: bool = False
    metadata: bool | None = None


def files_of(answer: Answer, name: str) -> list[File]:
    """The files that a project's page lists, of either form."""
    if "json" in answer.type:
        value = answer.json()
        listed = value.get("files") if isinstance(value, dict) else None
        tables = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        found = [_from_table(each, answer.url) for each in tables[:_MAX_FILES]]
    else:
        page = _Page(answer.url)
        page.feed(answer.text())
        found = page.files
    return [file for each in found if each and (file := _named(each, name))]


class _Link(Struct, frozen=True):
    name: str
    url: str
    sums: tuple[tuple[str, str], ...]
    yanked: bool
    metadata: bool | None


def _from_table(file: dict[str, Any], page: str) -> _Link | None:
    name, url, sums = file.get("filename"), file.get("url"), file.get("hashes")
    if not isinstance(name, str) or not isinstance(url, str):
        return None
    known = tuple((k, v) for k, v in sums.items() if isinstance(v, str)) if isinstance(sums, dict) else ()
    metadata = file.get("core-metadata", file.get("dist-info-metadata"))
    return _Link(
        name,
        urljoin(page, url),
        known,
        bool(file.get("yanked")),
        None if metadata is None else bool(metadata),
    )


class _Page(HTMLParser):
    """The links of a page of PEP 503."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.files: list[_Link | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes the address and the sum of a link. Where nothing is said of metadata, it may be there."""
        values = dict(attrs)
        href = values.get("href")
        if tag != "a" or not href or len(self.files) >= _MAX_FILES:
            return
        url, _, fragment = urljoin(self.url, href).partition("#")
        algorithm, equals, digest = fragment.partition("=")
        name = unquote(urlsplit(url).path.rpartition("/")[2])
        sums = ((algorithm, digest),) if equals else ()
        self.files.append(_Link(name, url, sums, "data-yanked" in values, None))


def _named(link: _Link, name: str) -> File | None:
    """A link whose name is that of a file of the project, with its version."""
    if not is_address(link.url):
        return None
    wheel = link.name.endswith(".whl")
    try:
        if wheel:
            title, version, _, _ = parse_wheel_filename(link.name)
        else:
            title, version = parse_sdist_filename(link.name)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion, ValueError):
        return None
    if title != name:
        return None
    return File(link.name, link.url, version, wheel, link.sums, link.yanked, link.metadata)
