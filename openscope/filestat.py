"""What changes when files do, without a look into them."""

import os
import time
from hashlib import sha256
from pathlib import Path

# A file that changed this recently can change again within the resolution of its clock.
_SETTLED_SECONDS = 2.0


def settled_stat(path: Path) -> str | None:
    """The size, times and number of a file; None where there is none, or it is still too young to be
    trusted.
    """
    try:
        found = os.stat(path)
    except OSError:
        return None
    return _settled(found)


def settled_tree(root: Path, suffix: str) -> str | None:
    """A digest of the places and states of all files below a directory whose names end so; None where any
    of them is still too young to be trusted.
    """
    digest = sha256()
    waiting = [str(root)]
    while waiting:
        try:
            for entry in sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name):
                if entry.is_dir():
                    waiting.append(entry.path)
                elif entry.name.endswith(suffix):
                    state = _settled(entry.stat())
                    if state is None:
                        return None
                    digest.update(f"{entry.path}\0{state}\0".encode("utf-8", "surrogateescape"))
        except OSError:
            return None
    return digest.hexdigest()


def _settled(found: os.stat_result) -> str | None:
    if time.time() - found.st_mtime < _SETTLED_SECONDS:
        return None
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
