"""Choices of licences, and the texts of what may be chosen."""

from collections.abc import Iterable

from openscope.expression import Expression, Leaf, Or, join

# "GPL", without a version: the text beside it says which.
_ANY_VERSION = {"GPL-1.0-or-later": "GPL-", "LGPL-2.0-or-later": "LGPL-", "AGPL-1.0-or-later": "AGPL-"}


def texts_of(choice: Or, texts: Iterable[str]) -> dict[str, Leaf]:
    """Those of the expressions that are the text of a licence of the choice, each with that licence.

    "GPL-2.0-only" is the text of "GPL-2.0-or-later", and "BSD-2-Clause-Views" that of "BSD-2-Clause".
    """
    leaves = [leaf for leaf in choice.args if isinstance(leaf, Leaf) and leaf.exception is None]
    single = [text for text in texts if " " not in text]
    found = ((text, next((leaf for leaf in leaves if _is_text(text, leaf.id)), None)) for text in single)
    return {text: leaf for text, leaf in found if leaf is not None}


def with_texts(choice: Or, texts: dict[str, Leaf]) -> Expression:
    """The choice with what its texts, those of `texts_of`, say more exactly than its words."""
    exact = {leaf: Leaf(text) for text, leaf in texts.items() if not _same(text, leaf.id)}
    return join(Or, [exact.get(arg, arg) if isinstance(arg, Leaf) else arg for arg in choice.args])


def _is_text(text: str, id: str) -> bool:
    return _same(text, id) or text.startswith((f"{id}-", _ANY_VERSION.get(id, f"{id}-")))


def _same(text: str, id: str) -> bool:
    """Whether they differ at most in what is said of later versions, which no text says."""
    return text.removesuffix("-only") == id.removesuffix("-or-later").removesuffix("-only")
