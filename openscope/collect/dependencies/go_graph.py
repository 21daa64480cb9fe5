"""The graph of a Go project's modules: minimal version selection over the `.mod` files of the module cache.

The rules are those of `go list -m all` (https://go.dev/ref/mod#minimal-version-selection): of each
module the highest version that anybody asks for. What a module asks for counts; what its requirements ask
for in turn does not, if it and the project are of Go 1.17 or later (#graph-pruning). `exclude` and
`replace` are the project's own alone.
"""

from collections import deque
from collections.abc import Callable, Iterator

from msgspec import Struct, field

from openscope.collect.dependencies.go_mod import GoMod, Requirement, order

MAX_MODULES = 20_000
"""The number of `go.mod` files that one project's graph may take; Kubernetes needs some 700."""

Reader = Callable[[str, str], GoMod | None]
"""From a module and a version (or, of a directory, "") to its file; None if it is not on this machine."""


class Modules(Struct):
    """The modules of a project: the version selected of each, and what the file of each version asks for.

    `missing` are the (module, version) whose files are not there: with any, `selected` is not settled.
    """

    selected: dict[str, str] = field(default_factory=dict)
    asked: dict[tuple[str, str], list[Requirement]] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def edges(self) -> Iterator[list[tuple[str, str]]]:
        """Who asks for whom, the surest first.

        That is what a selected version imports itself, what else it lists, and what only a version asks for
        that is not selected.
        """
        chosen = [(each, asked) for each, asked in self.asked.items() if self.selected[each[0]] == each[1]]
        other = [(each, asked) for each, asked in self.asked.items() if self.selected[each[0]] != each[1]]
        for some, indirect in ((chosen, {False}), (chosen, {True}), (other, {False, True})):
            yield [
                (module, one.module)
                for (module, _), asked in some
                for one in asked
                if one.indirect in indirect
            ]


def modules(project: GoMod, read: Reader) -> Modules:
    """Selects the modules of a project."""
    found = Modules()
    queue = deque((each, not project.prunes) for each in _select(found, project.requires, project))
    whole: set[tuple[str, str]] = set()
    seen: set[tuple[str, str]] = set()
    while queue:
        (module, version), unpruned = queue.popleft()
        if (module, version) in (whole if unpruned else seen):
            continue
        seen.add((module, version))
        if (module, version) not in found.asked:
            file = _file(project, module, version, read) if len(seen) <= MAX_MODULES else None
            if file is None:
                found.missing.append((module, version))
                whole.add((module, version))
                found.asked[module, version] = []
                continue
            found.asked[module, version] = [
                each for each in file.requires if (each.module, each.version) not in project.excludes
            ]
            if not file.prunes:
                unpruned = True
        asked = _select(found, found.asked[module, version], project)
        if unpruned:
            whole.add((module, version))
            queue.extend((each, True) for each in asked)
    return found


def _file(project: GoMod, module: str, version: str, read: Reader) -> GoMod | None:
    other = project.replacement(module, version)
    return read(module, version) if other is None else read(other.by, other.version or "")


def _select(found: Modules, asked: list[Requirement], project: GoMod) -> list[tuple[str, str]]:
    """Raises what is selected to what is asked for; gives what was asked for."""
    some = [
        (each.module, each.version)
        for each in asked
        if each.module != project.module and (each.module, each.version) not in project.excludes
    ]
    for module, version in some:
        if module not in found.selected or order(version) > order(found.selected[module]):
            found.selected[module] = version
    return some
