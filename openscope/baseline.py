"""The baseline: findings that were there when the gate was put up, so that only what is new fails.

A file of its own, sorted, with one finding a line for a person to read; only the fingerprint counts.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openscope.model import Finding

SCHEMA = "openscope-baseline/1"
_MAX_BYTES = 64 * 1024 * 1024


class BaselineError(Exception):
    """The baseline cannot be used; the message says why."""


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints of a baseline. Raises `BaselineError`."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise BaselineError(f"{path}: is larger than {_MAX_BYTES:,} bytes")
        values = json.loads(data)
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror}: write it with --write-baseline") from error
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path}: is no JSON: write it again with --write-baseline") from error
    known = values.get("findings") if isinstance(values, dict) and values.get("schema") == SCHEMA else None
    if not isinstance(known, list) or not all(_is_entry(entry) for entry in known):
        raise BaselineError(f"{path}: is no {SCHEMA}: write it again with --write-baseline")
    return frozenset(entry["fingerprint"] for entry in known)


def baseline_text(findings: Iterable[tuple[str, Finding]]) -> str:
    """The baseline of findings, each with the id of its item, as the text of its file."""
    entries = {
        each.fingerprint: {
            "fingerprint": each.fingerprint,
            "code": each.code,
            "item": item,
            "path": each.path,
        }
        for item, each in findings
    }
    ordered = sorted(
        entries.values(), key=lambda e: (e["code"] or "", e["item"] or "", e["fingerprint"] or "")
    )
    lines = ",\n".join(f"    {json.dumps(entry)}" for entry in ordered)
    return f'{{\n  "schema": "{SCHEMA}",\n  "findings": [\n{lines}\n  ]\n}}\n'


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("fingerprint"), str)
