"""The parts of a dotted call in a syntax tree: `client.chat.completions.create`."""

import ast


def root(func: ast.expr) -> str | None:
    """The name that a dotted call starts with."""
    for _ in range(12):
        match func:
            case ast.Attribute(value=inner) | ast.Call(func=inner):
                func = inner
            case ast.Name(id=name):
                return name
            case _:
                break
    return None


def within(origin: str, package: str) -> bool:
    """Whether a dotted name is a package or lies in it."""
    return origin == package or origin.startswith(f"{package}.")


def last(func: ast.expr) -> str:
    """The name that a dotted call ends with."""
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def receiver(func: ast.expr) -> str:
    """The name before the last dot."""
    return last(func.value) if isinstance(func, ast.Attribute) else ""
