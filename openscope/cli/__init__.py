"""The command line. `main` is the one place that decides how a run ends."""

import gc
import os
from typing import NoReturn

from openscope.cli.streams import EXIT_BUG, EXIT_INTERRUPTED, complain, leave


def main() -> NoReturn:
    """Run the command line; a bug in openscope never looks like a violation of a policy."""
    # A start makes many values that stay: looking for rubbish among them so often is 5 % of a small scan.
    gc.set_threshold(100_000)
    # Nothing here multiplies matrices: the threads that numpy would start for it are half of its own start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    leave(execute())


def execute() -> int:
    """Run the command line, and return the exit code."""
    from openscope.cli.app import app

    try:
        app()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        complain(str(end.code))  # a library's last words
        return EXIT_BUG
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:  # the last line of defence
        complain(f"a bug in openscope: {type(error).__name__}: {error}")
        complain("please report it with the command line; OPENSCOPE_DEBUG=1 shows the traceback")
        _traceback()
        return EXIT_BUG
    return 0


def _traceback() -> None:
    if os.environ.get("OPENSCOPE_DEBUG"):
        import traceback

        traceback.print_exc()
