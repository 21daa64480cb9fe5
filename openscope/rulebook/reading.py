"""A text as matching sees it: the words that rules use, and what lies between them."""

from functools import cached_property

import numpy as np
from msgspec import Struct

from openscope.rulebook.rolling import Rolling, roll
from openscope.rulebook.vocabulary import STOP, UNKNOWN, Numbers, Vocabulary
from openscope.rulebook.words import Flags, Hashes, Ints, Words, find_words


class Text(Struct, frozen=True, dict=True):
    """A text's words. `numbers` are those of the known words, which all positions count.

    `places` says which word of `words` each of them is, and `every` the number of every word.
    """

    words: Words
    every: Numbers
    places: Ints
    numbers: Numbers
    legal: int

    @cached_property
    def rolling(self) -> Rolling:
        """The hashes of its stretches."""
        return roll(self.numbers)

    @cached_property
    def fours(self) -> Hashes:
        """The hash of the stretch of four words at each position that has one."""
        return self.rolling.windows(4)

    @cached_property
    def unknown(self) -> Ints:
        """How many unknown words stand before each known one."""
        return np.asarray(np.cumsum(self.every == UNKNOWN)[self.places])

    @cached_property
    def stops(self) -> Ints:
        """How many left-out words stand before each known one."""
        return np.asarray(np.cumsum(self.every == STOP)[self.places])

    @cached_property
    def heavy(self) -> Flags:
        """Whether each word is one of the law's own."""
        return self.numbers < self.legal

    @cached_property
    def heavy_before(self) -> Ints:
        """How many heavy words stand before each position."""
        return np.concatenate(([0], np.cumsum(self.heavy)))

    @cached_property
    def word_count(self) -> int:
        """The number of words, those that are left out everywhere aside."""
        return int((self.every != STOP).sum())

    @cached_property
    def lines(self) -> Ints:
        """The line of each known word."""
        return self.words.lines(self.places)

    @cached_property
    def starts(self) -> Ints:
        """Where each known word starts in the text."""
        return np.asarray(self.words.starts[self.places])

    def end(self, position: int) -> int:
        """Where the last known word before a position ends in the text."""
        return int(self.words.ends[self.places[position - 1]])

    def around(self, start: int, end: int) -> tuple[str, str]:
        """The characters right before one known word and right behind the last one before another."""
        text = self.words.text
        first = int(self.words.starts[self.places[start]])
        last = int(self.words.ends[self.places[end - 1]])
        return text[max(first - 1, 0) : first], text[last : last + 1]

    def between(self, start: int, end: int) -> str:
        """The lower-case text from one known word to before another."""
        first, last = self.places[start], self.places[end - 1]
        # A closing bracket or full stop belongs to the words before it.
        return self.words.text[int(self.words.starts[first]) : int(self.words.ends[last]) + 1]


def read(text: str, vocabulary: Vocabulary, legal: int) -> Text:
    """The words of a text, looked up."""
    words = find_words(text)
    every = vocabulary.look_up(words.hashes)
    places = (every < STOP).nonzero()[0]
    return Text(words, every, places, every[places], legal)
