"""What a source yields: words in a text that stand where a model or dataset is named."""

from enum import Enum, auto

from msgspec import Struct

from openscope.model import Kind


class Means(Enum):
    """What the place says of the words in it."""

    HUB = auto()
    """A call or command that takes a repository of the Hub (`from_pretrained`)."""
    SENTENCE = auto()
    """The same, where names without an organisation are those of sentence-transformers."""
    SERVICE = auto()
    """A client of a provider or a router of providers (`chat.completions.create`)."""
    OLLAMA = auto()
    """A name in Ollama's library, or what Ollama can pull otherwise."""
    GITHUB = auto()
    """A repository on GitHub that holds or fetches a model (`torch.hub.load`)."""
    SETTING = auto()
    """A key, variable or flag that is called like a model: only telling words count."""


class Mention(Struct, frozen=True):
    """Words that may name a model: `value` on `line` (from 1), named by `how`.

    `provider` is the id of the provider whose client it is, where the place says so.
    """

    value: str
    line: int
    how: str
    means: Means
    kind: Kind = Kind.MODEL
    revision: str | None = None
    provider: str | None = None
