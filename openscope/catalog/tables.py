"""Strict reading of the TOML files in `rules/`: each mistake is noted with file and key, none stops it."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openscope.catalog.errors import Problem

_FEW = 8


class Table:
    """A TOML table that is taken apart key by key; `end` reports the keys that nobody asked for."""

    def __init__(self, file: str, where: str, values: dict[str, Any], problems: list[Problem]) -> None:
        self.file = file
        self.where = where
        self.problems = problems
        self._values = values
        self._asked: set[str] = set()

    def key(self, name: str) -> str:
        """The full path of a key, as it stands in an error."""
        return f"{self.where}.{name}" if self.where else name

    def report(self, name: str, message: str) -> None:
        """Note a problem with the value of a key."""
        self.problems.append(Problem(self.file, self.key(name) if name else self.where, message))

    def text(self, name: str) -> str:
        """A string that must be there."""
        return self._text(name, required=True) or ""

    def text_or_none(self, name: str) -> str | None:
        """A string that may be missing."""
        return self._text(name, required=False)

    def word(self, name: str, vocabulary: Collection[str]) -> str:
        """A string out of a closed vocabulary."""
        value = self.text(name)
        if value:
            self._check(name, value, vocabulary)
        return value

    def word_or_none(self, name: str, vocabulary: Collection[str]) -> str | None:
        """A string out of a closed vocabulary, or nothing."""
        value = self.text_or_none(name)
        if value is not None:
            self._check(name, value, vocabulary)
        return value

    def flag(self, name: str) -> bool:
        """A boolean that must be there."""
        value = self._take(name, required=True)
        if value is not None and not isinstance(value, bool):
            self.report(name, "must be true or false")
        return value is True

    def flag_or_none(self, name: str) -> bool | None:
        """A boolean that may be missing."""
        value = self._take(name, required=False)
        if value is None or isinstance(value, bool):
            return value
        self.report(name, "must be true or false")
        return None

    def number_or_none(self, name: str) -> int | float | None:
        """A number, not below zero, that may be missing."""
        value = self._take(name, required=False)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value >= 0):
            return value
        self.report(name, "must be a number, 0 or more")
        return None

    def date_or_none(self, name: str) -> date | None:
        """A day, that may be missing."""
        value = self._take(name, required=False)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.report(name, "must be a day, without quotes: 2027-06-30")
        return None

    def number_or_text(self, name: str) -> int | float | str | None:
        """A number, or a string (an ISO date), or nothing."""
        value = self._take(name, required=False)
        if value is None or (isinstance(value, (int, float, str)) and not isinstance(value, bool)):
            return value
        self.report(name, "must be a number or a string")
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings without repetition; an absent key is an empty list."""
        value = self._take(name, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.report(name, "must be a list of strings that are not empty")
            return ()
        for item in sorted({item for item in value if value.count(item) > 1}):
            self.report(name, f"holds {item!r} twice")
        return tuple(value)

    def table(self, name: str, like: str = "") -> "Table | None":
        """A table inside this one, or None. `like` is an example for who wrote something else."""
        value = self._take(name, required=False)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.report(name, f"must be a table{like and f': {name} = {like}'}")
            return None
        return Table(self.file, self.key(name), value, self.problems)

    def section(self, name: str) -> "Table":
        """A table inside this one whose keys are data; an absent one is empty."""
        return self.table(name) or Table(self.file, self.key(name), {}, self.problems)

    def tables(self, name: str) -> Iterator["Table"]:
        """The tables of an array of tables, `[[name]]`."""
        value = self._take(name, required=False)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.report(name, f"must be an array of tables: [[{name}]]")
            return
        for index, item in enumerate(value, start=1):
            yield Table(self.file, f"{self.key(name)}[{index}]", item, self.problems)

    def names(self) -> tuple[str, ...]:
        """Every key, for a table whose keys are data."""
        return tuple(self._values)

    @property
    def asked(self) -> frozenset[str]:
        """The keys that mean something here: those that were asked for."""
        return frozenset(self._asked)

    def end(self, elsewhere: Mapping[str, str] | None = None) -> None:
        """Report the keys that mean nothing. `elsewhere` says in which table a key would mean something."""
        for name in self._values:
            if name in self._asked:
                continue
            place = (elsewhere or {}).get(name)
            hint = f": it belongs under {place}" if place else near(name, self._asked)
            if not hint and len(self._asked) <= _FEW:
                hint = f": one of {', '.join(sorted(self._asked))}"
            self.report(name, f"unknown key{hint}")

    def _check(self, name: str, value: str, vocabulary: Collection[str]) -> None:
        if value not in vocabulary:
            words = sorted(vocabulary)
            self.report(name, f"unknown word {value!r}{near(value, words)}: use one of {', '.join(words)}")

    def _text(self, name: str, *, required: bool) -> str | None:
        value = self._take(name, required=required)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.report(name, "must be a string that is not empty")
            return None
        return value

    def _take(self, name: str, *, required: bool) -> Any:
        self._asked.add(name)
        value = self._values.get(name)
        if value is None and required:
            self.report(name, "is missing")
        return value


def near(word: str, words: Iterable[str]) -> str:
    """What the writer of an unknown word probably meant, to end a sentence; empty where nothing fits."""
    from difflib import get_close_matches  # only for an error

    found = get_close_matches(word.lower(), sorted(map(str, words)), 1, 0.6)
    return f" (did you mean {found[0]!r}?)" if found else ""


def read_table(root: Path, file: str, problems: list[Problem]) -> Table:
    """One file of `rules/` as a table; an unreadable one is a problem and an empty table."""
    try:
        values = tomllib.loads((root / file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(Problem(file, "", f"cannot be read: {error}"))
        values = {}
    return Table(file, "", values, problems)
