"""What changes when a file does, without a look into it."""

import os
import time
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
    if time.time() - found.st_mtime < _SETTLED_SECONDS:
        return None
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
