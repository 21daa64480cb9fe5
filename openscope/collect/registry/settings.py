"""Which registries the user has configured for pip and npm.

Only the user's and the system's own files are read, never those of what is scanned: whoever wrote
those must not choose whom this machine asks.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from openscope.collect.http import is_address
from openscope.model import Skipped
from openscope.textfile import decode, read_bytes

PYPI = "https://pypi.org/simple/"
NPM = "https://registry.npmjs.org/"

_MAX_BYTES = 256 * 1024


def pip_index(environment: Mapping[str, str] = os.environ) -> str:
    """The index of pip: `PIP_INDEX_URL`, else `index-url` of its configuration, else PyPI.

    The order of the files is that of https://pip.pypa.io/en/stable/topics/configuration/.
    """
    found = environment.get("PIP_INDEX_URL", "").strip()
    if not found:
        for path in _pip_files(environment):
            if found := _ini(path, ("install", "global"), "index-url"):
                break
    return _slashed(found) if is_address(found) else PYPI


def npm_registry(scope: str | None = None, environment: Mapping[str, str] = os.environ) -> str:
    """The registry of npm, or that of a scope ("@org"), else the public one.

    `npm_config_registry` comes before the user's `.npmrc`, and that before the system's.
    """
    values = dict(_npm_values(environment))
    found = (values.get(f"{scope}:registry") if scope else None) or values.get("registry", "")
    return _slashed(found) if is_address(found) else NPM


def _pip_files(environment: Mapping[str, str]) -> Iterator[Path]:
    if named := environment.get("PIP_CONFIG_FILE", ""):
        if named == os.devnull:
            return
        yield Path(named)
    yield Path(sys.prefix, "pip.ini" if sys.platform == "win32" else "pip.conf")
    home = _home(environment)
    if sys.platform == "win32":
        yield Path(environment.get("APPDATA", home / "AppData" / "Roaming"), "pip", "pip.ini")
        return
    if sys.platform == "darwin":
        yield home / "Library" / "Application Support" / "pip" / "pip.conf"
    yield Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "pip", "pip.conf")
    yield home / ".pip" / "pip.conf"
    for directory in (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep):
        yield Path(directory, "pip", "pip.conf")
    yield Path("/etc/pip.conf")


def _npm_values(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The settings, the strongest last."""
    home = _home(environment)
    names = {name.lower(): value for name, value in environment.items()}
    user = names.get("npm_config_userconfig") or home / ".npmrc"
    system = names.get("npm_config_globalconfig") or "/etc/npmrc"
    for path in (Path(system), Path(user)):
        for line in _text(path).splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.lstrip().startswith(("#", ";")):
                yield name.strip(), value.strip().strip("\"'")
    if value := names.get("npm_config_registry", "").strip():
        yield "registry", value


def _ini(path: Path, sections: tuple[str, ...], option: str) -> str:
    text = _text(path)
    if not text:
        return ""
    from configparser import Error, RawConfigParser  # most users have no such file

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except (Error, ValueError):
        return ""
    for section in sections:
        if parser.has_section(section):
            for name in (option, option.replace("-", "_")):
                if value := parser.get(section, name, fallback="").strip():
                    return value
    return ""


def _text(path: Path) -> str:
    data = read_bytes(os.path.realpath(path), "", _MAX_BYTES)
    return "" if isinstance(data, Skipped) else decode(data) or ""


def _home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("HOME") or os.path.expanduser("~"))


def _slashed(url: str) -> str:
    return url if url.endswith("/") else url + "/"
