"""Which words in program code are data, not a notice: what a program compares, lists or tests with.

A notice stands in a comment, or beside the word licence. A web address in a statement, and a quoted
string in a test, say nothing of the file they stand in (scancode-toolkit issues 2371, 3223, 4005).
"""

import re

from openscope.regex import regex

_CODE = regex(
    r"\.(?:c|cc|cjs|clj|cpp|cs|cxx|dart|exs?|go|groovy|h|hpp|java|jl|jsx?|kt|lua|m|mjs|mm|php|pl|pm|ps1|pyx?"
    r"|r|rb|rs|scala|sh|swift|tsx?|vb|zig)$",
    re.I,
)
_TEST_PATH = regex(
    r"(?:^|/)(?:tests?|__tests__|testing|testdata|test[-_]data|fixtures?|specs?|mocks?|__mocks__)/"
    r"|(?:^|/)(?:test_[^/]*|conftest|[^/]*[._-](?:test|tests|spec))\.\w+$",
    re.I,
)
_COMMENT = regex(r"\s*(?:#(?!define|include|if)|//|/?\*|--|;|%|<!--|'''|\"\"\"|rem\b|@)", re.I)
_TRAILING = regex(r"(?:^|\s)(?://|#|/\*|--)\s.*$")
_QUOTED = regex(r"\"[^\"]*\"|'[^']*'|`[^`]*`")
_ADDRESS = regex(r"https?://[^\s\"'<>`)]+", re.I)
_NOTICE = regex(r"licen[cs]|copyright|spdx|\bterms\b|author", re.I)
_FIELD = regex(r"\w*licen[cs]e\w*[\"']?\s*(?:[:=(]|=>)", re.I)
# German for "licence with": rules that read "License: MIT" know no case and no language.
_LICENCE_WITH = regex(r"\b[Ll]izenz(?:en)?\b\W{0,3}mit\b")


def is_code(path: str) -> bool:
    """Whether the file is a program's source, by its extension."""
    return _CODE.search(path) is not None


def is_test(path: str) -> bool:
    """Whether the file is a test or a test's data, by its place or name."""
    return _TEST_PATH.search(path) is not None


def is_german(line: str) -> bool:
    """Whether what looks like the name MIT on a line is the German word for "with"."""
    return _LICENCE_WITH.search(line) is not None and "MIT" not in line


def is_data(line: str, test: bool) -> bool:
    """Whether the licence words on one line of program code are data. `test` says that it tests something."""
    if _COMMENT.match(line):
        return False
    line = _TRAILING.sub("", line) if not _ADDRESS.search(line) else line
    bare = _QUOTED.sub('""', line)
    if bare == line:
        return False
    if test:
        return not _NOTICE.search(bare) or _FIELD.search(bare) is None
    return _ADDRESS.search(line) is not None and not _NOTICE.search(_ADDRESS.sub("", line))
