"""Where openscope keeps what it can make again."""

import os
import sys
from pathlib import Path


def cache_directory() -> Path:
    """`OPENSCOPE_CACHE_DIR`, or the platform's place for caches. It need not be there yet."""
    own = os.environ.get("OPENSCOPE_CACHE_DIR")
    if own:
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"), "openscope", "Cache")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "openscope"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "openscope")
