"""Package manifests: who a package says it is, and which licence it says it has.

One file a family of formats, each a table of the manifests that it reads. Most are
read here, in a millisecond; the rest by packagedcode, ScanCode's parsers, whose import alone takes
half a second. Nothing that is read is run.
"""

from pathlib import Path

from openscope.manifest import go, javascript, packagedcode, php, python, ruby, rust, setup_py
from openscope.manifest.statements import statements
from openscope.manifest.value import Manifest, Reader
from openscope.model import SkipCode, Skipped
from openscope.names import is_manifest, manifest_rank
from openscope.textfile import decode, read_bytes

__all__ = ["Manifest", "is_manifest", "parse_manifest", "read_manifest", "statements"]

MAX_BYTES = 1024 * 1024

READERS: dict[str, Reader] = {
    **go.READERS,
    **javascript.READERS,
    **packagedcode.READERS,
    **php.READERS,
    **python.READERS,
    **ruby.READERS,
    **rust.READERS,
    **setup_py.READERS,
}
"""By the manifest's name in lower case, or by its extension (`.gemspec`)."""


def parse_manifest(path: Path, name: str, text: str | None = None) -> Manifest | Skipped | None:
    """Reads a manifest. None if it is no manifest, or one that says nothing of a package.

    `name` is what the file is called in the tree, with or without directories; `path` is where its
    bytes lie, which may be under another name; `text` is what they say, where that is known already.
    """
    directory, _, file_name = name.rpartition("/")
    kind = file_name.lower()
    if manifest_rank(kind, directory.rpartition("/")[2] or path.parent.name) is None:
        return None
    if text is not None and len(text) < MAX_BYTES:
        return read_manifest(text, name)
    data = read_bytes(path, name, MAX_BYTES)
    if isinstance(data, Skipped):
        return data
    text = decode(data)
    if text is None:
        return Skipped(name, SkipCode.BINARY, "binary content")
    return read_manifest(text, name)


def read_manifest(text: str, name: str) -> Manifest | Skipped | None:
    """Reads the text of a manifest of that name."""
    kind = name.rpartition("/")[2].lower()
    reader = READERS.get(kind) or READERS["." + kind.rpartition(".")[2]]
    try:
        return reader(text)
    except (Exception, RecursionError) as error:
        # Parsers of others raise anything on anything.
        return Skipped(name, SkipCode.MALFORMED, f"not a readable manifest: {_explanation(error)}")


def _explanation(error: BaseException) -> str:
    """A parser's own words where it says what it met and where; else the error is about its insides."""
    about_text = type(error).__name__.endswith(("DecodeError", "ParseError", "SyntaxError", "ParserError"))
    lines = str(error).strip().splitlines()
    return lines[0][:200] if about_text and lines else "its structure is not the one that its name promises"
