"""Words beside a known open licence that limit what may be done, whatever kind of limit it is."""

import pytest

from openscope.detect.added import limits
from openscope.detect.flow import flow
from openscope.model import Category
from tests.conftest import Look, only, text_of

COPYRIGHT = "Copyright (c) 2024 The Makers\n\n"

LIMITS = [
    "The software must not be run on a Tuesday.",
    "You may not use this library together with the programs of our neighbours.",
    "Companies are not allowed to use the code.",
    "Distribution of this package in shops for toys is strictly prohibited.",
    "This software may only be used by members of the club.",
    "Every developer in a company has to buy a licence.",
]
ORDINARY = [
    "The names of the makers may not be used to endorse or promote products.",
    "This notice may not be removed, and altered versions must not be misrepresented as the original.",
    "You may not use the files in here except in compliance with what is said above.",
    "The software may not be fit for use in every machine.",
    "You may use, copy and sell it as you like, and need to ask nobody.",
    "The files in images/ were made by a friend and may be used in any way.",
    "The authors shall not be held liable for the use of the software.",
    "Whoever does not want the copyleft has to buy a commercial licence.",
    "You may not use the trademarks of the makers.",
    "This product includes software that was developed by others; no licence is needed to use it.",
    "It must not be distributed except under the terms of this licence, provided that this notice stays.",
]


def found(words: str) -> list[tuple[int, str]]:
    return list(limits(flow([(1, words)]), {1}))


@pytest.mark.parametrize("words", LIMITS)
def test_a_limit_without_a_kind_is_found(words: str) -> None:
    assert found(words) == [(1, words)]


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_words_are_none(words: str) -> None:
    assert found(words) == []


def test_a_sentence_that_a_known_text_explains_in_part_is_none() -> None:
    lines = flow([(1, "You may not use"), (2, "this software here.")])
    assert list(limits(lines, {1, 2}))
    assert not list(limits(lines, {2}))


@pytest.mark.parametrize("words", LIMITS)
@pytest.mark.parametrize("license", ["MIT", "BSD-3-Clause"])
@pytest.mark.parametrize("above", [True, False])
def test_a_licence_file_that_adds_one_is_not_that_licence(
    look: Look, words: str, license: str, above: bool
) -> None:
    parts = [COPYRIGHT + text_of(license), words]
    text = "\n\n".join(reversed(parts) if above else parts)
    item = only(look({"LICENSE": text + "\n"}))
    assert item.category not in (Category.PERMISSIVE, Category.COPYLEFT)
    assert {"unrecognised-license", "license-rider"} & {each.slug for each in item.findings}


def test_its_finding_quotes_it(look: Look) -> None:
    item = only(look({"LICENSE": f"{COPYRIGHT}{text_of('MIT')}\n\n{LIMITS[0]}\n"}))
    (finding,) = (each for each in item.findings if each.slug == "unrecognised-license")
    assert finding.message.startswith("reads like MIT")
    assert LIMITS[0] in finding.message
    assert finding.line


@pytest.mark.parametrize("words", ORDINARY)
def test_a_licence_file_that_adds_ordinary_words_is(look: Look, words: str) -> None:
    item = only(look({"LICENSE": f"{COPYRIGHT}{text_of('MIT')}\n\n{words}\n"}))
    assert (item.license.concluded, item.category) == ("MIT", Category.PERMISSIVE)


def test_a_logo_that_has_to_stay_is_a_rider(look: Look) -> None:
    words = "You must not remove or hide the logo and the words “Powered by Example” in the user interface."
    item = only(look({"LICENSE": f"{COPYRIGHT}{text_of('MIT')}\n\n{words}\n"}))
    assert [each.kind for each in item.restrictions] == ["attribution-display"]
    (finding,) = (each for each in item.findings if each.slug == "license-rider")
    assert words in finding.message
    assert item.category is Category.UNKNOWN
