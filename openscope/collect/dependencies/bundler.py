"""`Gemfile.lock`, the lockfile of Bundler, by its indentation: https://bundler.io/man/gemfile.5.html.

Read here, since packagedcode's parser prints and drops the sources. The groups of the gems that are
asked for stand in the `Gemfile` beside it, which is Ruby: only its plain lines are read, never run.
"""

import re

from openscope.collect.dependencies.graph import Graph, Need, Node, undepended
from openscope.collect.dependencies.reading import Source, resolve, word
from openscope.model import Origin, Scope
from openscope.regex import regex

_SPEC = regex(r"    ([^\s()]+) \(([^\s()]+)\)")
_NEED = regex(r"      ([^\s()!]+)(?: \(.*\))?")
_ASKED = regex(r"  ([^\s()!]+)(?: \(.*\))?!?")
_FIELD = regex(r"  (remote|revision): (\S+)")
_PLATFORM = regex(r"-(?:x86|x64|arm|aarch|universal|java|jruby|mswin|mingw).*")
_GROUP = regex(r"\s*group\s+(.+?)\s+do\b")
_GEM = regex(r"""\s*gem\s*\(?\s*["']([^"']+)["'](.*)""")
_DEVELOPMENT = {"development", "test", "ci", "lint", "docs", "doc", "dev"}


def read(source: Source) -> Graph:
    """The gems of the lockfile."""
    graph = Graph()
    section, remote, revision = "", "", ""
    here: Node | None = None
    asked: list[str] = []
    for number, raw in enumerate(source.text.split("\n"), 1):
        line = raw.rstrip()
        if line and not line.startswith(" "):
            section, remote, revision, here = line, "", "", None
        elif found := _FIELD.fullmatch(line):
            remote, revision = (found[2], revision) if found[1] == "remote" else (remote, found[2])
        elif (found := _SPEC.fullmatch(line)) and section in {"GEM", "GIT", "PATH", "PLUGIN SOURCE"}:
            here = Node("gem", found[1], _PLATFORM.sub("", found[2]), number)
            if section == "GIT":
                here.origin, here.url = Origin.GIT, f"git+{remote}" + (f"@{revision}" if revision else "")
            elif section == "PATH":
                inside = resolve(source.directory, remote)
                here.origin, here.url = Origin.PATH, remote
                here.local = inside is not None and (not inside or source.files.has_directory(inside))
            else:
                here.url = word(remote)
            here = graph.nodes.setdefault(found[1], here)
        elif here is not None and (found := _NEED.fullmatch(line)):
            here.needs.append(Need(found[1]))
        elif section == "DEPENDENCIES" and (found := _ASKED.fullmatch(line)):
            asked.append(found[1])
    groups = _groups(source.beside("Gemfile") or source.beside("gems.rb") or "")
    if asked:
        needs = [Need(name, groups.get(name, Scope.RUNTIME)) for name in asked]
        graph.root("gem", source.path, needs, key="/")
    else:
        undepended(graph, source.path)
    return graph


def _groups(text: str) -> dict[str, Scope]:
    """What the gems that a `Gemfile` names in plain lines are for."""
    found: dict[str, Scope] = {}
    inside: list[str] = []
    for line in text.split("\n"):
        if group := _GROUP.match(line):
            inside = re.findall(r"[:\"']([a-z_]+)", group[1][:500])
        elif re.match(r"end\b", line):
            inside = []
        elif gem := _GEM.match(line):
            own = re.search(r"groups?(?::|\s*=>)\s*(\[[^\]]*\]|:\w+)", gem[2][:500])
            groups = re.findall(r":([a-z_]+)", own[1]) if own else inside
            if groups and set(groups) <= _DEVELOPMENT:
                found[gem[1]] = Scope.DEVELOPMENT
    return found
