"""The manifest of Go modules: `go.mod`, which says who they are and nothing of their licence."""

import re

from openscope.manifest.value import Manifest, Reader, manifest
from openscope.regex import regex

_MODULE = regex(r"^module[ \t]+[\"`]?([^\s\"`]{1,500})", re.M)


def _go_mod(text: str) -> Manifest | None:
    found = _MODULE.search(text)
    namespace, _, name = found[1].rpartition("/") if found else ("", "", None)
    return manifest("golang", namespace, name, None, None)


READERS: dict[str, Reader] = {"go.mod": _go_mod}
