"""`requirements*.txt` as pip reads it: includes, hashes, continued lines, options, editable, URLs.

The format: https://pip.pypa.io/en/stable/reference/requirements-file-format/. What pip-compile and uv
write behind `# via` tells who needs a package; without it everything in the file is direct.
"""

import re
from collections.abc import Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.purl import canonical
from openscope.collect.dependencies.reading import Source, resolve
from openscope.collect.dependencies.requirement import name_of, origin_of, parse_requirement
from openscope.model import Origin, Scope
from openscope.regex import regex

MAX_INCLUDES = 100

_OPTION = regex(r"\s--?[A-Za-z][\w-]*(?:[= ]|$)")
_INCLUDE = regex(r"(?:-r|--requirement)(?:\s+|=|(?=[^\s=-]))(\S.*)")
_EDITABLE = regex(r"(?:-e|--editable)(?:\s+|=)(\S.*)")
_COMMENT = regex(r"(?:^|(?<=\s))#(.*)$")
_EGG = regex(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_VIA = regex(r"\s*via\b\s*(.*)")
_ARCHIVE = regex(r"\.(?:whl|zip|tar\.\w{1,4}|tgz)(?:$|[#?])", re.I)
_DEVELOPMENT = regex(r"(?:^|[-_./])(?:dev|devel|development|tests?|testing|docs?|lint|typing|ci)(?:[-_./]|$)")


def read(source: Source) -> Graph:
    """The requirements of a file and of those that it includes."""
    graph = Graph()
    scope = Scope.DEVELOPMENT if _DEVELOPMENT.search(source.name.lower()) else Scope.RUNTIME
    needed: dict[str, list[str]] = {}
    seen = {source.path}
    waiting = [(source.path, source.text)]
    while waiting:
        path, text = waiting.pop()
        for number, line, via in _entries(text):
            if found := _INCLUDE.fullmatch(line):
                inner = resolve(path.rpartition("/")[0], found[1].strip().strip("\"'"))
                if inner in seen:
                    continue
                included = source.files.read(inner) if inner and len(seen) < MAX_INCLUDES else None
                if inner is None or included is None:
                    graph.problems.append(
                        (number, f"the file that it includes is not there: {found[1][:200]}")
                    )
                else:
                    seen.add(inner)
                    waiting.append((inner, included))
                continue
            here = number if path == source.path else None
            if (node := _node(line, here, graph)) is not None:
                node.scope = scope
                graph.add(node.name, node)
                needed.setdefault(node.name, []).extend(via)
    _link(graph, needed, scope, source)
    return graph


def _link(graph: Graph, needed: dict[str, list[str]], scope: Scope, source: Source) -> None:
    root = graph.root("generic", source.path, key="/")
    for name, by in needed.items():
        packages = [each for each in by if each in graph.nodes]
        for each in packages:
            graph.nodes[each].needs.append(Need(name))
        if len(packages) < len(by) or not by:  # "-r requirements.in", or nobody is named
            root.needs.append(Need(name, scope))


def _entries(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Each logical line with the number of its first, and who needs it by the comments behind it."""
    pending: tuple[int, str, list[str]] | None = None
    joined, start, listing = "", 0, False
    for number, raw in enumerate(text.split("\n"), 1):
        comment = _COMMENT.search(raw)
        line = raw[: comment.start()] if comment and "#egg=" not in raw[: comment.start() + 5] else raw
        continues = line.rstrip().endswith("\\")
        start = start or number
        joined += " " + line.rstrip().removesuffix("\\") if continues else " " + line
        if comment and pending is not None and not line.strip():
            listing = _via(comment[1], pending[2], listing)
        if continues:
            continue
        if joined.strip():
            if pending is not None:
                yield pending
            pending, listing = (start, joined.strip(), []), False
            if comment:
                listing = _via(comment[1], pending[2], listing)
        joined, start = "", 0
    if joined.strip():
        if pending is not None:
            yield pending
        pending = (start, joined.strip(), [])
    if pending is not None:
        yield pending


def _via(comment: str, found: list[str], listing: bool) -> bool:
    """Reads a comment of a compiled file; True where names may follow in the next ones."""
    if (start := _VIA.match(comment)) is not None:
        names = start[1].split(",") if start[1] else []
    elif listing:
        names = [comment]
    else:
        return False
    for name in names:
        said = name.strip()
        if said:
            own = re.fullmatch(r"[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?", said)
            found.append(canonical(said.partition("[")[0]) if own else "-r")
    return True


def _node(line: str, number: int | None, graph: Graph) -> Node | None:
    """The package of one line; None for an option."""
    if editable := _EDITABLE.match(line):
        return _place(editable[1].strip(), number)
    if line.startswith("-"):
        return None
    option = _OPTION.search(line)
    words = line[: option.start()].strip() if option else line
    if (parsed := parse_requirement(words)) is not None:
        return parsed.node(number)
    if re.match(r"(?:\w+\+)?\w+://|[./~]", words) or _ARCHIVE.search(words):
        return _place(words, number)
    graph.problems.append((number, f"not a requirement: {words[:100]!r}"))
    return None


def _place(words: str, number: int | None) -> Node | None:
    """A package that is named by the place it comes from, or by the name of its file."""
    url = words.partition(";")[0].strip()
    origin = origin_of(url)
    version = None
    egg = _EGG.search(url)
    name = egg[1] if egg else None
    if name is None and (
        file := re.search(r"([^/]+?)-(\d[^-/]*?)(?:-[^/]*\.whl|\.zip|\.tar\.\w+|\.tgz)", url)
    ):
        name, version = name_of(file[1]), file[2]
    if name is None and origin is Origin.GIT:
        last = re.sub(r"[@#?].*$", "", url.split("://", 1)[-1].partition("@")[0] or url)
        name = name_of(last.rstrip("/").rpartition("/")[2].removesuffix(".git"))
    if name is None:
        return None  # a directory of this tree, which is an item of its own
    return Node("pypi", canonical(name), version, number, origin=origin, url=url)
