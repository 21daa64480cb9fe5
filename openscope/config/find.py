"""Where the policy is: from the working directory up to the repository's root."""

import tomllib
from pathlib import Path

from openscope.names import POLICY_NAME

PYPROJECT = "pyproject.toml"


def repository_root(start: Path) -> Path | None:
    """The nearest directory from `start` upwards that holds a `.git`, or None."""
    return next((place for place in (start, *start.parents) if (place / ".git").exists()), None)


def find_policy(start: Path) -> Path | None:
    """The nearest `openscope.toml`, or `pyproject.toml` with a table `[tool.openscope]`.

    Looked for from `start` up to the repository's root; outside a repository in `start` alone. Of
    two in one directory, `openscope.toml` is the policy.
    """
    root = repository_root(start)
    for place in (start, *start.parents):
        if (place / POLICY_NAME).is_file():
            return place / POLICY_NAME
        if _has_table(place / PYPROJECT):
            return place / PYPROJECT
        if root is None or place == root:
            return None
    return None


def _has_table(path: Path) -> bool:
    """Whether a `pyproject.toml` holds a policy. One that cannot be read holds none; others say so."""
    try:
        text = path.read_text(encoding="utf-8")
        return "openscope" in text and "openscope" in tomllib.loads(text).get("tool", {})
    except (OSError, ValueError, RecursionError, TypeError):
        return False
