"""Frozen values: what the standard `dataclass(frozen=True, slots=True)` makes, at a third of its price.

The standard decorator writes six methods for each class and compiles them one by one, which for the
hundred and eighty classes of a scan is a tenth of a second at every start. Here one is compiled,
`__init__`, which sets the slots directly; the others are shared, and work on the values in the order
of the fields. `replace`, `fields` and `astuple` of `dataclasses` know these classes as their own.
"""

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True):
        """Makes a class one of values, as the standard decorator does, to which all others are left."""
        if frozen and slots:
            return lambda cls: _frozen(cls, eq)
        return dataclasses.dataclass(frozen=frozen, slots=slots, eq=eq)


T = TypeVar("T", bound=type[Any])

_ABSENT = object()


def _frozen(cls: T, eq: bool) -> T:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    fields = dataclasses.fields(made)
    made.__init__ = _initialiser(made, fields)
    made.__getstate__, made.__setstate__ = _state, _set_state
    made.__setattr__, made.__delattr__ = _refuse, _refuse
    if "__repr__" not in cls.__dict__:
        made.__repr__ = _repr
    if eq:
        _compare_by(made, [field.name for field in fields if field.compare])
    result: T = made
    return result


def _initialiser(cls: type[Any], fields: tuple["dataclasses.Field[Any]", ...]) -> Any:
    """`__init__` of a class: the one method that has to be written for it."""
    names: dict[str, Any] = {"_absent": _ABSENT}
    parameters, body = ["self"], []
    for field in fields:
        name = value = field.name
        names[f"_set_{name}"] = getattr(cls, name).__set__
        if field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            default = f"=_default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            default = "=_absent"
            value = f"_make_{name}() if {name} is _absent else {name}" if field.init else f"_make_{name}()"
        else:
            default = ""
        if field.init:
            parameters.append(name + default)
        body.append(f"  _set_{name}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(body), names)  # noqa: S102  names of fields only
    return names["__init__"]


def _compare_by(cls: Any, names: list[str]) -> None:
    values = attrgetter(*names)

    def equals(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    cls.__eq__, cls.__hash__ = equals, hashed


def _repr(self: Any) -> str:
    said = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(said)})"


def _refuse(self: Any, name: str, *_: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change {name!r}: a {type(self).__name__} is frozen")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
