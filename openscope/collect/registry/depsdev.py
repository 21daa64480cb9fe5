"""deps.dev, which knows the packages of several registries: https://docs.deps.dev/api/v3/."""

import os
from typing import Any
from urllib.parse import quote

from openscope.collect.http import Http, host, is_address
from openscope.collect.registry.base import Package
from openscope.model import SkipCode, Told
from openscope.net import Unanswered

ADDRESS = "https://api.deps.dev/v3/"
SYSTEMS = {"cargo": "cargo", "golang": "go", "maven": "maven", "nuget": "nuget", "gem": "rubygems"}
"""The systems of deps.dev by the types of package URLs."""

_NON_STANDARD = "non-standard"


def address() -> str:
    """`OPENSCOPE_DEPS_DEV`, the address of a mirror that answers alike, or the service itself."""
    own = os.environ.get("OPENSCOPE_DEPS_DEV", "")
    return own.rstrip("/") + "/" if is_address(own) else ADDRESS


class DepsDev:
    """The service at an address that ends with a slash."""

    def __init__(self, url: str = ADDRESS) -> None:
        self.url = url
        self.name = "deps.dev"

    def told(self, http: Http, package: Package) -> Told:
        """The licences of a version, by the service's own reading of the package's metadata."""
        version = package.version or self._default(http, package)
        url = f"{self._page(package)}/versions/{quote(_version(package.type, version), safe='')}"
        answer = http.get(url).json()
        licenses = answer.get("licenses") if isinstance(answer, dict) else None
        words = (
            [each for each in licenses or () if isinstance(each, str)] if isinstance(licenses, list) else []
        )
        if not words:
            return Told(self.name, url, problem=f"{host(url)} knows no licence of it")
        if all(each == _NON_STANDARD for each in words):
            return Told(self.name, url, problem=f"{host(url)} finds a licence that has no SPDX id")
        return Told(self.name, url, tuple(words))

    def _default(self, http: Http, package: Package) -> str:
        answer: Any = http.get(self._page(package)).json()
        versions = answer.get("versions") if isinstance(answer, dict) else None
        for each in versions if isinstance(versions, list) else ():
            key = each.get("versionKey") if isinstance(each, dict) and each.get("isDefault") else None
            if isinstance(key, dict) and isinstance(key.get("version"), str):
                return str(key["version"])
        raise Unanswered(SkipCode.NOT_FOUND, f"{host(self.url)} knows no latest version of it")

    def _page(self, package: Package) -> str:
        return f"{self.url}systems/{SYSTEMS[package.type]}/packages/{quote(package.name, safe='')}"


def _version(type_: str, version: str) -> str:
    """A version as deps.dev spells it: a Go module's starts with "v"."""
    return f"v{version}" if type_ == "golang" and not version.startswith("v") else version
