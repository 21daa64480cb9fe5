"""Streams and exit codes, in one place: stdout carries the result and nothing else."""

import atexit
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn, TextIO

EXIT_VIOLATION = 1
EXIT_USAGE = 2
EXIT_INCOMPLETE = 3
EXIT_BUG = 70
EXIT_INTERRUPTED = 130


def complain(message: str) -> None:
    """One line on stderr, where there is one."""
    if sys.stderr is not None:
        print(f"openscope: {message}", file=sys.stderr)  # noqa: T201


def fail(message: str, code: int = EXIT_USAGE) -> NoReturn:
    """One clear line, then the end."""
    complain(message)
    sys.exit(code)


def leave(code: int) -> NoReturn:
    """End the process at once: to take the interpreter apart is a fifth of a small scan, and gives nothing
    back that the system does not take anyway.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            code = code or EXIT_INCOMPLETE
    os._exit(code)


def emit(text: str) -> None:
    """Write the result to stdout, in UTF-8 whatever the locale."""
    with stdout_file() as file:
        file.write(encoded(text))


@contextmanager
def stdout_file() -> Iterator[IO[bytes]]:
    """Stdout for what is written piece by piece. A reader that went away is no bug."""
    if sys.stdout is None:
        fail("stdout is closed: the result could not be written", EXIT_INCOMPLETE)
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes stdout once more at exit, and would complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_INCOMPLETE)
    except OSError as error:
        fail(f"stdout: {error.strerror}: the result could not be written", EXIT_INCOMPLETE)


def save(path: Path, text: str) -> None:
    """Write a result file."""
    with result_file(path) as file:
        file.write(encoded(text))


@contextmanager
def result_file(path: Path) -> Iterator[IO[bytes]]:
    """A file beside its place, put there when it is complete: a full disk leaves no half of it.

    What is no regular file (a device, a pipe) is written to, never replaced.
    """
    path = path.resolve()
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                yield file
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        fail(f"{path}: {error.strerror}: the result could not be written", EXIT_INCOMPLETE)


def append(path: Path, text: str, most: int) -> None:
    """Add a result to a file that others write to as well, as long as it holds at most so many bytes."""
    data = encoded(text)
    try:
        if path.exists() and path.stat().st_size + len(data) > most:
            complain(f"{path.name}: has no room for the result")
            return
        with path.open("ab") as file:
            file.write(data)
    except OSError as error:
        fail(f"{path}: {error.strerror}: the result could not be written", EXIT_INCOMPLETE)


def encoded(text: str) -> bytes:
    """UTF-8; half a surrogate pair from a hostile name becomes a question mark."""
    return text.encode("utf-8", "replace")


def use_color(choice: str) -> bool:
    """Whether stdout gets colour: `auto` asks the terminal, `NO_COLOR` and `TERM`."""
    if choice != "auto":
        return choice == "always"
    return _is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def has_columns() -> bool:
    """Whether stdout has an edge at which prose is wrapped: a terminal has, a log or a pipe has none."""
    return _is_terminal(sys.stdout) or bool(os.environ.get("COLUMNS"))


def show_progress() -> bool:
    """No progress bar where nobody watches it."""
    return _is_terminal(sys.stderr) and not os.environ.get("CI")


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
