"""The manifest of Python packages that is a program, `setup.py`: parsed, never run.

What its call of `setup` is given counts as far as constants and simple names lead.
"""

import ast
from collections.abc import Iterator, Mapping

from openscope.manifest.python import with_classifiers
from openscope.manifest.value import Manifest, Reader, items, manifest

_MOST_STEPS = 20


def _setup_py(text: str) -> Manifest | None:
    """The first call of `setup` that names a package or its licence."""
    module = ast.parse(text)
    names = {
        target.id: each.value
        for each in ast.walk(module)
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "setup":
            given = {key: _value(node, names) for key, node in _arguments(call, names)}
            statement = with_classifiers(given.get("license"), items(given.get("classifiers")))
            if found := manifest("pypi", None, given.get("name"), given.get("version"), statement):
                return found
    return None


def _arguments(call: ast.Call, names: Mapping[str, ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """The keyword arguments, those of a `**mapping` included."""
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value
            continue
        mapping = _named(keyword.value, names)
        if isinstance(mapping, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in mapping.keys]
            yield from (
                (key, node) for key, node in zip(keys, mapping.values, strict=True) if isinstance(key, str)
            )
        elif isinstance(mapping, ast.Call):  # dict(name=…)
            yield from ((each.arg, each.value) for each in mapping.keywords if each.arg is not None)


def _value(node: ast.expr, names: Mapping[str, ast.expr]) -> object:
    """A text, or a list of texts; None where it takes running to know."""
    node = _named(node, names)
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(each, names) for each in node.elts if not isinstance(each, ast.List | ast.Tuple)]
    return node.value if isinstance(node, ast.Constant) else None


def _named(node: ast.expr, names: Mapping[str, ast.expr]) -> ast.expr:
    """What a name stands for, over a few steps: a name may be given its own value."""
    for _ in range(_MOST_STEPS):
        if not isinstance(node, ast.Name) or node.id not in names:
            break
        node = names[node.id]
    return node


READERS: dict[str, Reader] = {"setup.py": _setup_py}
