"""A document with its text: what a detector sees."""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from openscope.detect.flow import Flow, flow
from openscope.detect.needles import Folded, fold
from openscope.detect.seek import Seeker
from openscope.frontmatter import FrontMatter, split
from openscope.model import Document, Role
from openscope.rulebook import NATIVE


class Page(Struct, frozen=True, dict=True):
    """A document and its text, decoded. `front_matter` is None where it is no model or dataset card.

    `engine` names the engine that recognises licence texts (see `openscope.rulebook.ENGINES`).
    """

    document: Document
    text: str
    engine: str = NATIVE

    @cached_property
    def front_matter(self) -> FrontMatter | None:
        """The metadata block of a card. One that no file holds has no lines to point at."""
        found = split(self.text) if self.document.role is Role.CARD else None
        return replace(found, lines={}) if found and self.document.told else found

    @cached_property
    def running(self) -> Flow:
        """The body as running text, with the way back to its lines."""
        return flow(enumerate(self.body.splitlines(), 1))

    @cached_property
    def body(self) -> str:
        """The text without the metadata block; its line numbers are those of the file."""
        return self.front_matter.body if self.front_matter else self.text

    @cached_property
    def folded(self) -> Folded:
        """The body as seekers look for words in it."""
        return fold(self.body)

    def lines(self, seeker: Seeker) -> Iterator[tuple[int, str]]:
        """The lines of the body that hold a match, with their numbers."""
        number, counted = 1, 0
        for start, end in seeker.lines(self.folded):
            if seeker.pattern.search(self.body, start, end):
                number += self.body.count("\n", counted, start)
                counted = start
                yield number, self.body[start:end]
