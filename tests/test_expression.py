"""Expressions: reading, writing, choosing; the laws that make a judgement trustworthy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope import expression as module
from openscope.expression import (
    And,
    Expression,
    ExpressionError,
    Leaf,
    Or,
    canonicalise,
    choose,
    conjunction,
    ids,
    join,
    parse,
)

RANKS = {"Allow": 0, "Unknown": 1, "Deny": 2}
_leaves = st.sampled_from(sorted(RANKS)).map(Leaf)
expressions = st.recursive(
    _leaves,
    lambda inner: st.builds(join, st.sampled_from([And, Or]), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=12,
)


def rank(leaf: Leaf) -> int:
    return RANKS[leaf.id]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("MIT", "MIT"),
        ("mit or apache-2.0", "mit OR apache-2.0"),
        ("MIT AND (Apache-2.0 OR BSD-3-Clause)", "MIT AND (Apache-2.0 OR BSD-3-Clause)"),
        ("(MIT OR (Apache-2.0 OR ISC))", "MIT OR Apache-2.0 OR ISC"),
        ("MIT OR MIT", "MIT"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("MIT OR Apache-2.0 AND ISC", "MIT OR (Apache-2.0 AND ISC)"),
    ],
)
def test_written_as_spdx_writes_it(words: str, written: str) -> None:
    assert str(parse(words)) == written


@pytest.mark.parametrize("words", ["", "(MIT", "MIT AND", "MIT/Apache-2.0", "a WITH b WITH c", "(" * 5_000])
def test_what_is_no_expression_is_said(words: str) -> None:
    with pytest.raises(ExpressionError):
        parse(words)


def by_library(words: str) -> Expression | None:
    try:
        return module._read_by_library(words)
    except ExpressionError:
        return None


SPELT = "MIT|GPL-2.0+|not|AND-x|DocumentRef-a:LicenseRef-b|and|Or|WITH|()|(MIT)|a or b and c with d|(a)AND(b)"
SPELT += "|a(b)|(a OR b) WITH c|a WITH (b)|a b|a AND b OR|((a)|a)|a,b|a\u00a0AND\u00a0b|a\u2003OR b|\x1fa"


@pytest.mark.parametrize("words", SPELT.split("|"))
def test_what_is_well_spelt_is_read_as_the_library_reads_it(words: str) -> None:
    assert module._read(words) in (None, by_library(words))


@given(
    st.lists(st.sampled_from(["MIT", "GPL-2.0+", "a", "AND", "or", "With", "(", ")", "not"]), max_size=12),
    st.data(),
)
def test_no_words_are_read_otherwise_than_by_the_library(words: list[str], data: st.DataObject) -> None:
    glue = st.sampled_from([" ", "  ", "\n"])
    text = "".join(word + data.draw(glue) for word in words)
    known = by_library(text)
    assert module._read(text) in (None, known)


@given(expressions)
def test_what_we_write_needs_no_library(expression: Expression) -> None:
    assert module._read(str(expression)) == by_library(str(expression)) is not None


def test_ids_become_canonical_and_may_become_expressions() -> None:
    table = {"gpl2cpe": "GPL-2.0-only WITH Classpath-exception-2.0", "mit": "MIT"}
    assert (
        str(canonicalise("mit OR gpl2cpe", lambda id: table[id]))
        == "MIT OR GPL-2.0-only WITH Classpath-exception-2.0"
    )


def test_the_ids_of_an_expression_are_named_once_without_exceptions() -> None:
    assert ids("MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR MIT)") == ("MIT", "GPL-2.0-only")
    assert ids(None) == ()


def test_conjunction_keeps_choices_together() -> None:
    assert conjunction(["MIT OR ISC", "Apache-2.0", "Apache-2.0"]) == "(MIT OR ISC) AND Apache-2.0"
    assert conjunction([]) is None


@given(expressions)
def test_text_form_round_trips(expression: Expression) -> None:
    assert parse(str(expression)) == expression


@given(expressions)
def test_the_order_of_operands_changes_no_rank(expression: Expression) -> None:
    def turned(tree: Expression) -> Expression:
        return (
            tree if isinstance(tree, Leaf) else join(type(tree), [turned(arg) for arg in reversed(tree.args)])
        )

    assert choose(expression, rank)[1] == choose(turned(expression), rank)[1]


@given(expressions, st.sampled_from(sorted(RANKS)))
def test_allowing_more_never_makes_it_worse(expression: Expression, eased: str) -> None:
    def easier(leaf: Leaf) -> int:
        return 0 if leaf.id == eased else rank(leaf)

    assert choose(expression, easier)[1] <= choose(expression, rank)[1]


@given(expressions)
def test_what_is_chosen_has_no_choice_left_and_the_same_rank(expression: Expression) -> None:
    chosen, worst = choose(expression, rank)
    assert " OR " not in str(chosen)
    assert choose(chosen, rank) == (chosen, worst)


@given(st.lists(_leaves, min_size=1, max_size=5))
def test_and_takes_the_worst_and_or_the_best(leaves: list[Leaf]) -> None:
    ranks = [rank(leaf) for leaf in leaves]
    assert choose(join(And, list(leaves)), rank)[1] == max(ranks)
    assert choose(join(Or, list(leaves)), rank)[1] == min(ranks)
