"""Choices of licences, and the texts of what may be chosen."""

from collections.abc import Iterable, Sequence

from openscope.expression import Expression, Leaf, Or, join, parse

# "GPL", without a version: the text beside it says which.
_ANY_VERSION = {"GPL-1.0-or-later": "GPL-", "LGPL-2.0-or-later": "LGPL-", "AGPL-1.0-or-later": "AGPL-"}


def texts_of(choice: Or, texts: Iterable[str]) -> dict[str, Leaf]:
    """Those of the expressions that are the text of a licence of the choice, each with that licence.

    "GPL-2.0-only" is the text of "GPL-2.0-or-later", and "BSD-2-Clause-Views" that of "BSD-2-Clause".
    """
    leaves = [leaf for leaf in choice.args if isinstance(leaf, Leaf) and leaf.exception is None]
    found: dict[str, Leaf] = {}
    for text in texts:
        if " " not in text:
            fits = [leaf for leaf in leaves if _same(text, leaf.id)]
            fits += [leaf for leaf in leaves if _is_variant(text, leaf.id)]
            if fits:
                found[text] = fits[0]
    return found


def offered(expressions: Sequence[str], choice: str | None = None) -> list[str]:
    """The expressions of several files, without those of the texts of a choice that one of them, or `choice`,
    offers: LICENSE says "under any of these", and COPYING.GPL and COPYING.MPL are two of them.
    """
    for offer in (choice, *expressions):
        tree = parse(offer) if offer else None
        texts = texts_of(tree, expressions) if isinstance(tree, Or) else {}
        if isinstance(tree, Or) and texts:
            others = [each for each in expressions if each not in texts and each != offer]
            return [str(with_texts(tree, texts)), *others]
    return list(expressions)


def with_texts(choice: Or, texts: dict[str, Leaf]) -> Expression:
    """The choice with what its texts, those of `texts_of`, say more exactly than its words."""
    exact = {leaf: Leaf(text) for text, leaf in texts.items() if not _same(text, leaf.id)}
    return join(Or, [exact.get(arg, arg) if isinstance(arg, Leaf) else arg for arg in choice.args])


def _is_variant(text: str, id: str) -> bool:
    return text.startswith((f"{id}-", _ANY_VERSION.get(id, f"{id}-")))


def _same(text: str, id: str) -> bool:
    """Whether they differ at most in what is said of later versions, which no text says."""
    return text.removesuffix("-only") == id.removesuffix("-or-later").removesuffix("-only")
