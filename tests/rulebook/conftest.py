from collections.abc import Callable

import pytest

from openscope.rulebook.data import data_directory
from openscope.rulebook.native import Native, open_native


@pytest.fixture(scope="session")
def native() -> Native:
    """The engine over the user's own cache: the first run compiles it, which takes half a minute."""
    return open_native()


@pytest.fixture(scope="session")
def license_text() -> Callable[[str], str]:
    """The text of a licence by its key in the licence data."""

    def read(key: str) -> str:
        path = data_directory() / "licenses" / f"{key}.LICENSE"
        return path.read_text(encoding="utf-8").split("---", 2)[2].strip()

    return read
