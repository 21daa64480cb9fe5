"""Words from a report as a document shows them: what is hidden in them made visible."""

from openscope.render.style import printable


def shown(text: str) -> str:
    """`text` with control and direction characters made visible; lines stay lines."""
    if text.isascii() and text.isprintable():
        return text
    return "\n".join(printable(line) for line in text.replace("\r\n", "\n").split("\n"))


def one_line(text: str) -> str:
    """`text` with every run of white space as one space, and nothing hidden."""
    line = " ".join(text.split())
    return line if line.isascii() and line.isprintable() else printable(line)


def cut(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where some are left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
