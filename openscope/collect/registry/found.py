"""What was found in an artefact. How one is looked into stands apart: where all is known it is not loaded."""

from msgspec import Struct

from openscope.model import Role

LOOKS = 2
"""To be raised whenever something else is looked for: what was found before is no answer then."""


class Text(Struct, frozen=True):
    """A licence text or a notice in an artefact, as `Document` has them; `path` is that of the member."""

    path: str
    role: Role
    own: bool
    text: str


class Packed(Struct, frozen=True):
    """What was found in an artefact. `problem` is why there is no licence text."""

    metadata: str | None = None
    texts: tuple[Text, ...] = ()
    problem: str | None = None
