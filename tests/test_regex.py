"""Regular expressions that are compiled when they are first used."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import openscope
from openscope.regex import regex


def test_it_does_what_the_real_one_does() -> None:
    ours, real = regex(r"(?P<first>a+)b", re.I), re.compile(r"(?P<first>a+)b", re.I)
    assert (ours.pattern, ours.flags, ours.groups) == (real.pattern, real.flags, real.groups)
    for _ in range(2):  # the first use compiles it
        assert ours.findall("AAb ab b") == real.findall("AAb ab b")
        assert ours.sub(r"\1", "xaab") == "xaa"
        assert (found := ours.search("xAAb", 1)) is not None
        assert found["first"] == "AA"
    assert regex(rb"a|b").fullmatch(b"b")


def test_one_that_is_not_well_formed_is_an_error_when_it_is_used() -> None:
    wrong = regex(r"(")
    with pytest.raises(re.error):
        wrong.search("")


def test_every_one_of_the_package_is_well_formed() -> None:
    found = 0
    for module in walk_packages(openscope.__path__, "openscope."):
        for value in vars(import_module(module.name)).values():
            if type(value) is type(regex("")):
                found += value.groups >= 0
    assert found > 100
