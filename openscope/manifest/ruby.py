"""The manifest of Ruby gems: a program, whose plain assignments are read."""

from openscope.manifest.value import Manifest, Reader, manifest
from openscope.regex import regex

_FIELD = regex(r"\s*\w{1,40}\.(name|version|licenses?)\s*=\s*(.{1,500})")
_WORDS = regex(r"""%w[\[({]([^\])}]*)[\])}]|"([^"]*)"|'([^']*)'""")


def _gemspec(text: str) -> Manifest | None:
    """By hand, because packagedcode does not know `licenses` and fails where no author is named."""
    fields: dict[str, list[str]] = {}
    for line in text.split("\n"):
        if (found := _FIELD.match(line)) is not None:
            words = [
                word for each in _WORDS.findall(found[2]) for word in each[0].split() or each[1:] if word
            ]
            fields.setdefault(found[1].removesuffix("s"), words)
    name, version = (next(iter(fields.get(field, ())), None) for field in ("name", "version"))
    return manifest("gem", None, name, version, fields.get("license"))


READERS: dict[str, Reader] = {".gemspec": _gemspec}
