"""An exception that is found apart from its licence is joined with it, where it can be but one."""

import pytest

from openscope.catalog import Catalog
from openscope.detect.exception import with_exception


@pytest.mark.parametrize(
    ("expression", "joined"),
    [
        ("GPL-2.0-or-later AND Classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
        (
            "MIT AND Classpath-exception-2.0 AND GPL-2.0-only",
            "MIT AND GPL-2.0-only WITH Classpath-exception-2.0",
        ),
        ("Apache-2.0 AND LLVM-exception AND MIT", "Apache-2.0 WITH LLVM-exception AND MIT"),
        # Whose it is, nobody can say.
        ("GPL-2.0-only AND GPL-3.0-only AND GCC-exception-3.1", None),
        ("MIT AND GCC-exception-3.1", None),
        ("GPL-3.0-only AND LLVM-exception", None),
        ("GPL-2.0-only AND Classpath-exception-2.0 AND Autoconf-exception-2.0", None),
        ("GPL-2.0-only WITH Classpath-exception-2.0", None),
        ("GPL-2.0-only OR MIT", None),
        ("Classpath-exception-2.0", None),
    ],
)
def test_an_exception_stands_with_its_licence(catalog: Catalog, expression: str, joined: str | None) -> None:
    assert with_exception(expression, catalog) == (joined or expression)
    assert with_exception(None, catalog) is None
