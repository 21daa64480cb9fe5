"""The key-value pairs at the head of a GGUF file (ggml, docs/gguf.md, versions 1 to 3).

A file starts with the magic word, its version, the number of tensors and the number of pairs. Each
pair is a string, the type of its value, and the value; an array has the type of its elements and
their number first. Numbers are little-endian, or big-endian in a file for such machines, which its
version shows.
"""

import struct

MAX_BYTES = 4 * 1024 * 1024
"""How much of a file is read. The pairs that name licences come before the vocabulary."""
MAX_PAIRS = 100_000
MAX_WORDS = 4096
"""The longest value that is kept, in bytes; what goes beyond is cut."""

_MAX_KEY = 65_535
_MAX_NESTING = 4
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY, _UINT32 = 8, 9, 4
_WANTED = "general."


class _EndError(Exception):
    """The part of the file that is read ends here."""


def read(data: bytes) -> dict[str, str]:
    """Returns the `general.*` pairs whose values are strings, and the numbers among them in decimal.

    `data` may end before the pairs do: what was complete counts. Raises `ValueError` for what is no GGUF.
    """
    if not data.startswith(b"GGUF"):
        raise ValueError("it is no GGUF file")
    reader = _Reader(data)
    found: dict[str, str] = {}
    try:
        count = reader.start()
        for _ in range(min(count, MAX_PAIRS)):
            key = reader.string(_MAX_KEY).decode("utf-8", "replace")
            value = reader.value(reader.number("I"), 0)
            if value is not None and key.startswith(_WANTED):
                found[key] = value
    except _EndError:
        pass
    return found


class _Reader:
    """A place in the bytes, which moves on as values are read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 4
        self.order = "<"
        self.length = "Q"

    def start(self) -> int:
        """Reads what comes before the pairs, and returns their number."""
        version = self.number("I")
        if version & 0xFFFF == 0:
            self.order, version = ">", int.from_bytes(version.to_bytes(4, "little"), "big")
        if not 1 <= version <= 3:
            raise ValueError(f"a GGUF file of version {version}")
        self.length = "I" if version == 1 else "Q"
        self.number(self.length)
        return self.number(self.length)

    def number(self, form: str) -> int:
        """Reads an unsigned number of the form of `struct`."""
        number: int
        try:
            (number,) = struct.unpack_from(self.order + form, self.data, self.at)
        except struct.error:
            raise _EndError from None
        self.at += struct.calcsize(form)
        return number

    def string(self, most: int) -> bytes:
        """Reads a string, of which `most` bytes are kept."""
        length = self.number(self.length)
        start = self.at
        self.move(length)
        return self.data[start : start + min(length, most)]

    def move(self, count: int) -> None:
        """Moves on; `count` is whatever a file says it is."""
        self.at += count
        if self.at > len(self.data):
            raise _EndError

    def value(self, type_: int, depth: int) -> str | None:
        """Reads a value: its words if it is a string or a 32-bit number, None for any other."""
        if type_ == _STRING:
            return self.string(MAX_WORDS).decode("utf-8", "replace")
        if type_ == _UINT32:
            return str(self.number("I"))
        if type_ == _ARRAY:
            element, count = self.number("I"), self.number(self.length)
            if depth >= _MAX_NESTING:
                raise ValueError(f"arrays in one another, deeper than {_MAX_NESTING}")
            if element in _SIZES:
                self.move(count * _SIZES[element])
                return None
            for _ in range(count):
                # An array of empty arrays could be as long as its number says: each element takes bytes.
                self.value(element, depth + 1)
            return None
        if type_ not in _SIZES:
            raise ValueError(f"a value of the unknown type {type_}")
        self.move(_SIZES[type_])
        return None
