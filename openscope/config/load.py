"""Reading a policy, strictly: every mistake with its line, all at once, and nothing merged but one preset."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from openscope.catalog import Catalog, Problem, rules_directory
from openscope.catalog.tables import Table, near
from openscope.config.find import PYPROJECT
from openscope.config.lines import key_lines, line_of
from openscope.config.tables import Read, read_policy
from openscope.config.values import Policy

PRESET = "openscope:"
"""What the name of a preset begins with, in `extend` and in `--config`."""

_MAX_BYTES = 1024 * 1024


class Mistake(Struct, frozen=True):
    """Something that is wrong in a policy file: where, and what to mend."""

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class ConfigError(Exception):
    """The policy cannot be used. `mistakes` lists everything that is wrong with it, in the file's order."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(
            sorted(set(mistakes), key=lambda each: (each.path, each.line or 0, each.message))
        )
        super().__init__("\n".join(map(str, self.mistakes)))


def preset_names() -> list[str]:
    """The names of the presets, without their prefix."""
    return sorted(path.stem for path in (rules_directory() / "policies").glob("*.toml"))


def load_policy(config: str | Path, catalog: Catalog, root: Path | None = None) -> Policy:
    """The policy of a file, or of a preset ("openscope:research"). `root` is the repository's, which the
    file is named from. Raises `ConfigError`.
    """
    if isinstance(config, str) and config.startswith(PRESET):
        file, shown = _preset(config), config
        if file is None:
            known = preset_names()
            hint = near(config.removeprefix(PRESET), known)
            message = f"there is no such preset{hint}: one of {', '.join(known)}"
            raise ConfigError([Mistake(config, None, message)])
    else:
        file = Path(config)
        shown = _shown(file, root)
    values, text = _read(file, shown)
    inside = "tool.openscope" if file.name == PYPROJECT else ""
    mistakes: list[Mistake] = []
    own = _tables(shown, values, text, inside, catalog, mistakes)
    base: Read | None = None
    below: dict[str, Any] = {}
    if own.extend is not None:
        name = _preset(own.extend)
        if name is not None:
            below, words = _read(name, own.extend)
            base = _tables(own.extend, below, words, "", catalog, mistakes)
        else:
            line = line_of(f"{inside}.extend".lstrip("."), key_lines(text))
            known = [f"{PRESET}{each}" for each in preset_names()]
            hint = near(own.extend, known)
            message = f"extend: {own.extend!r} is no preset{hint}: one of {', '.join(known)}"
            mistakes.append(Mistake(shown, line, message))
    if mistakes:
        raise ConfigError(mistakes)
    return Policy(
        path=shown,
        digest=_digest(values, below),
        extend=own.extend,
        base=base.layers if base else {},
        own=own.layers,
        company=own.company,
        waivers=own.waivers,
        clarifications=own.clarifications,
    )


def _preset(name: str) -> Path | None:
    if not name.startswith(PRESET) or name.removeprefix(PRESET) not in preset_names():
        return None
    return rules_directory() / "policies" / f"{name.removeprefix(PRESET)}.toml"


def _shown(path: Path, root: Path | None) -> str:
    """The file as it is named from the repository's root, or by its name alone outside of it."""
    absolute = path.absolute()
    if root is not None and absolute.is_relative_to(root.absolute()):
        return absolute.relative_to(root.absolute()).as_posix()
    return path.name


def _read(path: Path, shown: str) -> tuple[dict[str, Any], str]:
    """The policy's table, and the text that it stands in."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ConfigError([Mistake(shown, None, f"is larger than {_MAX_BYTES:,} bytes")])
        text = data.decode("utf-8").replace("\r\n", "\n")
        values = tomllib.loads(text)
    except OSError as error:
        raise ConfigError([Mistake(shown, None, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Mistake(shown, None, f"is no UTF-8: {error.reason}")]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError([Mistake(shown, None, f"is no TOML: {str(error) or 'nested too deep'}")]) from error
    if path.name == PYPROJECT:
        tool = values.get("tool")
        values = tool.get("openscope") if isinstance(tool, dict) else None  # type: ignore[assignment]
        if not isinstance(values, dict):
            raise ConfigError([Mistake(shown, None, "has no table [tool.openscope]")])
    return values, text


def _tables(
    shown: str, values: dict[str, Any], text: str, inside: str, catalog: Catalog, mistakes: list[Mistake]
) -> Read:
    """What the file says; its mistakes get their lines here."""
    problems: list[Problem] = []
    lines = cache(lambda: key_lines(text))  # which most presets never ask for

    def line(key: str) -> int | None:
        return line_of(f"{inside}.{key}".strip("."), lines())

    read = read_policy(Table(shown, "", values, problems), catalog, line)
    mistakes += [
        Mistake(shown, line(each.key), f"{each.key}: {each.message}" if each.key else each.message)
        for each in problems
    ]
    return read


def _digest(values: Mapping[str, Any], below: Mapping[str, Any]) -> str:
    """A digest of what the file and its preset say, whatever their layout."""
    text = json.dumps([values, below], sort_keys=True, default=str)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
