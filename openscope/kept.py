"""What was made of files, kept between runs: to make the catalog of the rules takes a fifth of a second, to
read it as it was made a fifteenth of that.

Values are kept as MessagePack of their types: reading them runs nothing. A cache that cannot be read or
written costs time, never an answer.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from openscope.cachedir import cache_directory
from openscope.filestat import settled_tree

Made = TypeVar("Made")

BROKEN = (ValueError, TypeError, RecursionError, ArithmeticError)
"""What is raised by reading something that is not what was kept, or that cannot be kept."""

_CODE = Path(__file__).parent
# Where older versions kept the same.
_ELDER = ("rules.json", "needles.json")


class _Kept(Struct):
    state: str
    value: msgspec.Raw


def kept(name: str, state: str | None, make: Callable[[], Made], of: type[Made]) -> Made:
    """What `make` makes, a value of the type `of`, kept under a name until its state or our code changes.

    The state is that of all files it is made from; None where it is not known: nothing is kept then. What
    `make` raises is raised.
    """
    whole = _whole(state)
    if whole is None:
        return make()
    with suppress(OSError, *BROKEN):
        found = msgspec.msgpack.decode(_place(name).read_bytes(), type=_Kept)
        if found.state == whole:
            return msgspec.msgpack.decode(found.value, type=of)
    value = make()
    keep(name, state, value)
    return value


def keep(name: str, state: str | None, value: object) -> None:
    """Keep a value under a name in place of what is kept there."""
    if (whole := _whole(state)) is not None:
        with suppress(OSError, *BROKEN):
            data = msgspec.msgpack.encode(_Kept(whole, msgspec.Raw(msgspec.msgpack.encode(value))))
            _put(_place(name), data)
            for elder in _ELDER:
                (cache_directory() / elder).unlink(missing_ok=True)


def _whole(state: str | None) -> str | None:
    code = code_state()
    return None if state is None or code is None else f"{code} {state}"


def _place(name: str) -> Path:
    return cache_directory() / f"{name}.msgpack"


@lru_cache(maxsize=1)
def code_state() -> str | None:
    """Changes with every file of the package, and with Python."""
    files = settled_tree(_CODE, ".py")
    return files and f"{sys.version} {files}"


@lru_cache(maxsize=1)
def code_digest() -> str:
    """A digest of what the package's code says, wherever and whenever it was installed."""
    return kept("code", "", _code_digest, str)


def _code_digest() -> str:
    digest = sha256()
    for path in sorted(_CODE.rglob("*.py")):
        digest.update(f"{path.relative_to(_CODE).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _put(place: Path, data: bytes) -> None:
    """Put a file in its place in one step, and leave nothing where that fails."""
    import tempfile  # with all that it loads, for the one run in many that writes

    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(draft, place)
    except BaseException:
        os.unlink(draft)
        raise
