"""Saved reports, read back and merged: the public form (`openscope-report/1`), never the internal values.

What is rendered from a saved report is therefore what its JSON says, fields of a later version included.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openscope.schema import SCHEMA, Json, json_schema
from openscope.shape import ShapeError, compiled

_NONE = object()

MOST_BYTES = 1 << 30
"""The largest report that is read."""


class SavedError(ValueError):
    """A file that is no report, or cannot be read: its name, the cause and the next step, in one line."""


def load(paths: Sequence[Path]) -> Json:
    """The reports of these files as one. Raises `SavedError`."""
    return merge([read(path) for path in paths])


def read(path: Path) -> Json:
    """One report, checked against its schema; fields that it doesn't know are kept. Raises `SavedError`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SavedError(
                f"{path}: larger than {MOST_BYTES >> 20} MB: scan its targets into several reports"
            )
        text = path.read_text(encoding="utf-8-sig")
        report: Any = json.loads(text, parse_constant=_no_number)
    except OSError as error:
        raise SavedError(
            f"{path}: {error.strerror}: name a file that `openscope scan -o json=…` wrote"
        ) from error
    except RecursionError:
        raise SavedError(f"{path}: nested too deep for a report") from None
    except SavedError:
        raise
    except ValueError as error:  # not UTF-8, or not JSON
        cause = error.args[0] if isinstance(error, UnicodeDecodeError) else error
        raise SavedError(f"{path}: no JSON ({cause}): make it with `openscope scan -o json={path}`") from None
    version = report.get("schema") if isinstance(report, dict) else None
    if version != SCHEMA:
        said = f"its schema is {str(version)[:60]!r}" if version else "it names no schema"
        raise SavedError(f"{path}: no {SCHEMA} report ({said}): make it with `openscope scan -o json=…`")
    try:
        compiled(json_schema())(report)
        _targets_exist(report)
    except ShapeError as error:
        raise SavedError(f"{path}: {error}: make the report again") from None
    return dict(report)


def merge(reports: Sequence[Json]) -> Json:
    """Several reports as one: targets get new numbers, and everything keeps to its target.

    Where the reports rest on different rules, the digest of the whole is their digests, joined by a space.
    """
    merged: Json = {**reports[0], "targets": [], "items": [], "files": [], "skipped": []}
    for report in reports:
        start = len(merged["targets"])
        merged["targets"] += report["targets"]
        for name in ("items", "files", "skipped"):
            merged[name] += [{**each, "target": start + each["target"]} for each in report[name]]
    digests = dict.fromkeys(report["rulebook"]["digest"] for report in reports)
    merged["rulebook"] = {**reports[0]["rulebook"], "digest": " ".join(digests)}
    if any("findings" in report for report in reports):
        merged["findings"] = [each for report in reports for each in report.get("findings", ())]
    for name in ("policy", "company"):  # what does not hold for all of them holds for none
        if any(report.get(name, _NONE) != reports[0].get(name, _NONE) for report in reports):
            merged.pop(name, None)
    return merged


def _targets_exist(report: Json) -> None:
    count = len(report["targets"])
    for name in ("items", "files", "skipped"):
        for number, each in enumerate(report[name]):
            if each["target"] >= count:
                raise ShapeError(f"is {each['target']}, of {count} targets", f"{name}[{number}].target")


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON number")
