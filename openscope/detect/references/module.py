"""One Python module, or the cells of a notebook, as syntax trees: what it imports, binds and calls."""

import ast
from collections.abc import Iterator

from msgspec.structs import replace

from openscope.detect.references import address
from openscope.detect.references.apis import (
    CALLS,
    CLIENT_KEYWORDS,
    CLIENT_METHODS,
    CLIENTS,
    FIRST_ARGUMENT,
    FRAMEWORK_KEYWORDS,
    FRAMEWORKS,
    FROM_PRETRAINED,
    Api,
    loads,
    pretrained,
    takes,
)
from openscope.detect.references.dotted import last, receiver, root, within
from openscope.detect.references.keys import key_kind
from openscope.detect.references.mention import Means, Mention
from openscope.detect.references.values import Scope, Values, defaults
from openscope.model import Kind

_MOST_NODES = 400_000
_NOTED = (
    *(
        ast.Import,
        ast.ImportFrom,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.Lambda,
        ast.ClassDef,
        ast.Call,
        ast.Dict,
    ),
    *(ast.Assign, ast.AnnAssign, ast.For, ast.comprehension, ast.NamedExpr),
)
_LEAVES = (ast.expr_context, ast.operator, ast.Name)
_OPTIONS = frozenset({"add_argument", "option", "Option", "add_option", "argument"})


class Module:
    """What is imported, bound and called in one file."""

    def __init__(self) -> None:
        self.values = Values()
        self.module = Scope()
        self.origins: dict[str, str] = {}
        self.stars: set[str] = set()
        self.defined: set[str] = set()
        self.calls: list[tuple[ast.Call, Scope]] = []
        self.named: list[tuple[str, ast.expr, Scope]] = []
        self.addresses: list[ast.Constant] = []

    # ── first pass: what is there ────────────────────────────────────────────────────────────

    def read(self, tree: ast.Module) -> None:
        """Notes imports, bindings and calls; without recursion, since trees may be deep."""
        stack: list[tuple[ast.AST, Scope]] = [(tree, self.module)]
        nodes = 0
        while stack and nodes < _MOST_NODES:
            node, scope = stack.pop()
            nodes += 1
            if isinstance(node, ast.Constant):
                if isinstance(node.value, str) and _is_address(node.value):
                    self.addresses.append(node)
                continue
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue  # a docstring
            inner = self._note(node, scope) if isinstance(node, _NOTED) else scope
            below: list[tuple[ast.AST, Scope]] = []
            for name in node._fields:
                value = getattr(node, name, None)
                if isinstance(value, list):
                    below += [(each, inner) for each in value if isinstance(each, ast.AST)]
                elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
                    below.append((value, inner))
            stack += reversed(below)

    def _note(self, node: ast.AST, scope: Scope) -> Scope:
        match node:
            case ast.Import(names=names):
                for alias in names:
                    root = alias.name.partition(".")[0]
                    self.origins[alias.asname or root] = alias.name if alias.asname else root
                    self.origins.setdefault(f"import {alias.name}", alias.name)
            case ast.ImportFrom(module=module, names=names, level=level):
                origin = ("." * level) + (module or "")
                self.origins.setdefault(f"import {origin}", origin)
                for alias in names:
                    if alias.name == "*":
                        self.stars.add(origin)
                    else:
                        self.origins[alias.asname or alias.name] = f"{origin}.{alias.name}"
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                if not isinstance(node, ast.Lambda):
                    self.defined.add(node.name)
                inner = Scope(scope)
                self.values.parameters(node.args, inner)
                self.named += [(each.arg, default, scope) for each, default in defaults(node.args)]
                return inner
            case ast.ClassDef(name=name, body=body):
                self.defined.add(name)
                for each in body:
                    match each:
                        case ast.AnnAssign(target=ast.Name(id=field), value=ast.expr() as value):
                            self.values.attributes.setdefault(field, []).append((value, False))
                        case ast.Assign(targets=[ast.Name(id=field)], value=value):
                            self.values.attributes.setdefault(field, []).append((value, False))
            case ast.Call():
                self.calls.append((node, scope))
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        self.named.append((key.value, value, scope))
            case ast.Assign() | ast.AnnAssign() | ast.For() | ast.comprehension() | ast.NamedExpr():
                self.values.bind(node, scope)
                self._note_assignment(node, scope)
        return scope

    def _note_assignment(self, node: ast.AST, scope: Scope) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                self.named.append((name, value, scope))
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str() as name))], value=value):
                self.named.append((name, value, scope))
            case ast.AnnAssign(
                target=ast.Name(id=name) | ast.Attribute(attr=name), value=ast.expr() as value
            ):
                self.named.append((name, value, scope))

    # ── second pass: what it names ───────────────────────────────────────────────────────────

    def mentions(self) -> Iterator[Mention]:
        """The mentions, those by a known call before those by a telling name alone."""
        for call, _ in self.calls:
            self._option(call)
        packages = {
            origin for name, origin in self.origins.items() if name.startswith("import ")
        } | self.stars
        clients = {name: who for name, who in CLIENTS.items() if any(within(each, name) for each in packages)}
        for call, scope in self.calls:
            yield from self._known(call, scope)
            yield from self._asked(call, scope, clients)
        for call, scope in self.calls:
            yield from self._keywords(call, scope)
        for name, value, scope in self.named:
            yield from self._telling(name, value, scope)
        for constant in self.addresses:
            for each in address.mentions(str(constant.value)):
                yield replace(each, line=constant.lineno + each.line - 1)

    def _option(self, call: ast.Call) -> None:
        """A command line option with a default is an attribute of what is parsed: `args.model`."""
        if last(call.func) not in _OPTIONS:
            return
        default = next((each.value for each in call.keywords if each.arg == "default"), None)
        for flag in call.args:
            if default is not None and isinstance(flag, ast.Constant) and str(flag.value).startswith("--"):
                name = str(flag.value).lstrip("-").replace("-", "_")
                self.values.attributes.setdefault(name, []).append((default, False))
                self.named.append((str(flag.value), default, self.module))
                self.module.names.setdefault(name, []).append((default, False))  # click: a parameter

    def _known(self, call: ast.Call, scope: Scope) -> Iterator[Mention]:
        """A call of `CALLS`, or of a class or function of a framework."""
        origin = self._origin(call.func)
        name = origin.rpartition(".")[2]
        for api in CALLS.get(name, ()):
            if name == FROM_PRETRAINED:
                api = pretrained(receiver(call.func))
            if self._fits(api, origin, call.func):
                yield from self._loaded(api, call, scope)
                return
        package = origin.partition(".")[0]
        if package in FRAMEWORKS and loads(name):
            means, provider = takes(name, package)
            words = FRAMEWORK_KEYWORDS | {"id"} if package in {"agno", "phi"} else FRAMEWORK_KEYWORDS
            nodes: list[tuple[str | None, ast.expr]] = [
                (each.arg, each.value) for each in call.keywords if each.arg in words
            ]
            if name in FIRST_ARGUMENT and call.args:
                nodes.append((None, call.args[0]))
            prefix = self._prefix(call)
            for keyword, node in nodes:
                how = f"{name}({keyword}=)" if keyword else name
                for constant in self.values.strings(node, scope):
                    value = prefix + str(constant.value)
                    yield Mention(value, constant.lineno, how, means, provider=provider)

    def _prefix(self, call: ast.Call) -> str:
        """`init_chat_model("…", model_provider="openai")` says its provider apart."""
        for each in call.keywords:
            if each.arg == "model_provider" and isinstance(each.value, ast.Constant):
                return str(each.value.value) + ":"
        return ""

    def _fits(self, api: Api, origin: str, func: ast.expr) -> bool:
        """Whether a call of the right name comes from one of the packages, or may do so unseen."""
        if not api.packages or any(within(origin, package) for package in api.packages):
            return True
        name = root(func)
        if name in self.origins or name in self.defined:
            return False
        # HfApi().snapshot_download(…), api.hf_hub_download(…): a method of something of the package.
        return api.own or (isinstance(func, ast.Name) and bool(self.stars & set(api.packages)))

    def _loaded(self, api: Api, call: ast.Call, scope: Scope) -> Iterator[Mention]:
        nodes = [call.args[at] for at in api.positions if at < len(call.args)]
        nodes += [each.value for each in call.keywords if each.arg in api.keywords]
        revision = self._one("revision", call, scope)
        kind = api.kind
        match self._one("repo_type", call, scope):
            case "dataset":
                kind = Kind.DATASET
            case "space":
                return
        how = ".".join(part for part in (receiver(call.func), last(call.func)) if part)
        for node in nodes:
            for constant in self.values.strings(node, scope):
                yield Mention(str(constant.value), constant.lineno, how, api.means, kind, revision)

    def _one(self, keyword: str, call: ast.Call, scope: Scope) -> str | None:
        found = [each.value for each in call.keywords if each.arg == keyword]
        strings = self.values.strings(found[0], scope) if found else []
        return str(strings[0].value) if len(strings) == 1 else None

    def _asked(self, call: ast.Call, scope: Scope, clients: dict[str, str | None]) -> Iterator[Mention]:
        """A method of a client, in a file that imports one: `client.messages.create(model=…)`."""
        if not clients or last(call.func) not in CLIENT_METHODS:
            return
        provider = next(iter(clients.values())) if len(clients) == 1 else None
        means = Means.OLLAMA if provider == "ollama" or receiver(call.func) == "ollama" else Means.SERVICE
        for each in call.keywords:
            if each.arg in CLIENT_KEYWORDS:
                how = f"{receiver(call.func)}.{last(call.func)}({each.arg}=)".lstrip(".")
                for constant in self.values.strings(each.value, scope):
                    yield Mention(str(constant.value), constant.lineno, how, means, provider=provider)

    def _keywords(self, call: ast.Call, scope: Scope) -> Iterator[Mention]:
        if not loads(last(call.func)):
            return
        for each in call.keywords:
            if each.arg is not None and isinstance(each.value, ast.Constant):
                yield from self._telling(each.arg, each.value, scope)

    def _telling(self, name: str, value: ast.expr, scope: Scope) -> Iterator[Mention]:
        """A name that says "model", bound to a string (or to strings) that is written there."""
        kind = key_kind(name)
        if kind is None:
            return
        nodes = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value]
        for node in nodes[:64]:
            if isinstance(node, ast.Name):
                continue  # noted where it is bound
            for constant in self.values.strings(node, scope):
                yield Mention(str(constant.value), constant.lineno, name, Means.SETTING, kind)

    def _origin(self, func: ast.expr) -> str:
        """The dotted name of a function, from the package that it was imported from."""
        parts: list[str] = []
        for _ in range(12):
            match func:
                case ast.Attribute(value=value, attr=attr):
                    parts.append(attr)
                    func = value
                case ast.Call(func=inner):
                    func = inner
                case ast.Name(id=name):
                    return ".".join([self.origins.get(name, name), *reversed(parts)])
                case _:
                    break
        return ".".join(["?", *reversed(parts)])


def _is_address(words: str) -> bool:
    """Whether a string is an address of the Hub, or a command that clones one, rather than prose."""
    return address.may_hold(words) and ("git" in words or len(words.split(None, 1)) == 1)
