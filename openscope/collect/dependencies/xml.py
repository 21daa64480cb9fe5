"""Reading XML as plain elements, with their lines: the adapter of expat."""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from openscope.collect.dependencies.reading import MAX_DEPTH, MalformedError, word


class Element(Struct):
    """An XML element: its name without a namespace, its text, its attributes, and its first line."""

    tag: str
    line: int
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)

    def all(self, *path: str) -> Iterator["Element"]:
        """Every element at a path of names below this one."""
        found = [self]
        for name in path:
            found = [child for each in found for child in each.children if child.tag == name]
        yield from found

    def value(self, *path: str) -> str | None:
        """The text of the first element at a path; None if there is none, or it is empty."""
        return next((word(each.text.strip()) for each in self.all(*path)), None)


def read_xml(text: str) -> Element:
    """Reads XML. A document type is refused, and with it every entity."""
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    top = Element("", 0)
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise MalformedError(f"nested deeper than {MAX_DEPTH} levels")
        element = Element(name.rpartition(" ")[2], parser.CurrentLineNumber, attributes=attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_: str) -> None:
        stack.pop()

    def data(text: str) -> None:
        stack[-1].text += text

    def doctype(*_: object) -> None:
        raise MalformedError("it has a document type")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1), True)
    except expat.ExpatError as error:
        raise MalformedError(f"not XML: {error}") from None
    return top
