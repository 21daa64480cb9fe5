"""A licence file that offers a choice and holds the texts of what may be chosen.

"Licensed under either of MIT or GPL-2.0, at your option", and both texts below: whoever takes the one is not
bound by the other, though its text stands in the same file.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from openscope.choice import texts_of, with_texts
from openscope.expression import And, Expression, Or, join, parse
from openscope.rulebook import Match, Recognised

_TITLE_LINES = 6


def offered(found: Recognised) -> Recognised:
    """The choice alone, in place of the choice and of each of its licences."""
    tree = parse(found.expression) if found.expression else None
    if not isinstance(tree, And):
        return found
    for match in found.matches:
        choice = parse(match.expression)
        if isinstance(choice, Or) and choice in tree.args:
            return replace(found, expression=str(_without(tree, choice, match, found.matches)))
    return found


def _without(tree: And, choice: Or, said: Match, matches: Sequence[Match]) -> Expression:
    """Without the licences that are named in the words of the choice, or whose texts stand below it.

    The texts are those of the choice where the file begins with it: in a collection of many works' licences,
    one work's choice says nothing of the others.
    """
    begins = not any(each.end_line < said.start_line for each in matches)
    below = Counter(each.expression for each in matches if each.whole and each.start_line > said.end_line)
    texts = texts_of(choice, [text for text in below if begins and below[text] == 1])
    beside = [e for e in matches if e.start_line <= said.end_line and e.end_line >= said.start_line]
    words = texts_of(choice, (each.expression for each in beside if not each.text))

    def explained(each: Match) -> bool:
        if each.expression in texts and (each.whole or _is_title(each, matches)):
            return True
        return each.expression in words and each in beside

    others = {each.expression for each in matches if not explained(each)}
    dropped = (texts.keys() | words.keys()) - others
    exact = with_texts(choice, words | texts)
    return join(And, [exact if arg == choice else arg for arg in tree.args if str(arg) not in dropped])


def _is_title(each: Match, matches: Sequence[Match]) -> bool:
    """Whether it stands right above the text of the licence that it names."""
    return not each.text and any(
        other.whole
        and other.expression == each.expression
        and 0 <= other.start_line - each.end_line <= _TITLE_LINES
        for other in matches
    )
