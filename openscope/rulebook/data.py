"""The installed licence data: each rule and each licence text as it is written in its file."""

import os
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from openscope.regex import regex

Progress = Callable[[str, int, int], None]


def silent(_stage: str, _done: int, _total: int) -> None:
    """A progress callback that shows nothing."""


_MATTER = regex(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = regex(r"^([a-z_]+):[ \t]*(.*(?:\n[ \t]+.*|\n(?=\n[ \t])|\n- .*)*)", re.MULTILINE)

# Names in a list, one after a dash each, or in brackets.
_LISTED = regex(r"(?:(?<=^- )|(?<= - )|(?<=\[)|(?<=, ))[^\[\],]+?(?= - |,|\]|$)")

FLAGS = (
    "is_license_text",
    "is_license_notice",
    "is_license_reference",
    "is_license_tag",
    "is_license_intro",
    "is_license_clue",
    "is_false_positive",
    "is_required_phrase",
    "is_continuous",
    "is_mark",
)


class Written(Struct, frozen=True):
    """A rule as its file has it.

    `expression` is in the data's own keys, and empty for a false positive. One of our own marks is a
    rule with the flag `is_mark`, whose expression is an SPDX id. `refers` are the names of the files
    that it refers the reader to ("see COPYING").
    """

    name: str
    expression: str
    text: str
    flags: frozenset[str]
    relevance: int | None
    minimum_coverage: int
    refers: tuple[str, ...] = ()

    @property
    def is_license(self) -> bool:
        """Whether it is the text of a licence, not one of the rules."""
        return self.name.endswith(".LICENSE")


class DataError(Exception):
    """The licence data cannot be used; the message says why and what to do."""


def data_directory() -> Path:
    """Where the installed licence data is. Its package is not imported: that alone takes 0.8 s."""
    spec = find_spec("licensedcode")
    directory = Path(spec.origin).parent / "data" if spec is not None and spec.origin else None
    if directory is None or not (directory / "rules").is_dir():
        raise DataError("the licence data of scancode-toolkit is not installed: reinstall openscope")
    return directory


def data_version() -> str:
    """The version of the package that the licence data comes with.

    Its directory's name says it: `importlib.metadata` takes as long to load as the whole rulebook.
    """
    site = data_directory().parent.parent
    found = sorted(path.name for path in site.glob("scancode_toolkit*-*.dist-info"))
    return found[-1].removesuffix(".dist-info") if found else "unknown"


def read_rules(directory: Path, progress: Progress) -> Iterator[Written]:
    """Every rule in use, those of the licences' own texts last, in the order of their names."""
    names = [Path("rules", name) for name in sorted(os.listdir(directory / "rules"))]
    names += [Path("licenses", name) for name in sorted(os.listdir(directory / "licenses"))]
    for done, name in enumerate(names):
        if done % 500 == 0:
            progress("reading", done, len(names))
        if name.suffix in (".RULE", ".LICENSE"):
            written = parse((directory / name).read_text(encoding="utf-8"), name.name)
            if written is not None:
                yield written


def read_spdx_words(directory: Path) -> str:
    """The SPDX ids of the licences, as text: their words are known although no rule may use them."""
    words = ["spdx license licence identifier licenseref"]
    for path in sorted((directory / "licenses").glob("*.LICENSE")):
        fields = dict(_FIELD.findall(_split(path.read_text(encoding="utf-8"))[0]))
        words += [fields.get("spdx_license_key", ""), fields.get("other_spdx_license_keys", "")]
    return "\n".join(words)


def parse(content: str, name: str) -> Written | None:
    """A rule out of its file's content; None where it is retired, in another language or without text."""
    matter, text = _split(content)
    fields = {key: " ".join(value.split()).strip("'\"") for key, value in _FIELD.findall(matter)}
    is_license = name.endswith(".LICENSE")
    if _yes(fields.get("is_deprecated")) or not text.strip():
        return None
    if not is_license and fields.get("language", "en") != "en":
        return None
    if is_license:
        flags = frozenset({"is_license_text"})
    else:
        flags = frozenset(flag for flag in FLAGS if _yes(fields.get(flag)))
    return Written(
        name=name,
        expression=fields["key"] if is_license else fields.get("license_expression", ""),
        text=text,
        flags=flags,
        relevance=100 if is_license else _number(fields.get("relevance")),
        minimum_coverage=_number(fields.get("minimum_coverage")) or 0,
        refers=() if is_license else tuple(_LISTED.findall(fields.get("referenced_filenames", ""))),
    )


def _split(content: str) -> tuple[str, str]:
    match = _MATTER.match(content)
    return (match[1], content[match.end() :]) if match else ("", content)


def _yes(value: str | None) -> bool:
    return value is not None and value.lower() in ("yes", "true", "on")


def _number(value: str | None) -> int | None:
    return int(float(value)) if value else None
