"""What a policy says of an item, and what a restriction means for the company that asks."""

from msgspec import Struct

from openscope.model.vocabulary import Bearing, OpennessClass, State


class Bound(Struct, frozen=True):
    """A restriction as it bears on a company: why in one line, and what the policy does about it
    ("block", "review" or "accept").
    """

    kind: str
    license: str
    bearing: Bearing
    reason: str
    treatment: str
    summary: str
    path: str | None = None
    line: int | None = None

    @property
    def holds(self) -> bool:
        """Whether it binds, or may."""
        return self.bearing in (Bearing.BINDS, Bearing.POSSIBLE)


class Label(Struct, frozen=True):
    """One licence of an expression, accepted or rejected, and why. `blocked` says that the licence itself
    is allowed and a restriction in it is not; `taken` that it is on the branch which was chosen. Where
    no licence is `named`, the leaf is what a declaration says instead.
    """

    leaf: str
    state: State
    why: str
    blocked: bool = False
    taken: bool = True
    named: bool = True


class Verdict(Struct, frozen=True):
    """What a policy says of one item.

    `expression` is what was judged: the concluded licence with that of its bases, or a person's
    clarification; `chosen` is its best branch. `short_of` is the openness that the policy asks for
    and the item does not show. `exceptions` are the reasons of the decisions that it rests on.
    `fails` is whether the policy fails a build over it.
    """

    state: State
    fails: bool
    expression: str | None
    chosen: str | None
    labels: tuple[Label, ...] = ()
    bounds: tuple[Bound, ...] = ()
    short_of: OpennessClass | None = None
    exceptions: tuple[str, ...] = ()
