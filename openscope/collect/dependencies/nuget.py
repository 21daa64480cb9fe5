"""`packages.lock.json`, the lockfile of NuGet:
https://learn.microsoft.com/en-us/nuget/consume-packages/package-references-in-project-files#locking-dependencies.
"""

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.reading import Source, lines_of, read_json, table, word
from openscope.model import Scope


def read(source: Source) -> Graph:
    """The packages of the lockfile, over all its frameworks."""
    data = read_json(source.text)
    graph = Graph()
    lines = lines_of(r'^[ \t]*"([^"\\]+)": \{', source.text)
    root = graph.root("nuget", source.path, key="/")
    for framework, entries in table(data.get("dependencies")).items():
        for name, value in table(entries).items():
            entry = table(value)
            kind = word(entry.get("type")) or ""
            key = framework, name.lower()
            node = Node("nuget", name, word(entry.get("resolved")), lines.get(name), scope=Scope.RUNTIME)
            node.requirement = None if node.version else word(entry.get("requested"))
            node.needs = [Need((framework, each.lower())) for each in table(entry.get("dependencies"))]
            node.local = kind == "Project"
            graph.nodes[key] = node
            if kind == "Direct":
                root.needs.append(Need(key))
    return graph
