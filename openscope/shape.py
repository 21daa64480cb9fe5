"""Whether a value has the shape that a JSON Schema asks for: the part of the language that ours use.

A schema is turned into functions once, so that a report of 50,000 items is checked in a second or two.
An unknown keyword is an error of the schema, not something to pass over.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], None]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_SAYS_NOTHING = {"$schema", "$id", "$defs", "title", "description"}
_SHOWN = 60


class ShapeError(ValueError):
    """What is wrong, and where: `items[3].license`."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(f"{where or 'the file'}: {problem}")
        self.problem = problem
        self.where = where

    def under(self, step: str | int) -> "ShapeError":
        """The same problem as seen from one level up."""
        here = f"[{step}]" if isinstance(step, int) else step
        dot = "." if self.where and not self.where.startswith("[") else ""
        return ShapeError(self.problem, f"{here}{dot}{self.where}")


def compiled(schema: Mapping[str, Any]) -> Check:
    """A function that raises `ShapeError` where a value is not as the schema says."""
    return _Compiler(schema).check(schema)


class _Compiler:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._named: dict[str, Check] = {}

    def check(self, schema: Mapping[str, Any]) -> Check:
        checks = [
            self._keyword(word, value, schema) for word, value in schema.items() if word not in _SAYS_NOTHING
        ]
        if len(checks) == 1:
            return checks[0]

        def every(value: Any) -> None:
            for check in checks:
                check(value)

        return every

    def _keyword(self, word: str, wanted: Any, schema: Mapping[str, Any]) -> Check:
        match word:
            case "$ref":
                return self._reference(wanted)
            case "type":
                return _type([wanted] if isinstance(wanted, str) else wanted)
            case "const":
                return _one_of([wanted])
            case "enum":
                return _one_of(wanted)
            case "required":
                return _required(wanted)
            case "properties":
                return self._properties(wanted)
            case "additionalProperties":
                return self._others(wanted, frozenset(schema.get("properties", ())))
            case "items":
                return _each(self.check(wanted))
            case "oneOf" | "anyOf":
                return _any([self.check(each) for each in wanted])
            case "minimum":
                return _holds(
                    lambda v: not isinstance(v, int | float) or v >= wanted, f"is less than {wanted}"
                )
            case "maximum":
                return _holds(
                    lambda v: not isinstance(v, int | float) or v <= wanted, f"is more than {wanted}"
                )
            case "minLength":
                return _holds(lambda v: not isinstance(v, str) or len(v) >= wanted, "is empty")
            case "pattern":
                found = re.compile(wanted).search
                return _holds(
                    lambda v: not isinstance(v, str) or found(v) is not None, f"is not like {wanted}"
                )
        raise NotImplementedError(f"JSON Schema keyword {word!r} in {sorted(schema)}")

    def _reference(self, name: str) -> Check:
        """Looked up when it is used: a definition may hold itself."""

        def check(value: Any) -> None:
            if name not in self._named:
                self._named[name] = self.check(self._root["$defs"][name.removeprefix("#/$defs/")])
            self._named[name](value)

        return check

    def _properties(self, properties: Mapping[str, Any]) -> Check:
        checks = [(name, self.check(each)) for name, each in properties.items()]

        def check(value: Any) -> None:
            if isinstance(value, dict):
                for name, inner in checks:
                    if name in value:
                        try:
                            inner(value[name])
                        except ShapeError as error:
                            raise error.under(name) from None

        return check

    def _others(self, wanted: Any, named: frozenset[str]) -> Check:
        """What the properties hold that are not named: none may be there, or all have one shape."""
        inner = self.check(wanted) if isinstance(wanted, dict) else None

        def check(value: Any) -> None:
            for name in value if isinstance(value, dict) else ():
                if name not in named and inner is not None:
                    try:
                        inner(value[name])
                    except ShapeError as error:
                        raise error.under(name) from None
                elif name not in named and wanted is False:
                    raise ShapeError(f"has an unknown {_shown(name)}")

        return check


def _type(names: list[str]) -> Check:
    types = frozenset(each for name in names for each in _TYPES[name])  # exact: a bool is no integer
    words = " or ".join(names)

    def check(value: Any) -> None:
        if type(value) not in types:
            raise ShapeError(f"is {_shown(value)}, not {words}")

    return check


def _one_of(wanted: list[Any]) -> Check:
    def check(value: Any) -> None:
        if value not in wanted:
            raise ShapeError(f"is {_shown(value)}, not {' or '.join(map(_shown, wanted))}")

    return check


def _required(names: list[str]) -> Check:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            for name in names:
                if name not in value:
                    raise ShapeError(f"has no {name!r}")

    return check


def _each(inner: Check) -> Check:
    def check(value: Any) -> None:
        if isinstance(value, list):
            for number, each in enumerate(value):
                try:
                    inner(each)
                except ShapeError as error:
                    raise error.under(number) from None

    return check


def _any(checks: list[Check]) -> Check:
    """What the last branch says is what is reported: ours name the richest shape last."""

    def check(value: Any) -> None:
        for inner in checks[:-1]:
            try:
                return inner(value)
            except ShapeError:
                continue
        return checks[-1](value)

    return check


def _holds(test: Callable[[Any], bool], problem: str) -> Check:
    def check(value: Any) -> None:
        if not test(value):
            raise ShapeError(problem)

    return check


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "an array"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
