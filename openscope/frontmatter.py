"""The YAML front matter of a card, read so that hostile or broken YAML is harmless. Pure.

The block is found by the rule of the Hugging Face Hub, copied from `REGEX_YAML_BLOCK` in
`huggingface_hub/repocard.py`, which copies the Hub's own server. Importing that library for one
regular expression would cost more than reading a card.

The YAML is read from libyaml's events, with a stack of our own: its parser does not recurse, no
object is ever constructed from a tag, and every scalar stays the word that was written
(`language: no`, `version: 3.0`).
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import yaml
from msgspec import Struct, field

from openscope.regex import regex

MAX_BYTES = 256 * 1024
MAX_DEPTH = 50
MAX_NODES = 200_000
MAX_PROBLEMS = 20
MAX_VALUES = 100
"""How many values of a key that is given again and again are kept."""
MAX_KEYS = 500
"""How many keys of a block that is no YAML are looked for."""

_BLOCK = regex(r"^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))")
_BREAK = regex(r"\r\n|\r|\n")
# libyaml counts these as line breaks, which no editor does.
_YAML_BREAK = regex("[\x85\u2028\u2029]")
_UNPRINTABLE = regex("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEY = regex(r"""(['"]?)([A-Za-z_][\w.+-]*)\1[ \t]*:(?:[ \t]+(.*)|[ \t]*)$""")
# A licence without the space that YAML wants after the colon; `https://…` is no such pair.
_TIGHT_KEY = regex(r"([A-Za-z_][\w-]*):(?!//)(\S.*)$")

_ALL_VALUES = frozenset(
    {
        *("license", "licence", "licenses", "license_name", "license_link", "license_details"),
        *("base_model", "datasets", "language", "tags"),
    }
)


class FrontMatter(Struct, frozen=True):
    """The metadata at the top of a card.

    Every scalar in `data` is a `str`; the rest are lists and mappings with such keys. A value can
    stand in several places of `data` (a YAML alias), so it must not be changed. A top-level key
    that is given twice and names licences, bases or datasets has the list of all its values.
    `lines` holds the first line of each top-level key; lines count from 1. `recovered` says that the
    block could not be read as YAML, so that something in it may be missing. `body` is the text
    after the block, with as many empty lines before it as the block has.
    """

    data: Mapping[str, object]
    first_line: int
    last_line: int
    lines: Mapping[str, int]
    problems: tuple[str, ...]
    recovered: bool
    body: str


def split(text: str, max_bytes: int = MAX_BYTES) -> FrontMatter | None:
    """Splits a card into its front matter and its body. None if it has no front matter.

    Of a block with more than `max_bytes` characters, only the simple keys in the first of them are read.
    """
    text = text.removeprefix("\ufeff")
    found = _BLOCK.match(text)
    if found is None:
        return None
    first_line = len(_BREAK.findall(found[1]))
    last_line = first_line + len(_BREAK.findall(found[2])) + 2
    body = "\n" * len(_BREAK.findall(found[0])) + text[found.end() :]
    reader = _Reader(first_line + 1)
    reader.read(found[2], max_bytes)
    return FrontMatter(
        reader.data, first_line, last_line, reader.lines, tuple(reader.problems), reader.recovered, body
    )


class _RefusedError(Exception):
    """The YAML is well-formed, and not what a card may hold."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Open(Struct):
    """A collection that is being read, with the key that waits for a value and the size so far.

    `line` is where it starts, or, in a mapping, where its last key stands.
    """

    value: list[object] | dict[str, object]
    anchor: str | None
    line: int
    size: int = 1
    key: str | None = None


class _Reader(Struct):
    """Reads one block; `offset` is the line in the file on which the block starts."""

    offset: int
    data: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    recovered: bool = False

    def read(self, block: str, max_bytes: int) -> None:
        """Reads the block as YAML, or, where it is none, key by key."""
        if (odd := _UNPRINTABLE.search(block)) is not None:
            line = len(_BREAK.findall(block[: odd.start()]))
            self.problem(self.offset + line, "a character that YAML does not allow")
            block = _UNPRINTABLE.sub(" ", block)
        block = _YAML_BREAK.sub(" ", block)
        if len(block) > max_bytes:
            self.problem(
                self.offset, f"front matter of more than {max_bytes:,} bytes, of which the rest is not read"
            )
            self.recover(block[:max_bytes])
            return
        try:
            self.parse(block, 0)
        except (yaml.YAMLError, _RefusedError, ValueError) as error:
            self.data.clear()
            self.lines.clear()
            self.problem(*_explain(error, self.offset))
            self.recover(block)

    def problem(self, line: int, message: str) -> None:
        """Records what is wrong on a line of the file."""
        text = f"line {line}: {message}"
        if len(self.problems) < MAX_PROBLEMS and text not in self.problems:
            self.problems.append(text)

    def add(self, key: str, value: object, line: int) -> None:
        """Records a top-level pair; a second value joins the first or takes its place, and is a problem."""
        if key in self.data:
            self.problem(line, f"`{key}` is given twice")
            if key in _ALL_VALUES:
                value = [*_listed(self.data[key]), *_listed(value)][:MAX_VALUES]
        self.data[key] = value
        self.lines.setdefault(key, line)

    # ── well-formed YAML ─────────────────────────────────────────────────────────────────────

    def parse(self, block: str, above: int) -> None:
        """Reads a YAML document, the first line of which is `above` lines into the block."""
        first = self.offset + above
        documents = nodes = 0
        stack: list[_Open] = []
        anchors: dict[str, tuple[object, int]] = {}
        for event in _events(block):
            mark = event.start_mark
            line = first + (mark.line if mark is not None else 0)
            if isinstance(event, yaml.ScalarEvent):
                if event.tag is not None:
                    self.tag(event.tag, line)
                nodes += 1
                self.put(stack, event.value, 1, line)
                if event.anchor:
                    anchors[event.anchor] = (event.value, 1)
            elif isinstance(event, yaml.CollectionStartEvent):
                is_list = isinstance(event, yaml.SequenceStartEvent)
                if is_list and not stack:
                    raise _RefusedError("front matter is a list, not a mapping", line)
                if len(stack) >= MAX_DEPTH:
                    raise _RefusedError(f"nested deeper than {MAX_DEPTH} levels", line)
                if event.tag is not None:
                    self.tag(event.tag, line)
                stack.append(_Open([] if is_list else {}, event.anchor, line))
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in anchors:
                    raise _RefusedError(f"alias `*{event.anchor}` to nothing that is complete", line)
                value, size = anchors[event.anchor]
                # What an alias stands for counts each time: a few lines must not unfold into millions.
                nodes += size
                self.put(stack, value, size, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = stack.pop()
                nodes += 1
                self.put(stack, closed.value, closed.size, closed.line)
                if closed.anchor:
                    anchors[closed.anchor] = (closed.value, closed.size)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.problem(line, "a second YAML document, which is not read")
                    return
            if nodes > MAX_NODES:
                raise _RefusedError(f"more than {MAX_NODES:,} values", line)

    def put(self, stack: list[_Open], value: object, size: int, line: int) -> None:
        """Puts a complete value into the collection that is open."""
        if not stack:
            if not isinstance(value, dict) and value != "":
                raise _RefusedError("front matter is not a mapping", line)
            return
        inside = stack[-1]
        inside.size += size
        if isinstance(inside.value, list):
            inside.value.append(value)
        elif inside.key is None:
            if not isinstance(value, str):
                raise _RefusedError("a key that is no word", line)
            inside.key, inside.line = value, line
        else:
            if len(stack) == 1:
                self.add(inside.key, value, inside.line)
            inside.value[inside.key] = value
            inside.key = None

    def tag(self, tag: str, line: int) -> None:
        """Says that a tag stands there: tags are never acted on."""
        if tag != "!" and not tag.startswith("tag:yaml.org,2002:str"):
            self.problem(line, f"tag `{tag[:60]}` is ignored")

    # ── broken YAML ──────────────────────────────────────────────────────────────────────────

    def recover(self, block: str) -> None:
        """Reads what can be read when the whole is no YAML: each top-level key by itself."""
        self.recovered = True
        lines = _BREAK.split(block)
        margin = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
        heads = [number for number, line in enumerate(lines) if number and _starts_key(line, margin)]
        if len(heads) > MAX_KEYS:
            self.problem(self.offset + heads[MAX_KEYS], "too many keys, of which the rest is not read")
            lines, heads = lines[: heads[MAX_KEYS]], heads[:MAX_KEYS]
        for start, end in pairwise([0, *heads, len(lines)]):
            self.recover_key([line[margin:] for line in lines[start:end]], start)

    def recover_key(self, lines: list[str], above: int) -> None:
        """Reads one top-level key and its value, as YAML if they are, else word by word."""
        try:
            part = _Reader(self.offset)
            part.parse("\n".join(lines), above)
        except (yaml.YAMLError, _RefusedError, ValueError):
            self.recover_words(lines, above)
            return
        for key, value in part.data.items():
            self.add(key, value, part.lines[key])

    def recover_words(self, lines: list[str], above: int) -> None:
        """Reads the `key: value` and `key:` `- value` pairs of lines that are no YAML."""
        key: str | None = None
        values: list[str] = []
        where = 0
        pairs: list[tuple[str, object, int]] = []

        def finish() -> None:
            if key is not None and values:
                pairs.append((key, list(values) if listed else values[0], where))

        listed = False
        for number, line in enumerate(lines):
            words = line.strip()
            item = re.match(r"-[ \t]+(.*)$", words)
            found = None if item else _KEY.match(words)
            tight = None if item or found else _TIGHT_KEY.match(words)
            if found and (found[3] or not line[:1].isspace()):
                finish()
                key, where, listed = found[2], self.offset + above + number, False
                values = [_unquote(found[3])] if found[3] else []
            elif tight and not line[:1].isspace():
                finish()
                key, where, listed = tight[1], self.offset + above + number, False
                values = [_unquote(tight[2])]
            elif item and key is not None and (listed or not values):
                listed = True
                values.append(_unquote(item[1]))
        finish()
        for name, value, at in pairs:
            self.add(name, value, at)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _events(block: str) -> Iterator[yaml.Event]:
    """Yields the parser's events. libyaml's where PyYAML has it: ten times as fast."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    parser = loader(block)
    try:
        yield from iter(parser.get_event, None)
    finally:
        parser.dispose()


def _starts_key(line: str, margin: int) -> bool:
    """Whether a line of a block with this margin is the first of a top-level key."""
    content = line[margin:]
    return not content[:1].isspace() and (
        _KEY.match(content) is not None or _TIGHT_KEY.match(content) is not None
    )


def _explain(error: Exception, offset: int) -> tuple[int, str]:
    """Returns the line in the file and the words for an error of the parser."""
    if isinstance(error, _RefusedError):
        return error.line, str(error)
    mark = getattr(error, "problem_mark", None)
    words = getattr(error, "problem", None) or "not YAML"
    return offset + (mark.line if mark is not None else 0), f"not YAML: {words}"


def _unquote(value: str) -> str:
    """Strips a comment and matching quotes from a plain value."""
    value = value.strip()
    if len(value) > 1 and value[0] in "'\"" and (end := value.find(value[0], 1)) > 0:
        return value[1:end]
    return re.split(r"[ \t]#", value, maxsplit=1)[0].strip()
