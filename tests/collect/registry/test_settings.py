"""Whom pip and npm are configured to ask."""

from pathlib import Path

import pytest

from openscope.collect.registry.settings import NPM, PYPI, npm_registry, pip_index


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def test_the_environment_comes_first_then_pip_s_file_then_pypi(home: Path) -> None:
    environment = {"HOME": str(home), "XDG_CONFIG_DIRS": str(home)}
    assert (
        pip_index({**environment, "PIP_INDEX_URL": "https://a.example/simple"}) == "https://a.example/simple/"
    )
    file = home / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True)
    file.write_text(
        "[global]\nindex-url = https://b.example/simple\n[install]\nindex_url = https://c.example/s/\n"
    )
    assert pip_index(environment) == "https://c.example/s/"
    assert pip_index({**environment, "PIP_CONFIG_FILE": "/dev/null"}) == PYPI


@pytest.mark.parametrize(
    "content", ["", "[global", "[global]\nindex-url = file:///etc\n", "\0", "[global]\nindex-url"]
)
def test_a_pip_file_that_says_nothing_usable_is_passed_over(home: Path, content: str) -> None:
    (home / "p.conf").write_text(content)
    environment = {"HOME": str(home), "XDG_CONFIG_DIRS": str(home), "PIP_CONFIG_FILE": str(home / "p.conf")}
    assert pip_index(environment) == PYPI


def test_npm_has_a_registry_for_all_and_for_a_scope(home: Path) -> None:
    environment = {"HOME": str(home), "npm_config_globalconfig": str(home / "none")}
    assert npm_registry(None, environment) == NPM
    (home / ".npmrc").write_text(
        "; words\nregistry = https://a.example\n@org:registry=https://b.example/npm/\nx\n"
    )
    assert npm_registry(None, environment) == "https://a.example/"
    assert npm_registry("@org", environment) == "https://b.example/npm/"
    assert npm_registry("@other", environment) == "https://a.example/"
    assert (
        npm_registry(None, {**environment, "NPM_CONFIG_REGISTRY": "https://c.example"})
        == "https://c.example/"
    )
