"""What the tests of dependencies use: lists by what they yield, and no caches of this machine."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from openscope.cachedir import cache_directory
from openscope.collect import collect
from openscope.model import Collected, Dependency
from tests.conftest import Grow

Files = Mapping[str, str | bytes]
Listed = Callable[[Files], dict[str, Dependency]]


@pytest.fixture(autouse=True)
def no_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Points every package manager's cache to an empty directory."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("OPENSCOPE_CACHE_DIR", str(cache_directory()))  # the rulebook is there
    monkeypatch.setenv("HOME", str(home))
    for name in ("CARGO_HOME", "GOMODCACHE", "GOPATH", "GEM_HOME", "NUGET_PACKAGES"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def found(grow: Grow) -> Callable[[Files], Collected]:
    """Write files, and give what stands in them."""
    return lambda files: collect(str(grow(files)))


@pytest.fixture
def listed(found: Callable[[Files], Collected]) -> Listed:
    """Write files, and give the dependencies by their package URLs; nothing may be left unread."""

    def dependencies(files: Files) -> dict[str, Dependency]:
        collected = found(files)
        assert [skip for skip in collected.skipped if not skip.expected] == []
        items = [item for item in collected.items if item.dependency]
        assert all(item.path == item.dependency.path for item in items if item.dependency)
        return {item.id: item.dependency for item in items if item.dependency}

    return dependencies
