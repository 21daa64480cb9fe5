"""When a version was published, where `rules/releases.toml` knows it: some headers count from that day."""

import re
import tomllib
from datetime import date
from functools import lru_cache

from msgspec import Struct

from openscope.catalog import rules_directory
from openscope.regex import regex

# "Example 1.6.0. The Licensed Work is (c) …" names one version; "1.6.0 or later" names none.
_NAMED = regex(
    r"(?P<name>[A-Za-z][\w .-]{0,60}?) (?:version )?v?(?P<version>\d[\w.]{0,20}?)\.?"
    r"(?:$| (?!or (?:later|newer)))",
    re.I,
)


class Release(Struct, frozen=True):
    """A version by its name ("Terraform 1.6.0") and the day of its first publication."""

    name: str
    on: date


def known_release(work: str) -> Release | None:
    """The release that the words of a `Licensed Work` parameter name, None where it is not known."""
    named = _NAMED.match(work)
    if named is None:
        return None
    name = f"{named['name']} {named['version']}"
    on = _releases().get(name.lower())
    return Release(name, on) if on else None


@lru_cache(maxsize=1)
def _releases() -> dict[str, date]:
    table = tomllib.loads((rules_directory() / "releases.toml").read_text(encoding="utf-8"))
    return {entry["name"].lower(): entry["released"] for entry in table["release"]}
