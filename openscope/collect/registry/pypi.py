"""A Python package index: its simple API (PEP 691 as JSON, PEP 503 as HTML), its metadata files (PEP 658)."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from openscope.collect.http import Answer, Http, host, is_address, without_credentials
from openscope.collect.registry import packed
from openscope.collect.registry.base import Artefact, Package
from openscope.frozen import dataclass
from openscope.manifest import Manifest, read_manifest, statements
from openscope.model import SkipCode, Told
from openscope.net import Unanswered

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_SUMS = ("sha256", "sha384", "sha512", "blake2b")
_MAX_FILES = 50_000
# What an index answers to a question that is only PyPI's: "not there", or a page for people.
_NOT_GIVEN = frozenset({SkipCode.NOT_FOUND, SkipCode.MALFORMED, SkipCode.GATED})


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release. `metadata` says whether the index gives out its metadata apart; None: not said."""

    name: str
    url: str
    version: Version
    wheel: bool
    sums: tuple[tuple[str, str], ...] = ()
    yanked: bool = False
    metadata: bool | None = None


class Index:
    """An index by its address, which ends with a slash and may hold credentials."""

    def __init__(self, url: str) -> None:
        self._base = url
        self.url = without_credentials(url)
        self.name = "pypi"

    def told(self, http: Http, package: Package) -> Told:
        """The licence fields of a release: from the metadata of a wheel, else from the index's own JSON,
        else from the metadata inside of one of its files.
        """
        files = self._release(http, package)
        wheels = [file for file in files if file.wheel and file.metadata is not False]
        for file in wheels[:2]:
            try:
                answer = http.get(f"{self._with_credentials(file.url)}.metadata")
            except Unanswered as failure:
                if failure.code is not SkipCode.NOT_FOUND:
                    raise
                continue
            return self._read(answer.text(), f"{without_credentials(file.url)}.metadata")
        if (told := self._from_json(http, package, files[0].version)) is not None:
            return told
        return self._from_inside(http, min(files, key=lambda file: (not file.wheel, file.name)))

    def artefact(self, http: Http, package: Package) -> Artefact:
        """The source distribution of a release, else one of its wheels."""
        files = self._release(http, package)
        file = min(files, key=lambda each: (each.wheel, not each.name.endswith(".tar.gz"), each.name))
        algorithm, digest = next(
            ((name, sum_) for wanted in _SUMS for name, sum_ in file.sums if name == wanted), (None, None)
        )
        return Artefact(
            self._with_credentials(file.url),
            file.name,
            str(file.version),
            algorithm,
            _bytes(digest) if digest else None,
        )

    def _release(self, http: Http, package: Package) -> list[File]:
        """The files of the version that is asked for, or of the latest that is no pre-release."""
        page = urljoin(self._base, f"{canonicalize_name(package.name)}/")
        files = _files(http.get(page, _ACCEPT), canonicalize_name(package.name))
        if not files:
            raise Unanswered(SkipCode.NOT_FOUND, f"{host(self.url)} has no file of it")
        if package.version is None:
            usable = [file for file in files if not file.yanked] or files
            final = [file for file in usable if not file.version.is_prerelease] or usable
            version = max(file.version for file in final)
        else:
            try:
                version = Version(package.version)
            except InvalidVersion as error:
                raise Unanswered(SkipCode.MALFORMED, f"{package.version!r} is no version") from error
        found = [file for file in files if file.version == version]
        if not found:
            raise Unanswered(SkipCode.NOT_FOUND, f"{host(self.url)} has no version {version} of it")
        return sorted(found, key=lambda file: file.name)

    def _from_json(self, http: Http, package: Package, version: Version) -> Told | None:
        """What an index like PyPI itself tells of a release; None where it tells nothing."""
        base = self._base.rstrip("/")
        if not base.endswith("/simple"):
            return None
        page = f"{base.removesuffix('simple')}pypi/{canonicalize_name(package.name)}/{version}/json"
        try:
            info = http.get(page).json()
        except Unanswered as failure:
            if failure.code in _NOT_GIVEN:
                return None
            raise
        info = info.get("info") if isinstance(info, dict) else None
        if not isinstance(info, dict):
            return None
        said = info.get("license_expression") or info.get("license")
        classifiers = info.get("classifiers")
        lines = ["Name: x", f"License: {_line(said)}" if isinstance(said, str) and said else ""]
        if isinstance(classifiers, list):
            lines += [f"Classifier: {_line(each)}" for each in classifiers if isinstance(each, str)]
        return self._read("\n".join(line for line in lines if line), without_credentials(page))

    def _from_inside(self, http: Http, file: File) -> Told:
        answer = http.get(self._with_credentials(file.url), most=packed.MAX_BYTES)
        text = packed.metadata(answer.body, file.name)
        if text is None:
            raise Unanswered(SkipCode.NOT_FOUND, f"{file.name} on {host(self.url)} holds no metadata")
        return self._read(text, without_credentials(file.url))

    def _read(self, text: str, url: str) -> Told:
        manifest = read_manifest(text, "METADATA")
        words = statements(manifest) if isinstance(manifest, Manifest) else []
        problem = None if words else f"its metadata on {host(url)} names no licence"
        return Told(self.name, url, tuple(words), problem=problem)

    def _with_credentials(self, url: str) -> str:
        """The address of a file, with the index's credentials where it is on the index's own host."""
        mine, other = urlsplit(self._base), urlsplit(url)
        if "@" in mine.netloc and (mine.hostname, mine.port, mine.scheme) == (
            other.hostname,
            other.port,
            other.scheme,
        ):
            return other._replace(netloc=mine.netloc).geturl()
        return url


def _files(answer: Answer, name: str) -> list[File]:
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


@dataclass(frozen=True, slots=True)
class _Link:
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


def _bytes(digest: str) -> bytes | None:
    return bytes.fromhex(digest) if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", digest) else None


def _line(words: str) -> str:
    return " ".join(words.split())
