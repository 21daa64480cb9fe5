"""Every lockfile and manifest that is read, by its name. To add one, write its file and name it here."""

from collections.abc import Callable
from importlib import import_module

from msgspec import Struct

from openscope.collect.dependencies.graph import Graph
from openscope.collect.dependencies.reading import Source
from openscope.regex import regex


class Format(Struct, frozen=True):
    """A kind of file: the pattern of its name, its ecosystem, the module and function that read it.

    The pattern has no groups, and is matched with the name of the directory before the file's, too. A
    reader is loaded with the first file of its kind: most repositories have one or two of them.

    A `lock` settles every version. It stands for the manifests of the same ecosystem in its directory,
    and for those below it that it names.
    """

    pattern: str
    ecosystem: str
    reader: str
    lock: bool = True

    def read(self, source: Source) -> Graph:
        """The packages that a file of this kind names. Raises what its reader raises."""
        module, _, function = self.reader.partition(":")
        loaded = import_module(f"openscope.collect.dependencies.{module}")
        read: Callable[[Source], Graph] = getattr(loaded, function or "read")
        return read(source)


def _lock(name: str, ecosystem: str, reader: str) -> Format:
    return Format(rf"(?:.*/)?{name}", ecosystem, reader)


def _manifest(name: str, ecosystem: str, reader: str) -> Format:
    return Format(rf"(?:.*/)?{name}", ecosystem, reader, lock=False)


_REQUIREMENTS = r"(?:requirements/[^/]*|(?:[^/]*[-_.])?requirements(?:[-_.][^/]*)?)\.txt"

FORMATS: tuple[Format, ...] = (
    _lock(r"uv\.lock", "pypi", "uv"),
    _lock(r"pylock\.(?:[^/.]+\.)?toml", "pypi", "pylock"),
    _lock(r"poetry\.lock", "pypi", "poetry"),
    _lock(r"pdm\.lock", "pypi", "pdm"),
    _lock(r"Pipfile\.lock", "pypi", "pipenv"),
    # A list of its own, which stands beside lockfiles of the same project.
    _manifest(_REQUIREMENTS, "requirements", "requirements_txt"),
    _manifest(r"pyproject\.toml", "pypi", "pyproject"),
    _lock(r"package-lock\.json", "npm", "npm"),
    _lock(r"npm-shrinkwrap\.json", "npm", "npm"),
    _lock(r"yarn\.lock", "npm", "yarn"),
    _lock(r"pnpm-lock\.yaml", "npm", "pnpm"),
    _lock(r"bun\.lock", "npm", "bun"),
    _manifest(r"package\.json", "npm", "package_json"),
    _lock(r"deno\.lock", "deno", "deno"),
    _lock(r"Cargo\.lock", "cargo", "cargo:read_lock"),
    _manifest(r"Cargo\.toml", "cargo", "cargo:read_manifest"),
    _manifest(r"go\.mod", "golang", "golang"),
    _manifest(r"pom\.xml", "maven", "maven"),
    _lock(r"(?:buildscript-)?gradle\.lockfile", "gradle", "gradle"),
    _lock(r"(?:Gemfile|gems)\.(?:lock|locked)", "gem", "bundler"),
    _lock(r"composer\.lock", "composer", "composer"),
    _lock(r"packages\.lock\.json", "nuget", "nuget"),
    _lock(r"pixi\.lock", "conda", "pixi"),
    _manifest(r"environment\.ya?ml", "conda", "conda"),
)


_ANY = regex("|".join(f"({each.pattern})" for each in FORMATS))
"""One group a format."""


def format_of(directory: str, name: str) -> Format | None:
    """The format of a file by its name and that of its directory; None if it is no list."""
    whole = f"{directory}/{name}" if directory else name
    found = _ANY.fullmatch(whole)
    return FORMATS[found.lastindex - 1] if found is not None and found.lastindex else None


def is_lockfile(name: str) -> bool:
    """Whether the file is made by a tool, and says nothing of the project's own licence."""
    found = format_of("", name)
    return found is not None and found.lock
