"""`yarn.lock` of both kinds: that of yarn 1 (a format of its own) and that of yarn 2 and later (YAML).

Both map "name@range" to a version. Yarn 1 says nothing of the project itself: that stands in the
`package.json` files. Yarn 2 lists its workspaces, but not which of their dependencies are for development.
"""

import re
from collections.abc import Iterator

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.node import beside, local, members, parse_range, place, wanted
from openscope.collect.dependencies.reading import Lined, Source, Table, read_yaml, table, word
from openscope.model import Origin, Scope
from openscope.regex import regex

_VERSION = regex(r'  version:? "?([^"\s]+)"?')
_RESOLVED = regex(r'  resolved "?([^"\s]+)"?')
_ENTRY = regex(r'    "?([^"\s]+?)"?:? "?([^"]+?)"?')
_PATTERN = regex(r'"([^"]*)"|([^\s",][^",]*)')


def read(source: Source) -> Graph:
    """The packages of the lockfile."""
    return _berry(source) if re.search(r"^__metadata:", source.text, re.M) else _classic(source)


def _classic(source: Source) -> Graph:
    graph = Graph()
    patterns: dict[str, str] = {}
    asked: dict[str, list[tuple[str, Scope]]] = {}
    key, scope = "", Scope.RUNTIME
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            spelt = [
                (found[1] or found[2] or "").strip()
                for found in _PATTERN.finditer(line.rstrip().removesuffix(":"))
            ]
            name = _name(spelt[0]) if spelt else None
            if name is None:
                graph.problems.append((number, f"not an entry: {line[:100]!r}"))
                key = ""
                continue
            key = spelt[0]
            real = parse_range(name, spelt[0][len(name) + 1 :]).name
            graph.nodes[key] = Node("npm", real, line=number)
            patterns.update(dict.fromkeys(spelt, key))
            asked[key] = []
        elif key and (found := _VERSION.match(line)):
            graph.nodes[key].version = found[1]
        elif key and (found := _RESOLVED.match(line)):
            graph.nodes[key].origin, graph.nodes[key].url = place(found[1])
        elif line.startswith("  ") and not line.startswith("   "):
            scope = Scope.OPTIONAL if line.strip() == "optionalDependencies:" else Scope.RUNTIME
        elif key and (found := _ENTRY.fullmatch(line.rstrip())):
            asked[key].append((f"{found[1]}@{found[2]}", scope))
    for key, needs in asked.items():
        graph.nodes[key].needs = [Need(patterns[each], scope) for each, scope in needs if each in patterns]
        if graph.nodes[key].origin is Origin.PATH:
            local(graph.nodes[key], source, graph.nodes[key].url or "")
    root = beside(source)
    for path, package in [("", root), *members(source, root)]:
        name = word(package.get("name")) or path or source.path
        own = [Need(patterns.get(f"{dep}@{said}"), purpose) for dep, said, purpose in wanted(package)]
        graph.root("npm", name, own, key=(path, "package.json"))
    return graph


def _name(pattern: str) -> str | None:
    """The name in "name@range", which may begin with an @ itself."""
    at = pattern.find("@", 1)
    return pattern[:at] if at > 0 else None


def _berry(source: Source) -> Graph:
    data = read_yaml(source.text)
    graph = Graph()
    patterns: dict[str, str] = {}
    entries = [(key, table(entry)) for key, entry in data.items() if key != "__metadata"]
    # Of two ways that are equally short, the one from the project at the top is shown.
    entries.sort(key=lambda pair: not str(pair[1].get("resolution")).endswith("@workspace:."))
    lines = data.lines if isinstance(data, Lined) else {}
    for key, entry in entries:
        resolution = word(entry.get("resolution")) or ""
        name = _name(resolution)
        if name is None:
            graph.problems.append((lines.get(key), f"not an entry: {key[:100]!r}"))
            continue
        for pattern in key.split(","):
            patterns[pattern.strip()] = key
        graph.nodes[key] = _node(name, resolution[len(name) + 1 :], entry, lines.get(key), source)
    for key, entry in entries:
        if key in graph.nodes:
            graph.nodes[key].needs = list(_needs(entry, graph.nodes[key], patterns, source))
    return graph


def _node(name: str, where: str, entry: Table, line: int | None, source: Source) -> Node:
    node = Node("npm", name, word(entry.get("version")), line)
    protocol = where.partition(":")[0]
    if protocol == "workspace":
        node.local, node.url = True, where[len("workspace:") :]
    elif protocol in {"portal", "link", "file"}:
        local(node, source, where.partition("::")[0])
    elif protocol not in {"npm", "patch", "virtual"}:
        node.origin, node.url = place(where)
    return node


def _needs(entry: Table, node: Node, patterns: dict[str, str], source: Source) -> Iterator[Need]:
    """The edges of an entry. Of a workspace, the `package.json` tells what they are for."""
    package = beside(source, f"{node.url or '.'}/package.json") if node.local else {}
    own = {name: scope for name, _, scope in wanted(package)}
    meta = table(entry.get("dependenciesMeta"))
    for name, said in table(entry.get("dependencies")).items():
        key = next(
            (
                patterns[each]
                for each in (f"{name}@{said}", f"{name}@npm:{said}", f"{name}@workspace:{said}")
                if each in patterns
            ),
            None,
        )
        optional = table(meta.get(name)).get("optional") in (True, "true")
        yield Need(key, Scope.OPTIONAL if optional else own.get(name, Scope.RUNTIME))
