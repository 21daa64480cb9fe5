"""A progress bar on stderr, where somebody watches it; a line about what takes long, where nobody does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from openscope.cli.streams import complain, show_progress

Step = Callable[[str, int, int], None]


@contextmanager
def progress(stream: TextIO, quiet: bool = False) -> Iterator[Step]:
    """Gives the function that moves the bar: `step(stage, done, total)`."""
    if quiet:
        yield lambda _stage, _done, _total: None
        return
    if not show_progress():
        yield _told
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("looking around", total=None)

        def step(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total)

        yield step


def _told(stage: str, done: int, _total: int) -> None:
    """A build that waits says for what, before it does."""
    if stage == "compiling" and not done:
        complain("compiling the licence texts, once for each version of them: this takes some seconds")
