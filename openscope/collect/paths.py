"""Paths as a report may show them."""

from contextlib import suppress


def printable(path: str) -> str:
    r"""Returns a path that any encoder takes.

    Bytes of a name that are no UTF-8 (Python holds them as lone surrogates) are written `\xNN`.
    Everything else stays as it is, newlines too: JSON escapes them.
    """
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        with suppress(UnicodeEncodeError):
            return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return path.encode("utf-8", "backslashreplace").decode()  # a surrogate that JSON wrote
    return path


def join(directory: str, name: str) -> str:
    """Joins a path below the root and a name; the root itself is "."."""
    return name if directory == "." else f"{directory}/{name}"


def parent(path: str) -> str:
    """Returns the directory of a path below the root."""
    return path.rpartition("/")[0] or "."
