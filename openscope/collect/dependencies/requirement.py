"""Python requirement strings ("httpx[http2]>=0.27; python_version < '3.12'"): the adapter of `packaging`."""

import re

from msgspec import Struct

from openscope.collect.dependencies.graph import Node
from openscope.collect.dependencies.purl import canonical
from openscope.model import Origin, Scope
from openscope.regex import regex

_LONGEST = 2_000
_VCS = regex(r"(git|hg|svn|bzr)\+", re.I)
# Most lines of most lists. Loading `packaging` takes longer than reading a whole list of them.
_PLAIN = regex(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
    r"(?P<said>(?P<operator>==|>=)"
    r"(?P<version>[0-9]+(?:\.[0-9]+){0,5}(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?))?"
)
_EXTRA = regex(r"""\bextra\b\s*={2,3}""")


class Requirement(Struct, frozen=True):
    """What a requirement asks for. `name` is canonical; `version` is set by `==` and `===` only;
    `requirement` holds the specifier and the marker in the file's words.
    """

    name: str
    extras: tuple[str, ...] = ()
    version: str | None = None
    requirement: str | None = None
    url: str | None = None
    extra_only: bool = False

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return origin_of(self.url) if self.url else Origin.REGISTRY

    def node(self, line: int | None, scope: Scope | None = None) -> Node:
        """The package as a node of a graph."""
        return Node(
            "pypi",
            self.name,
            self.version,
            line,
            requirement=self.requirement,
            origin=self.origin,
            url=self.url,
            scope=scope,
        )


def origin_of(url: str) -> Origin:
    """What a URL of a requirement leads to."""
    if _VCS.match(url):
        return Origin.GIT
    return Origin.URL if re.match(r"https?://", url, re.I) else Origin.PATH


def parse_requirement(words: str) -> Requirement | None:
    """Reads a requirement; None for words that are none."""
    if len(words) > _LONGEST:
        return None
    if plain := _PLAIN.fullmatch(words):
        version = plain["version"] if plain["operator"] == "==" else None
        return Requirement(canonical(plain["name"]), version=version, requirement=plain["said"])
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(words)
    except (InvalidRequirement, RecursionError):
        return None
    pins = [each for each in parsed.specifier if each.operator in {"==", "==="} and "*" not in each.version]
    marker = str(parsed.marker) if parsed.marker else ""
    said = "; ".join(part for part in (str(parsed.specifier), marker) if part)
    return Requirement(
        name=canonical(parsed.name),
        extras=tuple(sorted(parsed.extras)),
        version=pins[0].version if len(pins) == 1 else None,
        requirement=said or None,
        url=parsed.url,
        extra_only=asks_for_extra(marker),
    )


def asks_for_extra(words: str) -> bool:
    """Whether a requirement holds only where an extra of its package is asked for."""
    return _EXTRA.search(words) is not None


def name_of(words: str) -> str | None:
    """The canonical name that a requirement starts with, whatever follows it."""
    found = re.match(r"\s*([A-Za-z0-9](?:[\w.-]{0,198}[A-Za-z0-9])?)", words, re.ASCII)
    return canonical(found[1]) if found else None
