"""`package.json` where no lockfile covers it: ranges, and an exact version only where one is written."""

from openscope.collect.dependencies.graph import Graph, Need, Node
from openscope.collect.dependencies.node import parse_range, wanted
from openscope.collect.dependencies.reading import Source, lines_of, read_json, word
from openscope.model import Origin


def read(source: Source) -> Graph:
    """What the package asks for, all of it direct."""
    data = read_json(source.text)
    graph = Graph()
    root = graph.root("npm", word(data.get("name")) or source.path, key="/")
    lines = lines_of(r'"([^"\s]+)"\s*:\s*"', source.text)
    for name, said, scope in wanted(data):
        asked = parse_range(name, said)
        key = name, said
        if asked.local:
            continue  # a directory of this tree
        url = said if asked.origin is not Origin.REGISTRY else None
        graph.nodes[key] = Node(
            "npm",
            asked.name,
            asked.version,
            lines.get(name),
            requirement=asked.words if url is None else None,
            origin=asked.origin,
            url=url,
        )
        root.needs.append(Need(key, scope))
    return graph
