"""The compiled rulebook on disk: one directory for each version of the data, memory-mapped.

Written beside its place and moved there in one step: a reader sees all of it or nothing, and of two
processes that compile at once one's work is used.
"""

import json
import os
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from openscope.cachedir import cache_directory
from openscope.catalog import Catalog
from openscope.rulebook.data import DataError, Progress, data_version
from openscope.rulebook.vocabulary import Arrays

# Raise it whenever the arrays, or what they are made from, change.
FORMAT = 8

_MANIFEST = "manifest.json"
_ATTEMPTS = 20
_MOST_RULEBOOKS = 4


def digest(catalog: Catalog) -> str:
    """Identifies the licence data, our rules and the format of what is compiled from them."""
    parts = (FORMAT, data_version(), catalog.digest, unicodedata.unidata_version, sys.byteorder)
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


def place(catalog: Catalog, cache: Path | None = None) -> Path:
    """The directory of the compiled rulebook, whether it is there or not."""
    return (cache or cache_directory()) / f"rulebook-{digest(catalog)}"


def open_arrays(directory: Path) -> Arrays | None:
    """The arrays of a compiled rulebook, mapped into memory; None where it is absent or incomplete."""
    try:
        manifest: dict[str, Any] = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
        # As plain arrays: a memmap object pays for each slice that is taken of it.
        return {
            name: np.asarray(np.load(directory / f"{name}.npy", mmap_mode="r")) for name in manifest["arrays"]
        }
    except (OSError, ValueError, KeyError):
        return None


def is_compiled(catalog: Catalog) -> bool:
    """Whether all arrays of the rulebook lie in their place. What they hold is not looked at."""
    directory = place(catalog)
    try:
        manifest: dict[str, Any] = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
        return {f"{name}.npy" for name in manifest["arrays"]} <= set(os.listdir(directory))
    except (OSError, ValueError, KeyError):
        return False


def ensure(catalog: Catalog, progress: Progress, cache: Path | None = None, fresh: bool = False) -> Arrays:
    """The arrays of the rulebook, compiled first where they are not there (or `fresh` asks for it).

    Raises `DataError` where the licence data is missing or the cache cannot be written.
    """
    directory = place(catalog, cache)
    found = None if fresh else open_arrays(directory)
    if found is not None:
        return found
    from openscope.rulebook.compile import compile_rules

    try:
        return _write(directory, lambda: compile_rules(catalog, progress), fresh)
    except OSError as error:
        raise DataError(
            f"{directory.parent}: {error.strerror or error}: the rulebook cannot be kept there;"
            " name another place with OPENSCOPE_CACHE_DIR"
        ) from error


def verify(directory: Path) -> list[str]:
    """The names of the arrays that are missing or damaged; an absent rulebook lacks its manifest."""
    try:
        manifest: dict[str, Any] = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [_MANIFEST]
    wrong = []
    for name, expected in manifest["arrays"].items():
        try:
            actual = sha256((directory / f"{name}.npy").read_bytes()).hexdigest()
        except OSError:
            actual = None
        if actual != expected:
            wrong.append(name)
    return wrong


def _write(directory: Path, make: Callable[[], Arrays], replace: bool) -> Arrays:
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        arrays = make()
        sums = {}
        for name, array in arrays.items():
            path = draft / f"{name}.npy"
            np.save(path, array)
            sums[name] = sha256(path.read_bytes()).hexdigest()
        (draft / _MANIFEST).write_text(json.dumps({"format": FORMAT, "arrays": sums}), encoding="utf-8")
        _move(draft, directory, replace)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _forget_old(directory)
    return open_arrays(directory) or arrays


def _forget_old(current: Path) -> None:
    """Keep the rulebooks of the last few versions of the data only: each takes 60 MB."""
    with suppress(OSError):
        others = [path for path in current.parent.glob("rulebook-*") if path != current]
        for path in sorted(others, key=lambda path: path.stat().st_mtime)[: -(_MOST_RULEBOOKS - 1)]:
            shutil.rmtree(path, ignore_errors=True)


def _move(draft: Path, directory: Path, replace: bool) -> None:
    """Put a complete draft in its place, unless another process was faster.

    What is replaced is moved aside before it is deleted: a reader may have it mapped.
    """
    for _ in range(_ATTEMPTS):
        try:
            draft.rename(directory)
            return
        except OSError:
            if not replace and open_arrays(directory) is not None:
                return
        aside = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        try:
            directory.rename(aside / "old")
        except OSError:
            continue  # another process has just moved it
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    raise OSError(f"cannot write {directory}")
