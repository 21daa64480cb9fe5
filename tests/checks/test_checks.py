"""The registry of findings."""

import re

from openscope.checks import ALL, find_check


def test_codes_and_slugs_are_unique_and_well_formed() -> None:
    assert len({check.CODE for check in ALL}) == len({check.SLUG for check in ALL}) == len(ALL)
    for check in ALL:
        assert re.fullmatch(r"OS\d{3}", check.CODE)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.SLUG)


def test_every_check_has_a_page_of_four_parts() -> None:
    for check in ALL:
        page = (check.__doc__ or "").strip().split("\n\n")
        title, looks, matters = page[0], page[1], page[2]
        assert title.endswith(".")
        assert "\n" not in title
        assert looks.startswith("Looks at ")
        assert matters.startswith("It matters because ")
        assert len(page) == 4


def test_a_check_is_found_by_code_and_by_slug() -> None:
    for check in ALL:
        assert find_check(check.CODE) is find_check(check.SLUG) is find_check(check.CODE.lower()) is check
    assert find_check("OS999") is None
