"""A Python package index: its simple API (PEP 691 as JSON, PEP 503 as HTML), its metadata files (PEP 658)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from openscope.collect.dependencies.purl import canonical
from openscope.collect.http import Http, host, without_credentials
from openscope.collect.registry.base import Artefact, Package
from openscope.manifest import Manifest, read_manifest, statements
from openscope.model import Download, SkipCode, Told
from openscope.net import Unanswered
from openscope.regex import regex

if TYPE_CHECKING:
    from packaging.version import Version

    from openscope.collect.registry.found import Packed
    from openscope.collect.registry.simple import File

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_HEX = regex(r"(?:[0-9a-fA-F]{2})+")
# Nightly releases for every platform make a page of twenty megabytes.
_MAX_PAGE = 64 * 1024 * 1024
_SUMS = ("sha256", "sha384", "sha512", "blake2b")
# What an index answers to a question that is only PyPI's: "not there", or a page for people.
_NOT_GIVEN = frozenset({SkipCode.NOT_FOUND, SkipCode.MALFORMED, SkipCode.GATED})


class Index:
    """An index by its address, which ends with a slash and may hold credentials."""

    def __init__(self, url: str) -> None:
        self._base = url
        self.url = without_credentials(url)
        self.name = "pypi"
        self._seen: dict[str, Packed] = {}

    def told(self, http: Http, package: Package) -> Told:
        """The licence fields of a release: from the metadata of a wheel, else from the index's own JSON,
        else from the metadata inside of one of its files.
        """
        files = self._release(http, package)
        return replace(self._said(http, package, files), downloads=_downloads(files))

    def _said(self, http: Http, package: Package, files: "Sequence[File]") -> Told:
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
        return self._from_inside(http, _downloads(files)[0])

    def look(self, http: Http, download: Download) -> "Packed":
        """What a file of the index holds that speaks of its licence."""
        from openscope.collect.registry import packed

        # Its metadata may have been looked for in it just before.
        seen = self._seen.pop(download.url, None)
        return seen or packed.look(http, download, self._with_credentials(download.url))

    def artefact(self, http: Http, package: Package) -> Artefact:
        """The source distribution of a release, else one of its wheels."""
        files = self._release(http, package)
        file = min(files, key=lambda each: (each.wheel, not each.name.endswith(".tar.gz"), each.name))
        algorithm, digest = _sum(file)
        return Artefact(
            self._with_credentials(file.url),
            file.name,
            str(file.version),
            algorithm,
            bytes.fromhex(digest) if digest else None,
        )

    def _release(self, http: Http, package: Package) -> "list[File]":
        """The files of the version that is asked for, or of the latest that is no pre-release."""
        # Most runs only ask for the address of the index, and find its answers among those that are kept.
        from packaging.version import InvalidVersion, Version

        from openscope.collect.registry.simple import files_of

        name = canonical(package.name)
        files = files_of(http.get(urljoin(self._base, f"{name}/"), _ACCEPT, _MAX_PAGE), name)
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

    def _from_json(self, http: Http, package: Package, version: "Version") -> Told | None:
        """What an index like PyPI itself tells of a release; None where it tells nothing."""
        base = self._base.rstrip("/")
        if not base.endswith("/simple"):
            return None
        page = f"{base.removesuffix('simple')}pypi/{canonical(package.name)}/{version}/json"
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

    def _from_inside(self, http: Http, download: Download) -> Told:
        found = self.look(http, download)
        if found.metadata is None:
            raise Unanswered(SkipCode.NOT_FOUND, f"{download.name} on {host(self.url)} holds no metadata")
        self._seen[download.url] = found
        return self._read(found.metadata, download.url)

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


def _downloads(files: "Sequence[File]") -> tuple[Download, ...]:
    """Where licence texts are looked for: in the first wheel, then in the source distribution."""
    wheels = [file for file in files if file.wheel]
    sources = sorted(
        (file for file in files if not file.wheel), key=lambda each: not each.name.endswith(".tar.gz")
    )
    chosen = (*wheels[:1], *sources[:1])
    return tuple(Download(each.name, without_credentials(each.url), *_sum(each)) for each in chosen)


def _sum(file: "File") -> tuple[str | None, str | None]:
    """The sum of a file that tells most, with its algorithm; what is no sum at all counts as none."""
    found = ((name, sum_) for wanted in _SUMS for name, sum_ in file.sums if name == wanted)
    algorithm, digest = next(found, (None, ""))
    return (algorithm, digest.lower()) if _HEX.fullmatch(digest) else (None, None)


def _line(words: str) -> str:
    return " ".join(words.split())
