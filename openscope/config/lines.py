"""On which line of a TOML file a key stands: `tomllib` does not say."""

from collections import Counter

from openscope.regex import regex

_KEY = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[\w-]+)"
_PATH = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TABLE = regex(rf"[ \t]*(\[\[?)[ \t]*({_PATH})[ \t]*\]\]?[ \t]*(?:#.*)?$")
_ASSIGNMENT = regex(rf"[ \t]*({_PATH})[ \t]*=(?!=)")
_PART = regex(_KEY)
_INLINE = regex(rf"[{{,][ \t]*({_PATH})[ \t]*=(?!=)")
_FENCE = regex(r'"""|' + "'''")


def key_lines(text: str) -> dict[str, int]:
    """The first line of each table and key, by its path: "policy.allow", "exception[2].item"."""
    found: dict[str, int] = {}
    counts: Counter[str] = Counter()
    prefix, fence = "", None
    for number, line in enumerate(text.split("\n"), start=1):
        if fence is None:
            if table := _TABLE.match(line):
                prefix = _path(table[2], counts)
                if table[1] == "[[":
                    counts[prefix] += 1
                    prefix = f"{prefix}[{counts[prefix]}]"
                found.setdefault(prefix, number)
            elif key := _ASSIGNMENT.match(line):
                path = f"{prefix}.{_path(key[1], Counter())}".lstrip(".")
                found.setdefault(path, number)
                for inner in _INLINE.finditer(line, key.end()):
                    found.setdefault(f"{path}.{_path(inner[1], Counter())}", number)
        for mark in _FENCE.findall(line):
            fence = None if fence == mark else fence or mark
    return found


def line_of(path: str, lines: dict[str, int]) -> int | None:
    """The line of a key, or of the nearest table above it."""
    while path:
        if (found := lines.get(path, lines.get(f"{path}[1]"))) is not None:
            return found
        path = path.rpartition(".")[0]
    return None


def _path(words: str, counts: Counter[str]) -> str:
    """A dotted key as this module writes it: unquoted, and with the number of an array's last table."""
    path = ""
    for part in _PART.findall(words):
        whole = f"{path}.{part.strip(chr(34) + chr(39))}".lstrip(".")
        path = f"{whole}[{counts[whole]}]" if counts[whole] and not words.endswith(part) else whole
    return path
