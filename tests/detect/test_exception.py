"""An exception that is found apart from its licence is joined with it, where it can be but one."""

import pytest

from openscope.catalog import Catalog
from openscope.detect.exception import with_exception
from openscope.rulebook import Match


@pytest.mark.parametrize(
    ("expression", "joined"),
    [
        ("GPL-2.0-or-later AND Classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
        (
            "MIT AND Classpath-exception-2.0 AND GPL-2.0-only",
            "MIT AND GPL-2.0-only WITH Classpath-exception-2.0",
        ),
        ("Apache-2.0 AND LLVM-exception AND MIT", "Apache-2.0 WITH LLVM-exception AND MIT"),
        (
            "GPL-2.0-only AND GPL-3.0-only AND GCC-exception-3.1",
            "GPL-2.0-only AND GPL-3.0-only WITH GCC-exception-3.1",
        ),
        # Whose it is, nobody can say.
        ("GPL-2.0-only AND GPL-3.0-only AND Classpath-exception-2.0", None),
        ("MIT AND GCC-exception-3.1", None),
        ("GPL-3.0-only AND LLVM-exception", None),
        ("GPL-2.0-or-later AND Autoconf-exception-3.0", None),
        ("GPL-2.0-only AND Classpath-exception-2.0 AND Autoconf-exception-2.0", None),
        ("GPL-2.0-only WITH Classpath-exception-2.0", None),
        ("GPL-2.0-only OR MIT", None),
        ("Classpath-exception-2.0", None),
    ],
)
def test_an_exception_stands_with_its_licence(catalog: Catalog, expression: str, joined: str | None) -> None:
    assert with_exception(expression, (), catalog) == (joined or expression)
    assert with_exception(None, (), catalog) is None


RUNTIME = "GPL-3.0-or-later WITH GCC-exception-3.1"
TEXT, EXCEPTION = "GPL-3.0-only", "GCC-exception-3.1"


def at(line: int, expression: str) -> Match:
    """A match, that of a whole text where it is long."""
    text = expression == TEXT
    return Match("a.RULE", expression, line, line + 600 * text, 1.0, text)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        # "License: GPL-3.0-or-later WITH GCC-exception-3.1", the exception, and the text of the GPL.
        ([(1, "GPL-3.0-or-later"), (1, EXCEPTION), (4, RUNTIME), (99, TEXT)], RUNTIME),
        ([(1, RUNTIME), (9, EXCEPTION), (20, TEXT)], RUNTIME),
        # A notice, and below it the words that add the exception.
        (
            [(1, "GPL-3.0-or-later"), (1, EXCEPTION), (4, "GPL-3.0-or-later"), (6, RUNTIME), (99, TEXT)],
            RUNTIME,
        ),
        ([(4, "GPL-3.0-or-later"), (6, RUNTIME)], RUNTIME),
        ([(1, "GPL-3.0-or-later"), (4, "GPL-3.0-or-later"), (9, RUNTIME)], f"GPL-3.0-or-later AND {RUNTIME}"),
        # Of two notices one may be that of a script within.
        (
            [(1, "GPL-2.0-or-later"), (90, "GPL-2.0-or-later"), (94, "Autoconf-exception-2.0")],
            "GPL-2.0-or-later AND Autoconf-exception-2.0",
        ),
        (
            [(90, "GPL-2.0-or-later"), (94, "Autoconf-exception-2.0")],
            "GPL-2.0-or-later WITH Autoconf-exception-2.0",
        ),
        # Another version, another notice, and a text above are licences of their own.
        ([(1, RUNTIME), (9, EXCEPTION), (20, "GPL-2.0-only")], f"{RUNTIME} AND GPL-2.0-only"),
        ([(1, "GPL-3.0-or-later"), (8, RUNTIME), (9, EXCEPTION)], f"GPL-3.0-or-later AND {RUNTIME}"),
        ([(1, TEXT), (700, RUNTIME), (709, EXCEPTION)], f"{TEXT} AND {RUNTIME}"),
    ],
)
def test_the_text_below_an_exception_is_its_own_licences(
    catalog: Catalog, lines: list[tuple[int, str]], joined: str
) -> None:
    whole = " AND ".join(dict.fromkeys(expression for _, expression in lines))
    assert with_exception(whole, [at(*each) for each in lines], catalog) == joined
