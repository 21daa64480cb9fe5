"""What a manifest says, whatever its format."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from packageurl import PackageURL


class Manifest(Struct, frozen=True):
    """What a manifest says. `type` is the package URL's; `purl` is None without a name.

    `license_statement` is what stands in the licence fields: words, a list or a mapping.
    """

    type: str
    namespace: str | None
    name: str | None
    version: str | None
    purl: str | None
    license_statement: object


Reader = Callable[[str], Manifest | None]
"""Reads the text of a manifest. None where it says nothing of a package; raises anything."""


def manifest(
    type_: str, namespace: object, name: object, version: object, statement: object
) -> Manifest | None:
    """Makes a manifest of what a parser found, which need not be of the right types."""
    words = [word.strip() if isinstance(word, str) else "" for word in (namespace, name, version)]
    space, title, release = (word or None for word in words)
    if title is None and not statement:
        return None
    purl = PackageURL(type_, space, title, release).to_string() if title else None
    return Manifest(type_, space, title, release, purl, statement)


def table(value: object) -> Mapping[str, object]:
    """The value if it is a table, else an empty one: manifests hold anything."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []
