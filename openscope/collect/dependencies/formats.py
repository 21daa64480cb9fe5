"""Every lockfile and manifest that is read, by its name. To add one, write its file and name it here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from openscope.collect.dependencies import (
    bun,
    bundler,
    cargo,
    composer,
    conda,
    deno,
    golang,
    gradle,
    maven,
    npm,
    nuget,
    package_json,
    pdm,
    pipenv,
    pixi,
    pnpm,
    poetry,
    pylock,
    pyproject,
    requirements_txt,
    uv,
    yarn,
)
from openscope.collect.dependencies.graph import Graph
from openscope.collect.dependencies.reading import Source


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: the pattern of its name, its ecosystem, its reader.

    The pattern is matched with the name of its directory before it, too.

    A `lock` settles every version. It stands for the manifests of the same ecosystem in its directory,
    and for those below it that it names.
    """

    pattern: re.Pattern[str]
    ecosystem: str
    read: Callable[[Source], Graph]
    lock: bool = True


def _lock(name: str, ecosystem: str, read: Callable[[Source], Graph]) -> Format:
    return Format(re.compile(rf"(?:.*/)?{name}"), ecosystem, read)


def _manifest(name: str, ecosystem: str, read: Callable[[Source], Graph]) -> Format:
    return Format(re.compile(rf"(?:.*/)?{name}"), ecosystem, read, lock=False)


_REQUIREMENTS = r"(?:requirements/[^/]*|(?:[^/]*[-_.])?requirements(?:[-_.][^/]*)?)\.txt"

FORMATS: tuple[Format, ...] = (
    _lock(r"uv\.lock", "pypi", uv.read),
    _lock(r"pylock\.(?:[^/.]+\.)?toml", "pypi", pylock.read),
    _lock(r"poetry\.lock", "pypi", poetry.read),
    _lock(r"pdm\.lock", "pypi", pdm.read),
    _lock(r"Pipfile\.lock", "pypi", pipenv.read),
    # A list of its own, which stands beside lockfiles of the same project.
    _manifest(_REQUIREMENTS, "requirements", requirements_txt.read),
    _manifest(r"pyproject\.toml", "pypi", pyproject.read),
    _lock(r"package-lock\.json", "npm", npm.read),
    _lock(r"npm-shrinkwrap\.json", "npm", npm.read),
    _lock(r"yarn\.lock", "npm", yarn.read),
    _lock(r"pnpm-lock\.yaml", "npm", pnpm.read),
    _lock(r"bun\.lock", "npm", bun.read),
    _manifest(r"package\.json", "npm", package_json.read),
    _lock(r"deno\.lock", "deno", deno.read),
    _lock(r"Cargo\.lock", "cargo", cargo.read_lock),
    _manifest(r"Cargo\.toml", "cargo", cargo.read_manifest),
    _manifest(r"go\.mod", "golang", golang.read),
    _manifest(r"pom\.xml", "maven", maven.read),
    _lock(r"(?:buildscript-)?gradle\.lockfile", "gradle", gradle.read),
    _lock(r"(?:Gemfile|gems)\.(?:lock|locked)", "gem", bundler.read),
    _lock(r"composer\.lock", "composer", composer.read),
    _lock(r"packages\.lock\.json", "nuget", nuget.read),
    _lock(r"pixi\.lock", "conda", pixi.read),
    _manifest(r"environment\.ya?ml", "conda", conda.read),
)


def format_of(directory: str, name: str) -> Format | None:
    """The format of a file by its name and that of its directory; None if it is no list."""
    whole = f"{directory}/{name}" if directory else name
    return next((each for each in FORMATS if each.pattern.fullmatch(whole)), None)


def is_lockfile(name: str) -> bool:
    """Whether the file is made by a tool, and says nothing of the project's own licence."""
    found = format_of("", name)
    return found is not None and found.lock
