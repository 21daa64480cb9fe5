"""A report without paths and file names, for somebody who may know what is used but not where. Pure.

Names, versions, licences, quotes of clauses and figures stay: they are the facts.
"""

import re
from collections.abc import Iterator
from typing import Any

from openscope.regex import regex

Json = dict[str, Any]

HIDDEN = "[redacted]"
"""What stands in place of a path."""

_WORD = regex(r"[^\s\"'`“”‘’,;()<>\[\]]+")
_FIELDS_OF_PROSE = ("message", "fix", "reason", "because")
# Words of others, in which "LICENSE" is seldom the file of that name.
_FIELDS_OF_WORDS = ("quote", "text", "declared", "name", "summary", "via")


def redacted(report: Json) -> Json:
    """A copy in which no path and no file name is left, those in messages included."""
    known = frozenset(_names(report))
    judged: Json = {}
    if "findings" in report:
        judged["findings"] = [_hidden(each, known) for each in report["findings"]]
    if "policy" in report:
        judged["policy"] = {**report["policy"], "path": HIDDEN}
    return {
        **{name: value for name, value in report.items() if name != "meta"},
        "targets": [
            {**target, "asked": f"target {number}", "resolved": f"target {number}"}
            for number, target in enumerate(report["targets"], 1)
        ],
        "items": [_item(each, number, known) for number, each in enumerate(report["items"], 1)],
        "files": [_hidden(each, known) for each in report["files"]],
        "skipped": [_hidden(each, known) for each in report["skipped"]],
        **judged,
    }


def _item(item: Json, number: int, known: frozenset[str]) -> Json:
    hidden: Json = _hidden(item, known)
    id, mark, _ = hidden["id"].partition("#")  # the subpath of a package URL is a path
    hidden["id"] = f"{id}#{number}" if mark else id
    hidden["path"] = item["path"] and HIDDEN
    hidden["bases"] = [
        {**base, "name": _hidden(base["name"], known, "base")} for base in hidden.get("bases", [])
    ]
    if item["path"] and item["name"] in (item["path"], item["path"].rpartition("/")[2]) and mark:
        hidden["name"] = f"{item['kind']} {number}"
    return hidden


def _hidden(value: Any, known: frozenset[str], field: str = "") -> Any:
    if isinstance(value, dict):
        fresh = {name: _hidden(each, known, name) for name, each in value.items()}
        if fresh.get("rule") == "weights-file":
            fresh["quote"] = HIDDEN
        return fresh
    if isinstance(value, list):
        return [_hidden(each, known, field) for each in value]
    if not isinstance(value, str):
        return value
    if field == "path":
        return HIDDEN
    if field in ("requirement", "base") and re.match(r"[/.~]|file:|[A-Za-z]:\\", value):
        return HIDDEN
    if field in _FIELDS_OF_PROSE:
        return _WORD.sub(lambda word: _word(word[0], known), value)
    if field in _FIELDS_OF_WORDS:
        return _WORD.sub(
            lambda word: _word(word[0], known) if re.search(r"[./]", word[0]) else word[0], value
        )
    return value


def _word(word: str, known: frozenset[str]) -> str:
    bare = word.rstrip(".:")
    return HIDDEN if bare in known or re.sub(r"(?::[0-9]+){1,2}$", "", bare) in known else word


def _names(report: Json) -> Iterator[str]:
    for target in report["targets"]:
        yield from (target["asked"], target["resolved"])
    if "policy" in report:
        yield report["policy"]["path"]
    for part in ("items", "files", "skipped", "findings"):
        for each in report.get(part, ()):
            yield from _paths(each)


def _paths(value: Any) -> Iterator[str]:
    """Each path in a value, and the name of the file at its end where it looks like one."""
    if isinstance(value, dict):
        path = value.get("path")
        if isinstance(path, str) and path != ".":
            yield path
            yield path.rpartition("/")[2]
        for name, each in value.items():
            if isinstance(each, dict | list) and name != "license":
                yield from _paths(each)
    elif isinstance(value, list):
        for each in value:
            yield from _paths(each)
