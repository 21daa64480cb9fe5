"""What was found in an artefact. How one is looked into stands apart: where all is known it is not loaded."""

from openscope.frozen import dataclass
from openscope.model import Role

LOOKS = 2
"""To be raised whenever something else is looked for: what was found before is no answer then."""


@dataclass(frozen=True, slots=True)
class Text:
    """A licence text or a notice in an artefact, as `Document` has them; `path` is that of the member."""

    path: str
    role: Role
    own: bool
    text: str


@dataclass(frozen=True, slots=True)
class Packed:
    """What was found in an artefact. `problem` is why there is no licence text."""

    metadata: str | None = None
    texts: tuple[Text, ...] = ()
    problem: str | None = None
