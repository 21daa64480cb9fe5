"""A seeker finds what its expression finds, whatever the text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openscope.detect import clause, contrary, openness, origin, statement
from openscope.detect.flow import flow
from openscope.detect.needles import fold
from openscope.detect.seek import Seeker
from openscope.detect.sieve import Sieve

OWN = {
    **{rule.name: rule.find for rule in openness.rules() if rule.find},
    "tuned": origin._TUNED,
    "made": origin._MADE,
    "base field": origin._FIELD,
    "license field": statement._STATEMENTS[0],
    "commercial": contrary._PLAIN,
    "about": clause._ABOUT_LICENSE,
}

VOCABULARY = """
the training code data corpus is are not will be released open-sourced all of under a License LICENSE
license: ## # | - * : [data](https://huggingface.co/datasets/x) https://github.com/o/r fine-tuned from model
weights base model: by finetuning lora for `o/n` evaluation results benchmark MMLU harness intermediate
checkpoints logs eval suite can be downloaded undisclosed proprietary commercial research only 许可证 协议
library: trained on framework 商用 基于 gguf ſafetensors lıcense İ İnference .
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\u212a", "\n", "\n\n"])


@pytest.mark.parametrize("name", OWN)
@settings(max_examples=30, deadline=None)
@given(words=st.lists(WORDS, max_size=40))
def test_it_finds_what_the_expression_finds(name: str, words: list[str]) -> None:
    each, text = OWN[name], " ".join(words)
    wanted = [(found.span(), found.groups()) for found in each.pattern.finditer(text)]

    assert [(found.span(), found.groups()) for found in each.finditer(text, fold(text))] == wanted


@settings(max_examples=100, deadline=None)
@given(words=st.lists(WORDS, max_size=40))
def test_a_sieve_keeps_what_may_match(words: list[str]) -> None:
    text = fold(" ".join(words))
    sieve = Sieve("ours", lambda: [[each.needles for each in one.alternatives] for one in OWN.values()])
    matching = [number for number, one in enumerate(OWN.values()) if one.pattern.search(text.text)]

    assert set(matching) <= set(sieve.keep(text))


def test_a_sieve_keeps_what_asks_for_nothing_and_drops_what_is_not_there() -> None:
    asked = [Seeker(each, re.I) for each in (r"\w+", "licen[cs]e", r"\bweights\b .{0,9} released")]
    sieve = Sieve("some", lambda: [*([each.needles for each in one.alternatives] for one in asked), []])

    assert sieve.keep(fold("The License")) == [0, 1, 3]


def test_each_alternative_has_needles_of_its_own() -> None:
    each = Seeker(r"(?m)^.{0,9}results.{0,9}$|\btrained on [^\n]{0,40} https?://", re.I)
    text = "trained on data\nour results\ntrained on it: https://x"

    assert [text[slice(*line)] for line in each.lines(fold(text))] == [
        "our results",
        "trained on it: https://x",
    ]
    assert [found[0] for found in each.finditer(text, fold(text))] == [
        "our results",
        "trained on it: https://",
    ]


@pytest.mark.parametrize("name", OWN)
def test_every_expression_of_ours_has_needles(name: str) -> None:
    assert all(each.needles for each in OWN[name].alternatives)


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text).text) == len(text)


@pytest.mark.parametrize("letter", ["ſ", "ı", "İ", "\u212a"])
def test_folding_knows_every_letter_that_case_is_ignored_for(letter: str) -> None:
    plain = next(each for each in "sik" if re.fullmatch(each, letter, re.I))

    assert fold(letter).text == plain


def _words(each: Seeker) -> list[list[str]]:
    [only] = each.alternatives
    return [list(needles.words) for needles in only.needles]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("licen[cs]es?", [["licence", "license"]]),
        (r"\bpre-?train\w+ data\b", [["pretrain", "pre-train"], [" data"]]),
        (r"(?:weights|models?)\w* (?:open|closed)", [["weights", "model"], [" closed", " open"]]),
        (r"(?:weights)? \w+", []),
        (r"許可|授权", [["授权", "許可"]]),
        (r"straße", [["stra"]]),
        (r"(?=licence)\w+", []),
    ],
)
def test_needles_are_read_off_the_expression(expression: str, words: list[list[str]]) -> None:
    found = _words(Seeker(expression, re.I))

    assert sorted(map(sorted, found)) == sorted(map(sorted, words))


@pytest.mark.parametrize(
    ("expression", "within"),
    [
        (r"a.b", True),
        (r"(?s)a.b", False),
        (r"a\sb", False),
        (r"a[^x]b", False),
        (r"a[^\n]b", True),
        (r"a\W", False),
        (r"ab$", False),
        (r"(?m)ab$", True),
        (r"ab\Z", False),
        (r"ab(?!\s)", False),
        (r"(?s:a.)b", False),
    ],
)
def test_what_goes_beyond_a_line_is_tried_on_the_whole_text(expression: str, within: bool) -> None:
    assert Seeker(expression, re.I).within is within


def test_it_looks_only_at_the_lines_that_hold_what_it_needs() -> None:
    each = Seeker(r"released [^\n]{0,20} license", re.I)
    text = "released today\nreleased under a license\na license"

    assert [text[slice(*line)] for line in each.lines(fold(text))] == ["released under a license"]


def test_another_expression_narrows_the_lines() -> None:
    each = Seeker(r"under \w+", also="licen[cs]e")
    text = "under water\nunder MIT, a license"

    assert [found[0] for found in each.finditer(text, fold(text))] == ["under MIT"]


def test_flowing_text_is_searched_the_same_way() -> None:
    running = flow(enumerate(["The weights are", "released under the", "MIT license."], 1))
    each = Seeker(r"released under", re.I)

    assert [running.line(found.start()) for found in running.finditer(each)] == [2]
