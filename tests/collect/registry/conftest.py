"""A registry on the loopback that pip and npm are configured to use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from openscope.cachedir import cache_directory
from openscope.net import Network
from tests.registries import Site, serve

QUICK = Network(timeout=1.0, deadline=5.0, retries=1, patience=0.05)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("OPENSCOPE_CACHE_DIR", str(cache_directory()))  # the rulebook is there
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve() as found:
        monkeypatch.setenv("PIP_INDEX_URL", f"{found.url}/simple")
        monkeypatch.setenv("npm_config_registry", found.url)
        monkeypatch.setenv("OPENSCOPE_DEPS_DEV", f"{found.url}/v3")
        yield found
