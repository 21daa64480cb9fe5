"""What an engine answers: values, the same for every engine."""

from msgspec import Struct

# A match this close to a rule's full licence text counts as that text.
WHOLE_SCORE = 0.9


class Match(Struct, frozen=True):
    """A span of text that a rule explains.

    `expression` is SPDX; `score` runs from 0 to 1; `text` says that the rule is a licence's full
    text, not a notice or a name; `refers` are the names of files that it points to ("see COPYING").
    """

    rule: str
    expression: str
    start_line: int
    end_line: int
    score: float
    text: bool
    refers: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether a licence's full text stands here, nearly word for word."""
        return self.text and self.score >= WHOLE_SCORE


class Recognised(Struct, frozen=True):
    """The licences of one text.

    `expression` is what the text as a whole says, None where no licence was found; `coverage` the
    share (0 to 1) of its words that `matches` explain; `residue` the lines, (number, text), that
    hold words which none explains; `marks` where one of our own rules' marks stands (its `rule` is
    the licence and the mark's number, `Pixar#1`).
    """

    matches: tuple[Match, ...] = ()
    expression: str | None = None
    coverage: float = 0.0
    residue: tuple[tuple[int, str], ...] = ()
    marks: tuple[Match, ...] = ()
