"""What people really write for a licence, in package manifests and lockfiles of every ecosystem."""

import pytest

from openscope.catalog import Ambiguous, Catalog
from openscope.detect.words import confidence, declared_expression

MEANS = {
    "GPL2 w/ CPE": "GPL-2.0-only WITH Classpath-exception-2.0",
    "GPLv2+CE": "GPL-2.0-only WITH Classpath-exception-2.0",
    "GNU General Public License, version 2 (GPL2), with the classpath exception": (
        "GPL-2.0-only WITH Classpath-exception-2.0"
    ),
    "Apache License, Version 2.0": "Apache-2.0",
    "The Apache Software License, Version 2.0": "Apache-2.0",
    "Apache License (== 2.0)": "Apache-2.0",
    "Apache 2": "Apache-2.0",
    "UNLICENSED": "LicenseRef-openscope-all-rights-reserved",
    "Unlicense": "Unlicense",
    "GPLv3+": "GPL-3.0-or-later",
    "GPL (>= 2)": "GPL-2.0-or-later",
    "LGPL (>= 2.1)": "LGPL-2.1-or-later",
    "MIT/Apache-2.0": "MIT OR Apache-2.0",
    "(MIT OR Apache-2.0)": "MIT OR Apache-2.0",
    "MIT or Apache 2.0": "MIT OR Apache-2.0",
    "MIT + file LICENSE": "MIT",
    "The MIT License (MIT)": "MIT",
    "Bouncy Castle Licence": "MIT",
    "Eclipse Distribution License - v 1.0": "BSD-3-Clause",
    "Eclipse Public License - v 2.0": "EPL-2.0",
    "CDDL 1.1": "CDDL-1.1",
    "MPL 1.1": "MPL-1.1",
    "ISCL": "ISC",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
    "BSL 1.1": "BUSL-1.1",
    "http://www.apache.org/licenses/LICENSE-2.0.txt": "Apache-2.0",
    "https://www.apache.org/licenses/LICENSE-2.0.html": "Apache-2.0",
    "https://opensource.org/licenses/MIT": "MIT",
    "http://www.opensource.org/licenses/bsd-3-clause/": "BSD-3-Clause",
    "https://opensource.org/license/isc-license-txt": None,
    "https://spdx.org/licenses/0BSD.html": "0BSD",
    "https://choosealicense.com/licenses/mit/": "MIT",
    "http://www.gnu.org/licenses/lgpl-2.1.html": "LGPL-2.1-only",
    "http://www.eclipse.org/legal/epl-v10.html": "EPL-1.0",
    "http://www.mozilla.org/MPL/2.0/": "MPL-2.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: Other/Proprietary License": "LicenseRef-openscope-all-rights-reserved",
    "SEE LICENSE IN LICENSE.txt": None,
    "Dual License": None,
    "UNKNOWN": None,
    "LICENSE": None,
    "https://example.org/our-licence": None,
    "License :: OSI Approved": None,
}
FITS_SEVERAL = (
    *(
        "BSD",
        "The BSD License",
        "License :: OSI Approved :: BSD License",
        "Apache",
        "LGPL",
        "GPL",
        "OFL",
        "ZPL",
    ),
    *("MIT X11", "PSF", "CDDL/GPLv2+CE", "http://www.gnu.org/licenses/gpl.html", "BSL"),
)


@pytest.mark.parametrize("words", MEANS)
def test_what_words_mean(catalog: Catalog, words: str) -> None:
    assert declared_expression(words, catalog) == MEANS[words]


@pytest.mark.parametrize("words", FITS_SEVERAL)
def test_words_that_fit_several_stay_ambiguous(catalog: Catalog, words: str) -> None:
    assert isinstance(catalog.resolve(words), Ambiguous)
    assert declared_expression(words, catalog) is None


@pytest.mark.parametrize(
    ("words", "sure"),
    [("MIT", 1.0), ("(mit OR Apache-2.0)", 1.0), ("Apache 2", 0.9), ("GPLv3+", 0.9), ("MIT/Apache-2.0", 1.0)],
)
def test_how_sure_a_reading_is(catalog: Catalog, words: str, sure: float) -> None:
    assert confidence(words, declared_expression(words, catalog)) == sure
