"""A frozen value is what the standard library makes of the same class."""

import copy
import dataclasses
import pickle
from dataclasses import field

import pytest

from openscope.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A value with each kind of field."""

    name: str
    count: int = 1
    words: dict[str, str] = field(default_factory=dict, compare=False)
    seen: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def twice(self) -> int:
        """A property stays one."""
        return self.count * 2


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """The same value by the standard decorator."""

    name: str
    count: int = 1
    words: dict[str, str] = field(default_factory=dict, compare=False)
    seen: list[str] = field(default_factory=list, init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Further(Ours):
    """A value with a field more than another."""

    more: str = ""


@dataclass(frozen=True, slots=True)
class Single:
    """A value of one field."""

    word: str


@dataclass(frozen=True, slots=True, eq=False)
class Alone:
    """A value that equals itself alone."""

    word: str


@pytest.mark.parametrize("args", [("a",), ("a", 2), ("a", 2, {"b": "c"})])
def test_it_is_made_and_shown_as_the_standard_one_is(args: tuple[str, int, dict[str, str]]) -> None:
    ours, theirs = Ours(*args), Theirs(*args)
    assert dataclasses.astuple(ours) == dataclasses.astuple(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert Ours.__match_args__ == Theirs.__match_args__
    assert ours.twice == 2 * theirs.count


@pytest.mark.parametrize("cls", [Ours, Theirs])
def test_what_is_missing_or_too_much_is_an_error(cls: type[Ours]) -> None:
    with pytest.raises(TypeError):
        cls()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        cls("a", seen=[])  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        cls("a", 1, {}, "b")  # type: ignore[call-arg]


def test_factories_give_each_its_own() -> None:
    one, other = Ours("a"), Ours("a")
    assert one.words is not other.words
    assert one.seen is not other.seen


def test_equality_and_hash_are_of_the_fields_that_compare() -> None:
    assert Ours("a", 1, {"b": "c"}) == Ours("a", words={})
    assert hash(Ours("a", 1, {"b": "c"})) == hash(Ours("a"))
    assert Ours("a") != Ours("b")
    assert Ours("a") != Ours("a", 2)
    assert Ours("a").__eq__(Theirs("a")) is NotImplemented
    assert Ours("a") != Further("a")
    assert Single("a") == Single("a") != Single("b")
    assert len({Single("a"), Single("a"), Single("b")}) == 2
    assert Alone("a") != Alone("a")


def test_nothing_of_it_can_be_changed() -> None:
    value = Ours("a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="name"):
        value.name = "b"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="other"):
        value.other = "b"  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError, match="name"):
        del value.name
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("value", [Ours("a", 2, {"b": "c"}), Further("a", more="b"), Single("a")])
def test_it_is_copied_replaced_and_sent_to_other_processes(value: Ours) -> None:
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == dataclasses.replace(value) == value
    assert dataclasses.asdict(pickle.loads(pickle.dumps(value))) == dataclasses.asdict(value)


def test_a_further_value_takes_the_fields_of_both() -> None:
    assert Further("a", 2, {}, "b").more == "b"
    assert dataclasses.replace(Further("a"), more="b", count=3) == Further("a", 3, more="b")


def test_other_classes_are_left_to_the_standard_decorator() -> None:
    @dataclass(slots=True)
    class Open:
        word: str

    value = Open("a")
    value.word = "b"
    assert value == Open("b")


def test_defaults_that_are_changed_in_place_are_refused() -> None:
    with pytest.raises(ValueError, match="mutable default"):

        @dataclass(frozen=True, slots=True)
        class _Wrong:
            words: list[str] = []  # noqa: RUF012
