"""`environment.yml` of conda: ranges, and a list of pip requirements inside.

The format: https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html.
"""

import re

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.reading import Source, lines_of, read_yaml, table, word
from openscope.collect.dependencies.requirement import parse_requirement
from openscope.regex import regex

_SPEC = regex(r"(?:[^\s:]+::)?([A-Za-z0-9_][\w.-]*)\s*(.*)", re.ASCII)
_EXACT = regex(r"={1,2}\s*([\w.!+]+)(?:=\S+)?", re.ASCII)


def read(source: Source) -> Graph:
    """What the environment asks for, all of it direct."""
    data = read_yaml(source.text)
    graph = Graph()
    root = graph.root("conda", word(data.get("name")) or source.path, key="/")
    listed = data.get("dependencies")
    lines = lines_of(r"^[ \t]*-\s+([^\s=<>~!\[;]+)", source.text)
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, str):
            if (found := _SPEC.fullmatch(each.strip())) is None:
                graph.problems.append((None, f"not a package: {each[:100]!r}"))
                continue
            said = found[2].strip() or None
            exact = _EXACT.fullmatch(said or "")
            node = Node("conda", found[1], exact[1] if exact else None, lines.get(found[1]), requirement=said)
            graph.nodes["conda", found[1]] = node
            root.needs.append(Need(("conda", found[1])))
            continue
        pip = table(each).get("pip")
        for words_ in pip if isinstance(pip, list) else []:
            parsed = parse_requirement(words_) if isinstance(words_, str) else None
            if parsed is not None:
                graph.nodes["pypi", parsed.name] = parsed.node(lines.get(parsed.name))
                root.needs.append(Need(("pypi", parsed.name)))
    return graph
