"""Package URLs of dependencies, after the types of the package-url specification."""

import re
from functools import lru_cache

from packageurl import PackageURL

from openscope.collect.paths import printable
from openscope.model import Origin
from openscope.regex import regex

_QUALIFIER = {Origin.GIT: "vcs_url", Origin.URL: "download_url"}
_PYTHON_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


def package_url(
    type_: str, name: str, version: str | None, origin: Origin = Origin.REGISTRY, url: str | None = None
) -> str | None:
    """Returns the package URL of a package by the name that its ecosystem gives it; None for no name.

    What comes from git or from one file is another package than the registry's of the same name:
    its place is a qualifier.
    """
    namespace, title = _split(type_, name.strip())
    if not title or (type_ == "pypi" and not _PYTHON_NAME.fullmatch(title)):
        return None
    qualifiers = {_QUALIFIER[origin]: printable(url)} if url and origin in _QUALIFIER else {}
    try:
        return PackageURL(
            type_,
            namespace and printable(namespace),
            printable(title),
            (version and printable(version)) or None,
            qualifiers,
        ).to_string()
    except ValueError:
        return None


def type_of(purl: str) -> str:
    """Returns the type of a package URL in its canonical form: "npm"."""
    return purl.removeprefix("pkg:").partition("/")[0]


def _split(type_: str, name: str) -> tuple[str | None, str]:
    if type_ == "pypi":
        return None, canonical(name)
    if type_ == "maven":
        group, _, artifact = name.partition(":")
        return group, artifact
    if type_ in {"npm", "golang", "composer", "jsr"}:
        namespace, _, title = name.rpartition("/")
        return namespace or None, title
    return None, name


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """Returns the one spelling of a Python package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()
