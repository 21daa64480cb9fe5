"""Reading lockfiles and manifests: TOML, JSON and YAML as plain values, with their lines.

Hostile input is normal: sizes and depths are capped, aliases are refused, and whatever
is wrong with a file is one `MalformedError` with the reason. Each parser is imported when the first
file of its kind is read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, cast

from msgspec import Struct

from openscope.regex import regex

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 200
_LONGEST_NAME = 1_000

Table = Mapping[str, Any]


class MalformedError(Exception):
    """A file is not what its name promises; the message says why."""


class Files(Protocol):
    """The files of the target, as far as a listing may look at its neighbours."""

    def read(self, path: str) -> str | None:
        """Returns the text of a file by its path in the target; None if there is none to read."""

    def below(self, directory: str, name: str) -> list[str]:
        """Returns the paths of the files of that name in a directory and below it."""

    def has_directory(self, path: str) -> bool:
        """Whether a directory is a part of the target."""


class Source(Struct, frozen=True):
    """A lockfile or manifest to read: its path in the target, its text, and the files around it."""

    path: str
    text: str
    files: Files

    @property
    def directory(self) -> str:
        """The directory that it lies in; "" for the top of the target."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    def beside(self, name: str) -> str | None:
        """Returns the text of another file, by its path from this one's directory."""
        path = resolve(self.directory, name)
        return None if path is None else self.files.read(path)


def resolve(directory: str, path: str) -> str | None:
    """Returns a relative path from a directory of the target; None if it leads out of the target."""
    if path.startswith(("/", "~")) or "\\" in path or "\0" in path or len(path) > _LONGEST_NAME:
        return None
    parts = directory.split("/") if directory else []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


# ── values of unknown types ──────────────────────────────────────────────────────────────────


def table(value: object) -> Table:
    """Returns the value if it is a table, else an empty one."""
    return cast(Table, value) if isinstance(value, dict) else {}


def tables(value: object) -> list[Table]:
    """Returns the tables in a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def word(value: object) -> str | None:
    """Returns the value if it is a string that may be a name or a version, else None."""
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME else None


def words(value: object) -> list[str]:
    """Returns the strings in a list, or a lone string as a list of one."""
    if isinstance(value, str):
        value = [value]
    return [each for each in value if word(each)] if isinstance(value, list) else []


# ── formats ──────────────────────────────────────────────────────────────────────────────────


def read_json(text: str) -> Table:
    """Reads a JSON object."""
    try:
        return _top(json.loads(text))
    except json.JSONDecodeError as error:
        raise MalformedError(f"not JSON: {error.msg} in line {error.lineno}") from None
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not JSON that can be read: {_why(error)}") from None


# A comment that is never closed takes the rest: no place of the text is looked at twice.
_JSONC = regex(r'"(?:[^"\\\n]|\\.)*(?:"|$)|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)', re.M)
_TRAILING = regex(r'"(?:[^"\\\n]|\\.)*(?:"|$)|,(?=\s*[}\]])', re.M)


def read_jsonc(text: str) -> Table:
    """Reads a JSON object with comments and trailing commas."""
    text = _JSONC.sub(lambda found: found[0] if found[0][0] == '"' else "\n" * found[0].count("\n"), text)
    return read_json(_TRAILING.sub(lambda found: found[0] if found[0][0] == '"' else "", text))


def read_toml(text: str) -> Table:
    """Reads TOML."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(f"not TOML: {error}") from None
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not TOML that can be read: {_why(error)}") from None


class Lined(dict[str, Any]):
    """A YAML mapping. `line` is where it starts, `lines` where each of its keys stands."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def read_yaml(text: str) -> Table:
    """Reads a YAML mapping; every scalar is a string. Built from the events, without recursion."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    stack: list[tuple[Lined | list[Any], str | None]] = []
    result: object = None
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.ScalarEvent):
                value: object = event.value
            elif isinstance(event, yaml.MappingStartEvent):
                stack.append((Lined(_line(event)), None))
                if len(stack) > MAX_DEPTH:
                    raise MalformedError(f"nested deeper than {MAX_DEPTH} levels")
                continue
            elif isinstance(event, yaml.SequenceStartEvent):
                stack.append(([], None))
                if len(stack) > MAX_DEPTH:
                    raise MalformedError(f"nested deeper than {MAX_DEPTH} levels")
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                value = stack.pop()[0]
            elif isinstance(event, yaml.AliasEvent):
                raise MalformedError("it has YAML aliases")
            else:
                continue
            if not stack:
                result = value if result is None else result
                continue
            here, key = stack[-1]
            if isinstance(here, list):
                here.append(value)
            elif key is None:
                name = value if isinstance(value, str) else ""
                here.lines.setdefault(name, _line(event))
                stack[-1] = here, name
            else:
                here[key] = value
                stack[-1] = here, None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise MalformedError(f"not YAML{place}") from None
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not YAML that can be read: {_why(error)}") from None
    return _top(result)


def _line(event: Any) -> int:
    line: int = event.start_mark.line + 1
    return line


def _top(value: object) -> Table:
    if not isinstance(value, dict):
        raise MalformedError("its top level is no table")
    return value


def _why(error: BaseException) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]


# ── lines ────────────────────────────────────────────────────────────────────────────────────


def lines_of(pattern: str, text: str) -> dict[str, int]:
    """The first line for each word that the pattern's group 1 finds."""
    found: dict[str, int] = {}
    line, seen = 1, 0
    for match in re.finditer(pattern, text, re.M):
        line += text.count("\n", seen, match.start(1))
        seen = match.start(1)
        found.setdefault(match[1], line)
    return found


def headers(name: str, text: str) -> list[int]:
    """The lines of the headers `[[name]]`: the nth is that of the nth table in TOML's array."""
    found: list[int] = []
    line, seen = 1, 0
    for match in re.finditer(rf"^[ \t]*\[\[[ \t]*{re.escape(name)}[ \t]*\]\]", text, re.M):
        line += text.count("\n", seen, match.end())
        seen = match.end()
        found.append(line)
    return found


def numbered(name: str, value: object, text: str) -> Iterator[tuple[Table, int | None]]:
    """Each table of an array of tables, with the line of its header."""
    entries = value if isinstance(value, list) else []
    lines = headers(name, text)
    exact = len(lines) == len(entries)
    for number, entry in enumerate(entries):
        if isinstance(entry, dict):
            yield entry, lines[number] if exact else None
