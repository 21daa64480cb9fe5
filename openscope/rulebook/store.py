"""The compiled rulebook on disk: one directory for each version of the data, with one file of arrays that is
mapped into memory, and a manifest that says where each of them lies.

Written beside its place and moved there in one step: a reader sees all of it or nothing, and of two
processes that compile at once one's work is used.
"""

import mmap
import os
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from math import prod
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from openscope.cachedir import cache_directory
from openscope.catalog import Catalog
from openscope.kept import BROKEN
from openscope.rulebook.data import DataError, Progress, data_version
from openscope.rulebook.vocabulary import Arrays

# Raise it whenever the arrays, or what they are made from, change.
FORMAT = 10

_ARRAYS, _MANIFEST = "arrays.bin", "manifest.json"
_ALIGNED = 64
_ATTEMPTS = 20
_MOST_RULEBOOKS = 4


def digest(catalog: Catalog) -> str:
    """Identifies the licence data, our rules and the format of what is compiled from them."""
    parts = (FORMAT, data_version(), catalog.digest, unicodedata.unidata_version, sys.byteorder)
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


def place(catalog: Catalog, cache: Path | None = None) -> Path:
    """The directory of the compiled rulebook, whether it is there or not."""
    return (cache or cache_directory()) / f"rulebook-{digest(catalog)}"


class _Laid(Struct):
    """Where an array lies, and what it is; the sum is that of its type, its shape and its bytes."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    size: int
    sha256: str


class _Manifest(Struct):
    size: int
    arrays: dict[str, _Laid]


def open_arrays(directory: Path) -> Arrays | None:
    """The arrays of a compiled rulebook, mapped into memory; None where it is absent or incomplete."""
    manifest = _manifest(directory)
    if manifest is None:
        return None
    with suppress(OSError, SyntaxError, *BROKEN):  # a type of arrays is read like a program
        with open(directory / _ARRAYS, "rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return {
            name: np.frombuffer(data, each.dtype, prod(each.shape), each.start).reshape(each.shape)
            for name, each in manifest.arrays.items()
        }
    return None


def is_compiled(catalog: Catalog) -> bool:
    """Whether the rulebook lies in its place, as long as it was written. What it holds is not looked at."""
    return _manifest(place(catalog)) is not None


def _manifest(directory: Path) -> _Manifest | None:
    """The manifest, where it can be read and the file of arrays is as long as it says."""
    with suppress(OSError, *BROKEN):
        manifest = msgspec.json.decode((directory / _MANIFEST).read_bytes(), type=_Manifest)
        if manifest.arrays and os.stat(directory / _ARRAYS).st_size == manifest.size:
            return manifest
    return None


def _sum(dtype: str, shape: tuple[int, ...], data: bytes | memoryview) -> str:
    digest = sha256(f"{dtype} {shape} ".encode())
    digest.update(data)
    return digest.hexdigest()


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
    """The names of the arrays that are damaged; that of the manifest, where it or the whole file is."""
    manifest = _manifest(directory)
    if manifest is None:
        return [_MANIFEST]
    data = memoryview((directory / _ARRAYS).read_bytes())
    return [
        name
        for name, each in manifest.arrays.items()
        if _sum(each.dtype, each.shape, data[each.start : each.start + each.size]) != each.sha256
    ]


def _write(directory: Path, make: Callable[[], Arrays], replace: bool) -> Arrays:
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        arrays = make()
        laid = {}
        with open(draft / _ARRAYS, "wb") as file:
            for name, array in arrays.items():
                file.write(bytes(-file.tell() % _ALIGNED))
                data = array.tobytes()
                digest = _sum(array.dtype.str, array.shape, data)
                laid[name] = _Laid(array.dtype.str, array.shape, file.tell(), len(data), digest)
                file.write(data)
            manifest = _Manifest(file.tell(), laid)
        (draft / _MANIFEST).write_bytes(msgspec.json.encode(manifest))
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
