"""Short notices and names, each with what it must yield."""

import pytest

from openscope.rulebook.native import Native

GPL = (
    "This program is free software; you can redistribute it and/or modify it under the terms of the GNU"
    " General Public License as published by the Free Software Foundation; either version 2 of the License,"
    " or (at your option) any later version."
)
LGPL = (
    "This library is free software; you can redistribute it and/or modify it under the terms of the GNU"
    " Lesser General Public License as published by the Free Software Foundation; either version 2.1 of the"
    " License, or (at your option) any later version."
)
MPL = (
    "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the"
    " MPL was not distributed with this file, You can obtain one at http://mozilla.org/MPL/2.0/."
)
APACHE = (
    'Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in'
    " compliance with the License."
)

NOTICES = [
    ("MIT", None),
    ("GPL", None),
    ("public domain", None),
    ("See the LICENSE file for details.", None),
    ("All rights reserved.", None),
    ("Copyright (c) 2020 Foo Inc. All rights reserved.", None),
    ("The licence plate reader returns a string.", None),
    ("import license_tools", None),
    ("int gpl = 3;", None),
    ("test_license_mit()", None),
    ("gpl_license = True", None),
    ("if license == 'gpl': pass", None),
    ("EXPORT_SYMBOL_GPL(foo);", "GPL-2.0-only"),
    ("def test(a, b):\n    return a + b\n", None),
    ("Licensed under the MIT license.", "MIT"),
    ("License: MIT", "MIT"),
    ("License\n=======\n\nMIT License. See the header.", "MIT"),
    ("@license MIT", "MIT"),
    ("may be freely distributed under the MIT license", "MIT"),
    ("License :: OSI Approved :: MIT License", "MIT"),
    ('"license": "ISC"', "ISC"),
    ('license = "BSD-3-Clause"', "BSD-3-Clause"),
    ("Released under the BSD license", "BSD-3-Clause"),
    (APACHE, "Apache-2.0"),
    ("https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
    (GPL, "GPL-2.0-or-later"),
    (LGPL, "LGPL-2.1-or-later"),
    (MPL, "MPL-2.0"),
    ("GNU Affero General Public License version 3", "AGPL-3.0-only"),
    ("This package is licensed under the terms of the AGPL-3.0-only", "AGPL-3.0-only"),
    ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "GPL-3.0-only"),
    ("# GPL-2.0-or-later", "GPL-2.0-or-later"),
    ("Dual licensed under the MIT and GPL licenses.", "MIT OR GPL-1.0-or-later"),
    (
        "Licensed under either of Apache License, Version 2.0 or MIT license at your option.",
        "Apache-2.0 OR MIT",
    ),
    ("http://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0"),
    (
        "This work is licensed under a Creative Commons Attribution-ShareAlike 4.0 International License.",
        "CC-BY-SA-4.0",
    ),
    ("Licensed under CC BY 4.0", "CC-BY-4.0"),
    ("Open Data Commons Open Database License", "ODbL-1.0"),
    ("Business Source License 1.1", "BUSL-1.1"),
    ("Boost Software License - Version 1.0", "BSL-1.0"),
    ("Elastic License 2.0", "Elastic-2.0"),
    ("Server Side Public License, v 1", "SSPL-1.0"),
    ("SIL Open Font License 1.1", "OFL-1.1"),
    ("Eclipse Public License - v 2.0", "EPL-2.0"),
    ("zlib license", "Zlib"),
    ("WTFPL", "WTFPL"),
    ("The Unlicense", "Unlicense"),
    ("Proprietary and confidential", "LicenseRef-scancode-proprietary-license"),
]
DENIED = [
    (
        "A GPL-compatible license makes it possible to combine Vine with other software that is released\n"
        "under the GPL, it does not mean that we're distributing Vine under the GPL license.",
        None,
    ),
    ("The BSD license, unlike the GPL, lets you keep your changes.", "BSD-3-Clause"),
    ("Released under the MIT License, as opposed to the GNU General Public License v3.0.", "MIT"),
    ("# This file is not licensed under the\n# GPL-2.0, it is under the MIT license.", "MIT"),
    ("It calls other software which is licensed under the GPL-2.0-only. MIT license.", "MIT"),
    ("Licensed under the MIT License. Versions before 2.0 were released under the GPL-3.0.", "MIT"),
    ("This is MIT licensed. Unlike Bar, which is GPLv3, it may be linked to anything.", "MIT"),
    # What is said of one thing ends with its sentence.
    ("The server is unlike the client. It is licensed under the Apache License, Version 2.0.", "Apache-2.0"),
    ("Open does not mean free of charge. Licensed under the Apache License, Version 2.0.", "Apache-2.0"),
]


@pytest.mark.parametrize(("text", "expression"), NOTICES + DENIED)
def test_a_notice_yields(native: Native, text: str, expression: str | None) -> None:
    assert native.recognise(text).expression == expression
