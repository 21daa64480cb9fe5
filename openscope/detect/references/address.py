"""Addresses of the Hub in code and configuration that fetch something: resolve, `git clone`, `hf://`.

An address that is only mentioned (a link in a comment or in prose) is no reference.
"""

import re
from collections.abc import Iterable, Iterator

from openscope.detect.references.lines import Lines
from openscope.detect.references.mention import Means, Mention
from openscope.model import Kind
from openscope.regex import regex

DETECTOR = "address"

_PROSE = (
    ".md",
    ".markdown",
    ".mdx",
    ".rst",
    ".txt",
    ".html",
    ".htm",
    ".adoc",
    ".tex",
    ".csv",
    ".tsv",
    ".jsonl",
    ".log",
    ".lock",
    ".svg",
)
# Read by their own sources, without what their docstrings and outputs show.
_ELSEWHERE = (".py", ".pyi", ".pyw", ".ipynb")
_PART = r"[A-Za-z0-9][\w.-]{0,95}"
_FETCHED = regex(
    rf"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<what>datasets/|spaces/)?(?P<name>{_PART}/{_PART})"
    r"/resolve/(?P<revision>[\w.%-]{1,100})/(?P<file>[^\s\"'`?)]{0,200}))"
    rf"|(?:hf://(?P<hfs>datasets/|spaces/)?(?P<hfname>{_PART}/{_PART})(?:@(?P<hfrevision>[\w.-]{{1,80}}))?)",
    re.ASCII,
)
# What a repository on the Hub is used as a picture host for.
_PICTURE = regex(r"\.(?:png|jpe?g|gif|webp|svg|mp[34]|wav|flac|ogg|webm|mov|avi|pdf|ico)$", re.I)
_METADATA = frozenset({"METADATA", "PKG-INFO"})
_CLONED = regex(
    r"(?:git(?:[ \t]+lfs)?[ \t]+clone[^\n]{0,120}?|submodule[ \t]+add[^\n]{0,80}?|^[ \t]*url[ \t]*=[ \t]*)"
    rf"(?:https?://(?:[^/\s@]{{1,80}}@)?|git@)(?:huggingface\.co|hf\.co)[/:](?P<what>datasets/|spaces/)?(?P<name>{_PART}/{_PART})",
    re.ASCII | re.M,
)


def applies(name: str) -> bool:
    """Whether a file of this name is code or configuration rather than prose."""
    return not name.lower().endswith((*_PROSE, *_ELSEWHERE)) and name not in _METADATA


def may_hold(text: str) -> bool:
    """Whether the Hub's name stands in the text."""
    return "huggingface.co" in text or "hf.co" in text or "hf://" in text


def mentions(text: str) -> Iterable[Mention]:
    """The repositories that are fetched by their address."""
    return _in_text(text) if may_hold(text) else ()


def _in_text(text: str) -> Iterator[Mention]:
    lines = Lines(text)
    for found in _FETCHED.finditer(text):
        if found["name"] and not _PICTURE.search(found["file"]):
            yield from _mention(lines, found, "name", found["what"], found["revision"], "resolve")
        elif found["hfname"]:
            yield from _mention(lines, found, "hfname", found["hfs"], found["hfrevision"], "hf://")
    for found in _CLONED.finditer(text):
        yield from _mention(lines, found, "name", found["what"], None, "git clone")


def _mention(
    lines: Lines, found: re.Match[str], group: str, what: str | None, revision: str | None, how: str
) -> Iterator[Mention]:
    if what != "spaces/":
        kind = Kind.DATASET if what else Kind.MODEL
        name = found[group].removesuffix(".git")
        yield Mention(name, lines.number(found.start(group)), how, Means.HUB, kind, revision)
