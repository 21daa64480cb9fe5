"""An npm registry: `GET /name/version`, or the whole package document where a registry has no such page."""

import base64
import binascii
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from msgspec.structs import replace

from openscope.collect.http import Http, host, is_address, without_credentials
from openscope.collect.registry.base import Artefact, Package
from openscope.manifest import Manifest, read_manifest, statements
from openscope.model import Download, SkipCode, Told
from openscope.net import Unanswered

if TYPE_CHECKING:
    from openscope.collect.registry.found import Packed

_LATEST = "latest"
_STRONGEST = ("sha512", "sha384", "sha256", "sha1")


class Registry:
    """A registry by its address, which ends with a slash and may hold credentials."""

    def __init__(self, url: str) -> None:
        self._base = url
        self.url = without_credentials(url)
        self.name = "npm"

    def told(self, http: Http, package: Package) -> Told:
        """The licence fields of a version's `package.json`."""
        version = self._version(http, package)
        url = without_credentials(self._page(package, str(version.get("version") or package.version)))
        fields = {
            name: version[name] for name in ("name", "version", "license", "licenses") if name in version
        }
        manifest = read_manifest(json.dumps(fields), "package.json")
        words = statements(manifest) if isinstance(manifest, Manifest) else []
        problem = None if words else f"its package.json on {host(url)} names no licence"
        files = _downloads(self.url, version)
        downloads = tuple(replace(each, url=without_credentials(each.url)) for each in files)
        return Told(self.name, url, tuple(words), len(words) > 1, problem, downloads)

    def look(self, http: Http, download: Download) -> "Packed":
        """What a tarball holds that speaks of its licence."""
        from openscope.collect.registry import packed

        return packed.look(http, download, download.url)

    def artefact(self, http: Http, package: Package) -> Artefact:
        """The tarball of a version."""
        version = self._version(http, package)
        number = version.get("version")
        downloads = _downloads(self.url, version)
        if not downloads or not isinstance(number, str):
            raise Unanswered(SkipCode.MALFORMED, f"{host(self.url)} names no tarball of it")
        (file,) = downloads
        digest = bytes.fromhex(file.digest) if file.digest else None
        return Artefact(file.url, file.name, number, file.algorithm, digest)

    def _version(self, http: Http, package: Package) -> dict[str, Any]:
        wanted = package.version or _LATEST
        try:
            found = http.get(self._page(package, wanted)).json()
        except Unanswered as failure:
            if failure.code is not SkipCode.NOT_FOUND:
                raise
            found = self._from_document(http, package, wanted)
        if not isinstance(found, dict):
            raise Unanswered(SkipCode.MALFORMED, f"{host(self.url)} answered something else than a version")
        return found

    def _from_document(self, http: Http, package: Package, wanted: str) -> object:
        document = http.get(self._page(package)).json()
        document = document if isinstance(document, dict) else {}
        tags, versions = document.get("dist-tags"), document.get("versions")
        number = tags.get(wanted, wanted) if isinstance(tags, dict) else wanted
        if not isinstance(versions, dict) or not isinstance(number, str) or number not in versions:
            raise Unanswered(SkipCode.NOT_FOUND, f"{host(self.url)} has no version {wanted} of it")
        return versions[number]

    def _page(self, package: Package, version: str | None = None) -> str:
        """The address of a package or a version. The slash of a scoped name is escaped, its "@" is not."""
        page = self._base + quote(package.name, safe="@")
        return page if version is None else f"{page}/{quote(version, safe='')}"


def _downloads(base: str, version: dict[str, Any]) -> tuple[Download, ...]:
    """The tarball of a version; none where it names none."""
    dist = version.get("dist")
    tarball = dist.get("tarball") if isinstance(dist, dict) else None
    if not isinstance(dist, dict) or not isinstance(tarball, str):
        return ()
    url = urljoin(base, tarball)
    if not is_address(url):
        return ()
    algorithm, digest = _sum(dist)
    name = urlsplit(url).path.rpartition("/")[2]
    name = name if name.endswith((".tgz", ".tar.gz")) else "package.tgz"
    return (Download(name, url, algorithm, digest.hex() if digest else None),)


def _sum(dist: dict[str, Any]) -> tuple[str | None, bytes | None]:
    """The strongest sum that a version has: `integrity` as of Subresource Integrity, else `shasum`."""
    integrity = dist.get("integrity")
    found: dict[str, bytes] = {}
    for word in integrity.split() if isinstance(integrity, str) else ():
        algorithm, _, digest = word.partition("?")[0].partition("-")
        try:
            found.setdefault(algorithm, base64.b64decode(digest, validate=True))
        except (binascii.Error, ValueError):
            continue
    shasum = dist.get("shasum")
    if isinstance(shasum, str):
        with suppress(ValueError):
            found.setdefault("sha1", bytes.fromhex(shasum))
    best = next((name for name in _STRONGEST if name in found), None)
    return (best, found[best]) if best else (None, None)
