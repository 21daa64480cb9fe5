"""`FORMAT=PATH`: where results go besides stdout."""

from collections.abc import Collection, Sequence
from pathlib import Path

from openscope.cli.streams import fail


def output_files(words: Sequence[str], formats: Collection[str]) -> list[tuple[str, Path]]:
    """The format and the place of each `--output`, checked before any work is done."""
    files = [_output(each, formats) for each in words]
    if len({path.resolve() for _, path in files}) < len(files):
        fail("--output names one file twice")
    return files


def _output(word: str, formats: Collection[str]) -> tuple[str, Path]:
    name, equals, path = word.partition("=")
    if not equals or not path:
        fail(f"--output {word}: write it as FORMAT=PATH, for example json=report.json")
    if name not in formats:
        fail(f"--output {word}: {name!r} is no format; one of {', '.join(formats)}")
    place = Path(path)
    if place.is_dir() or not place.parent.is_dir():
        fail(f"--output {word}: {place.parent if not place.is_dir() else place} is no place for a file")
    return name, place
