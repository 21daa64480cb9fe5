from pathlib import Path

import pytest

from openscope.catalog import Catalog
from openscope.detect import examine
from openscope.detect.page import Page
from openscope.model import Document, Role


def holders(text: str, catalog: Catalog, role: Role = Role.LICENSE) -> tuple[tuple[int, str], ...]:
    page = Page(Document("LICENSE", Path("LICENSE"), role, ".", own=True, size=len(text)), text)
    return examine(page, catalog).holders


@pytest.mark.parametrize(
    "line",
    [
        "Copyright 2010 Pallets",
        "Copyright (c) 2014-2019, Jane Doe <jane@example.com>",
        "© 2021 Example GmbH",
        "(c) Example, Inc. 2020",
        "Copyright (C) The Example Authors",
        "copyright 1999 by Example",
    ],
)
def test_a_statement_is_kept_with_its_line(line: str, catalog: Catalog) -> None:
    assert holders(f"MIT License\n\n * {line}\n\nPermission is hereby granted", catalog) == ((3, line),)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright [yyyy] [name of copyright owner]",
        "Copyright (c) <year> <copyright holders>",
        "copyright notice and this permission notice shall be included",
        "(c) You must retain, in the Source form of any Derivative Works",
        "Copyright Holder means the person named above",
        "The above copyright notice",
        "COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM",
    ],
)
def test_words_about_copyright_name_nobody(line: str, catalog: Catalog) -> None:
    assert holders(line, catalog) == ()


def test_only_licence_and_notice_files_count(catalog: Catalog) -> None:
    assert holders("Copyright 2010 Pallets", catalog, Role.NOTICE)
    assert not holders("Copyright 2010 Pallets", catalog, Role.README)


def test_hostile_lines_take_no_time(catalog: Catalog) -> None:
    assert holders("copyright " * 200_000 + "\n" + "(c) " * 200_000, catalog) == ()
