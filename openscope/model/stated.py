"""What a bill of materials says of an item."""

from msgspec import Struct

from openscope.model.collected import Base
from openscope.model.concluded import Developer
from openscope.model.detected import Clause, Signal


class Stated(Struct, frozen=True):
    """The words of a bill of materials about one of its components, at `path` and `line`.

    `declared` is what the component's makers said of its licence, `concluded` what the maker of the bill
    found; all words of a side hold at once. `clauses` and `signals` are the restrictions and the states of
    a model's pillars that a bill made by openscope holds, `bases` the models that it was made from;
    `developer` is the organisation that made it, for a model or dataset.
    """

    path: str
    line: int | None = None
    declared: tuple[str, ...] = ()
    concluded: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    signals: tuple[Signal, ...] = ()
    bases: tuple[Base, ...] = ()
    developer: Developer | None = None

    @property
    def licenses(self) -> tuple[str, ...]:
        """Everything that is said of the licence."""
        return self.declared + self.concluded
