"""Ask 10, dirty names to SPDX: what people really write for a licence, in manifests of every ecosystem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.catalog import Ambiguous, Catalog, load_catalog
from openscope.detect.words import confidence, declared_expression
from openscope.expression import parse

CPE = "GPL-2.0-only WITH Classpath-exception-2.0"
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
    "License :: Free for non-commercial use": "LicenseRef-openscope-free-for-noncommercial-use",
    "License :: Free For Home Use": "LicenseRef-openscope-free-for-noncommercial-use",
    "License :: Free For Educational Use": "LicenseRef-openscope-free-for-educational-use",
    "SEE LICENSE IN LICENSE.txt": None,
    "Dual License": None,
    "UNKNOWN": None,
    "LICENSE": None,
    "https://example.org/our-licence": None,
    "License :: OSI Approved": None,
}
# Names of which no table holds the whole: a family, a version, what is said of later ones, and more of them.
READ_BY_PARTS = {
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU GENERAL PUBLIC LICENSE Version 2, June 1991": "GPL-2.0-only",
    "GNU Library General Public License v2.1 or later": "LGPL-2.1-or-later",
    "GNU Library or Lesser General Public License version 2.0 (LGPLv2)": "LGPL-2.0-only",
    "LGPL-2.1 or (at your option) any later version": "LGPL-2.1-or-later",
    "Lesser General Public License, version 3 or greater": "LGPL-3.0-or-later",
    "Affero General Public License (AGPL) v. 3": "AGPL-3.0-only",
    "gpl (\u2265 3)": "GPL-3.0-or-later",
    "The Go license": "BSD-3-Clause",
    "CDDL + GPLv2 with classpath exception": f"CDDL-1.1 OR {CPE}",
    "CDDL/GPLv2+CE": f"CDDL-1.1 OR {CPE}",
    "CDDL v1.0 / GPL v2 dual license": "CDDL-1.0 OR GPL-2.0-only",
    "Dual license consisting of the CDDL v1.1 and GPL v2": "CDDL-1.1 OR GPL-2.0-only",
    "Dual License: CDDL 1.0 and GPL V2 with Classpath Exception": f"CDDL-1.0 OR {CPE}",
    "GPLv2 license, includes the CLASSPATH exception": CPE,
    "GNU General Public License v2.0 only, with Classpath exception": CPE,
    "Public Domain, per Creative Commons CC0": "CC0-1.0",
    "The GNU General Public License, v2 with Universal FOSS Exception, v1.0": (
        "GPL-2.0-only WITH Universal-FOSS-exception-1.0"
    ),
    "GPL-3+ with Bison exception": "GPL-3.0-or-later WITH Bison-exception-2.2",
    "GPL-2 with Linux-syscall-note exception": "GPL-2.0-only WITH Linux-syscall-note",
    "Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0)": "Apache-2.0",
    "Apache License, ASL Version 2.0": "Apache-2.0",
    "Licensed under the Apache License, Version 2.0": "Apache-2.0",
    "Apache License, V2 or later": "Apache-2.0",
    "apache 1 1": "Apache-1.1",
    "Academic Free License (AFL-2.1)": "AFL-2.1",
    "CEA CNRS Inria Logiciel Libre License, version 2.1 (CeCILL-2.1)": "CECILL-2.1",
    "The OpenLDAP Public License, Version 2.8, 17 August 2003": "OLDAP-2.8",
    "Creative Commons Attribution-Non Commercial-Share Alike 4.0 International": "CC-BY-NC-SA-4.0",
    "https://creativecommons.org/licenses/by-nc-sa/3.0/legalcode": "CC-BY-NC-SA-3.0",
    "https://www.gnu.org/licenses/old-licenses/lgpl-2.0-standalone.html": "LGPL-2.0-only",
    "Eclipse Distribution License (New BSD License)": "BSD-3-Clause",
    "BSD Four Clause License": "BSD-4-Clause",
    "LICENSE BSD-2-Clause-Patent https://spdx.org/licenses/BSD-2-Clause-Patent": "BSD-2-Clause-Patent",
    "Expat (MIT/X11)": "MIT",
    "['MIT']": "MIT",
    "MIT / http://rem.mit-license.org": "MIT",
    "MIT -or- Apache License 2.0": "MIT OR Apache-2.0",
    "MPLv2.0, MIT Licences": "MPL-2.0 AND MIT",
    "MPL 2.0, and EPL 1.0": "MPL-2.0 AND EPL-1.0",
    "MPL 1.1/GPL 2.0/LGPL 2.1": "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-only",
    "LGPLv3+_or_GPLv2+": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "GPL v2 or v3": "GPL-2.0-only OR GPL-3.0-only",
    "MIT or BSD-3 and ZPL 2.1": "MIT OR (BSD-3-Clause AND ZPL-2.1)",
    "ZPL 2.1 and (LGPL-3 or BSD-3)": "ZPL-2.1 AND (LGPL-3.0-only OR BSD-3-Clause)",
    "perl_5": "Artistic-1.0-Perl OR GPL-1.0-or-later",
    "License :: OSI Approved :: NASA Open Source Agreement v1.3 (NASA-1.3)": "NASA-1.3",
}
# A rider takes away what the licence beside it gives, however they are joined.
WITH_RIDER = {
    "Apache 2.0 + Commons Clause": "Apache-2.0 AND LicenseRef-scancode-commons-clause",
    "Apache 2.0 with Commons Clause": "Apache-2.0 AND LicenseRef-scancode-commons-clause",
    "GNU Affero General Public License, Version 3 with the Commons Clause": (
        "AGPL-3.0-only AND LicenseRef-scancode-commons-clause"
    ),
    "MIT WITH LicenseRef-scancode-commons-clause": "MIT AND LicenseRef-scancode-commons-clause",
}
# One word that is not understood, or two things that contradict each other.
NOT_READ = (
    *("MIT-like", "Three-clause BSD-style", "Apache-2.0 compatible", "non-GPL", "not MIT", "All but MIT"),
    *("MIT, not for commercial use", "MIT (non-commercial use only)", "Apache 2.0 for evaluation only"),
    *("GPLv2 (LGPLv2)", "GPL v2 (GPL v3)", "MIT (Apache-2.0)", "GPL 2, 3", "Apache 9.7", "GPL (>= 2.0, < 4)"),
    *("BSD-derived (http://www.repoze.org/LICENSE.txt)", "Eclipse Distribution License 4.0", "MIT BSD-3"),
    *(
        "https://example.org/ours and MIT",
        "GPL-2.0 with unheard-of exception",
        "Classpath exception",
        "()",
        ",",
    ),
    *(
        "(MIT or GPL",
        "MIT or GPL-2)",
        "()()",
        "(()",
        ") (",
        "WITH",
        "or later",
        "2.0",
        "the license",
        "MIT, Apache and BSD-3 or GPL-2",
        "(" * 3000,
    ),
)
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
    *("Berkeley Software Distribution (BSD) License", "GNU Lesser GPL", "Apache+", "CDDL+GPL", "Ruby or GPL"),
    *("GPL with Classpath exception", "LPGL, see LICENSE file.", "Hippocratic License", "SIL OFL"),
    *("MIT X11", "PSF", "http://www.gnu.org/licenses/gpl.html", "BSL"),
)


@pytest.mark.parametrize("words", MEANS)
def test_what_words_mean(catalog: Catalog, words: str) -> None:
    assert declared_expression(words, catalog) == MEANS[words]


@pytest.mark.parametrize("words", [*READ_BY_PARTS, *WITH_RIDER])
def test_what_names_mean_that_are_read_part_by_part(catalog: Catalog, words: str) -> None:
    assert declared_expression(words, catalog) == (READ_BY_PARTS | WITH_RIDER)[words]


@pytest.mark.parametrize("words", NOT_READ)
def test_a_name_is_read_only_if_each_of_its_words_is(catalog: Catalog, words: str) -> None:
    assert declared_expression(words, catalog) is None


@pytest.mark.parametrize("words", READ_BY_PARTS)
@pytest.mark.parametrize("more", ["{} for internal use", "pseudo-{}", "{} (modified)", "no {}"])
def test_a_word_that_says_something_else_leaves_a_name_unread(
    catalog: Catalog, words: str, more: str
) -> None:
    assert declared_expression(more.format(words), catalog) is None


def test_candidates_of_names_that_are_not_clear_are_told(catalog: Catalog) -> None:
    meaning = catalog.meaning("GNU LGPL version 3 or GNU Lesser General Public License")
    assert isinstance(meaning, Ambiguous)
    assert {"LGPL-2.1-only", "LGPL-3.0-only"} <= set(meaning.candidates)
    assert not any(id.startswith("GPL") for id in meaning.candidates)


@pytest.mark.parametrize("words", FITS_SEVERAL)
def test_words_that_fit_several_stay_ambiguous(catalog: Catalog, words: str) -> None:
    assert isinstance(catalog.meaning(words), Ambiguous)
    assert declared_expression(words, catalog) is None


@pytest.mark.parametrize(
    ("words", "sure"),
    [
        *(("MIT", 1.0), ("(mit OR Apache-2.0)", 1.0), ("MIT/Apache-2.0", 1.0)),
        *(("Apache 2", 0.9), ("GPLv3+", 0.9), ("Apache 2 or GPLv3+", 0.9)),
        *(("GNU Library GPL v2.1 or later", 0.8), ("GPL v2 or v3", 0.8)),
        *(("MIT, Apache-2.0", 0.7), ("MPLv2.0; MIT", 0.7)),
    ],
)
def test_how_sure_a_reading_is(catalog: Catalog, words: str, sure: float) -> None:
    assert confidence(words, declared_expression(words, catalog), catalog) == sure


PIECES = """MIT GPL LGPL ( ) , ; or and with w/ + / & v2 2.0 >= later or-later Classpath BSD
  3-Clause exception CC0 < only"""
pieces = st.sampled_from(
    [*PIECES.split(), "https://example.org/x", "license", "dual", "\x00", "\u2265", "'", "&quot;"]
)


@given(st.lists(pieces, max_size=14).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_is_an_expression_or_is_not_read(words: str) -> None:
    catalog = load_catalog()
    expression = declared_expression(words, catalog)
    if expression is not None:
        assert str(parse(expression)) == expression
        assert 0 < confidence(words, expression, catalog) <= 1
    elif (meaning := catalog.meaning(words)) is not None:
        assert isinstance(meaning, Ambiguous)
        assert all(map(catalog.license, meaning.candidates))
