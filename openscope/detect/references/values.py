"""Which strings a Python expression may hold, followed through constants and simple assignments.

Nothing is imported or run: names, attributes, parameters' defaults, dictionary literals, f-strings
and environment defaults are looked up in the syntax tree of the one file.
"""

import ast
from collections.abc import Iterator

from msgspec import Struct, field

_MOST_VALUES = 16
_MOST_STEPS = 300
_LONGEST = 300
# Calls whose default is the value where nothing else is given: os.getenv("MODEL", "org/name").
_DEFAULT_SECOND = frozenset({"getenv", "get", "environ", "str_env", "env", "config", "setdefault", "pop"})
_DEFAULT_FIRST = frozenset({"Option", "Argument", "Field", "str", "Secret", "Param", "Input"})


class Scope(Struct):
    """The names that are bound in a module or a function: to expressions, or to each element of one."""

    parent: "Scope | None" = None
    names: dict[str, list[tuple[ast.expr, bool]]] = field(default_factory=dict)

    def find(self, name: str) -> list[tuple[ast.expr, bool]]:
        """What the nearest scope binds the name to."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return []


class Values(Struct):
    """Every binding of a file. `attributes` are those of its classes and of `self`, by name alone."""

    attributes: dict[str, list[tuple[ast.expr, bool]]] = field(default_factory=dict)

    def bind(self, node: ast.AST, scope: Scope) -> None:
        """Note what a statement binds."""
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._target(target, value, scope, each=False)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                self._target(target, value, scope, each=False)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                self._target(target, value, scope, each=True)

    def _target(self, target: ast.expr, value: ast.expr, scope: Scope, *, each: bool) -> None:
        match target, value:
            case ast.Name(id=name), _:
                scope.names.setdefault(name, []).append((value, each))
            case ast.Attribute(attr=name), _:
                self.attributes.setdefault(name, []).append((value, each))
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values) and not each:
                for one, other in zip(targets, values, strict=True):
                    if isinstance(one, ast.Name | ast.Attribute):
                        self._target(one, other, scope, each=False)

    def parameters(self, arguments: ast.arguments, scope: Scope) -> None:
        """Note the defaults of a function's parameters; one without a default hides an outer name."""
        positional = [*arguments.posonlyargs, *arguments.args]
        for each in (*positional, *arguments.kwonlyargs):
            scope.names.setdefault(each.arg, [])
        for parameter, default in defaults(arguments):
            scope.names[parameter.arg].append((default, False))

    def strings(self, node: ast.expr, scope: Scope) -> list[ast.Constant]:
        """The strings that an expression may hold, as constants with the lines where they stand."""
        found: dict[tuple[str, int], ast.Constant] = {}
        for constant in _Lookup(self).follow(node, scope):
            found.setdefault((constant.value, constant.lineno), constant)  # type: ignore[arg-type]
            if len(found) == _MOST_VALUES:
                break
        return list(found.values())


def defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr]]:
    """The parameters that have a default, each with it."""
    positional = [*arguments.posonlyargs, *arguments.args]
    if arguments.defaults:
        yield from zip(positional[-len(arguments.defaults) :], arguments.defaults, strict=True)
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield parameter, default


class _Lookup:
    """One search, with a limit to its steps: bindings may go in circles."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.steps = 0
        self.open: set[int] = set()

    def follow(self, node: ast.expr, scope: Scope) -> Iterator[ast.Constant]:
        self.steps += 1
        if self.steps > _MOST_STEPS or id(node) in self.open or len(self.open) > 20:
            return
        self.open.add(id(node))
        yield from self._follow(node, scope)
        self.open.discard(id(node))

    def _follow(self, node: ast.expr, scope: Scope) -> Iterator[ast.Constant]:
        match node:
            case ast.Constant(value=str()):
                yield node
            case ast.Name(id=name):
                for value, each in scope.find(name):
                    yield from self._elements(value, scope) if each else self.follow(value, scope)
            case ast.Attribute(attr=name):
                for value, each in self.values.attributes.get(name, ()):
                    yield from self._elements(value, scope) if each else self.follow(value, scope)
            case ast.BoolOp(op=ast.Or(), values=parts):
                for part in parts:
                    yield from self.follow(part, scope)
            case ast.IfExp(body=body, orelse=orelse):
                yield from self.follow(body, scope)
                yield from self.follow(orelse, scope)
            case ast.NamedExpr(value=value):
                yield from self.follow(value, scope)
            case ast.JoinedStr(values=parts):
                yield from self._joined(parts, node, scope)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self._joined([left, right], node, scope)
            case ast.Subscript(value=value, slice=key):
                yield from self._looked_up(value, key, scope)
            case ast.Call():
                yield from self._called(node, scope)

    def _joined(self, parts: list[ast.expr], node: ast.expr, scope: Scope) -> Iterator[ast.Constant]:
        """Strings put together, where each part can be one thing only."""
        words = []
        for part in parts:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            found = list(self.follow(inner, scope))
            if len(found) != 1:
                return
            words.append(str(found[0].value))
        if len(text := "".join(words)) <= _LONGEST:
            yield ast.Constant(text, lineno=node.lineno, col_offset=node.col_offset)

    def _elements(self, node: ast.expr, scope: Scope) -> Iterator[ast.Constant]:
        for container in self._containers(node, scope):
            match container:
                case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                    for part in parts:
                        yield from self.follow(part, scope)

    def _looked_up(self, value: ast.expr, key: ast.expr, scope: Scope) -> Iterator[ast.Constant]:
        wanted = key.value if isinstance(key, ast.Constant) else None
        for container in self._containers(value, scope):
            match container:
                case ast.Dict(keys=keys, values=values):
                    for name, each in zip(keys, values, strict=True):
                        if wanted is None or (isinstance(name, ast.Constant) and name.value == wanted):
                            yield from self.follow(each, scope)
                case ast.List(elts=parts) | ast.Tuple(elts=parts):
                    chosen = parts
                    if isinstance(wanted, int):
                        chosen = parts[wanted : wanted + 1] if wanted >= 0 else parts[wanted:][:1]
                    for part in chosen:
                        yield from self.follow(part, scope)

    def _containers(self, node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
        match node:
            case ast.Name(id=name):
                yield from (value for value, each in scope.find(name) if not each)
            case ast.Attribute(attr=name):
                yield from (value for value, each in self.values.attributes.get(name, ()) if not each)
            case ast.List() | ast.Tuple() | ast.Dict() | ast.Set():
                yield node

    def _called(self, node: ast.Call, scope: Scope) -> Iterator[ast.Constant]:
        """The default of a call that looks a value up."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for keyword in node.keywords:
            if keyword.arg in {"default", "default_value"}:
                yield from self.follow(keyword.value, scope)
        if name in _DEFAULT_SECOND and len(node.args) > 1:
            yield from self.follow(node.args[1], scope)
        elif name in _DEFAULT_FIRST and node.args:
            yield from self.follow(node.args[0], scope)
        elif name == "get" and isinstance(node.func, ast.Attribute) and node.args:
            yield from self._looked_up(node.func.value, node.args[0], scope)
