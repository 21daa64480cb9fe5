"""What every test may use: a tree of files, and the catalog."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from openscope.catalog import Catalog, license_text, load_catalog
from openscope.engine import scan
from openscope.model import Assessment, Report

# The same examples in every run: a build must not fail by chance.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

Grow = Callable[[Mapping[str, str | bytes]], Path]
Look = Callable[[Mapping[str, str | bytes]], Report]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(autouse=True, scope="session")
def nothing_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No package managers' caches and no terminal: what this machine has is no part of any test."""
    empty = str(tmp_path_factory.mktemp("no-caches"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CARGO_HOME", "GOMODCACHE", "NUGET_PACKAGES", "GEM_HOME"):
            patch.setenv(name, empty)
        patch.delenv("COLUMNS", raising=False)  # xdist tells its workers; prose would be wrapped
        yield


@pytest.fixture
def grow(tmp_path: Path) -> Grow:
    """Write files, and give the directory that holds them."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "tree"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return write


@pytest.fixture
def look(grow: Grow) -> Look:
    """Write files and scan them."""

    def scanned(files: Mapping[str, str | bytes]) -> Report:
        return scan([str(grow(files))])

    return scanned


def text_of(id: str) -> str:
    """The text of a licence, from the installed licence data."""
    rule = load_catalog().license(id)
    assert rule is not None
    text = license_text(rule)
    assert text is not None
    return text


def only(report: Report) -> Assessment:
    """The one item of a report."""
    assert len(report.items) == 1, [item.item.path for item in report.items]
    return report.items[0]


def slugs(item: Assessment) -> list[str]:
    return [finding.slug for finding in item.findings]
