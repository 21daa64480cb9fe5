"""Configuration: keys that are called like a model, in YAML, TOML, JSON, INI, `.env` and `ENV` lines.

Read line by line, so that a bomb of aliases or a broken file costs nothing and every line number is
exact. What a key stands under counts where it says nothing by itself: `model: {name: org/name}`.
"""

import re
from collections.abc import Iterable, Iterator

from openscope.detect.references.hints import speaks_of_models
from openscope.detect.references.keys import key_kind
from openscope.detect.references.lines import Lines
from openscope.detect.references.mention import Means, Mention
from openscope.detect.references.shell import unwrapped
from openscope.regex import regex

DETECTOR = "settings"

_EXTENSIONS = (
    *(
        ".yml",
        ".yaml",
        ".toml",
        ".json",
        ".jsonc",
        ".json5",
        ".ini",
        ".cfg",
        ".conf",
        ".properties",
        ".env",
        ".envrc",
        ".sh",
        ".bash",
    ),
    *(".mk", ".tf", ".tfvars", ".service", ".dockerfile", ".gin", ".libsonnet", ".jsonnet", ".plist", ".hcl"),
)
_STEMS = frozenset(["dockerfile", "containerfile", "makefile", "procfile", "justfile", ".env", "env"])
# Locks and what tools write about packages: never a setting.
_WRITTEN = regex(
    r"(?:package-lock|npm-shrinkwrap|composer|pnpm-lock|yarn|poetry|uv|tokenizer|vocab|special_tokens_map|added_tokens"
    r"|generation_config|preprocessor_config|tokenizer_config|tsconfig|manifest)(?:[.-][\w.-]*)?\.(?:json|yaml|toml|lock)"
)
_NEEDLES = (
    *("odel", "MODEL", "dataset", "DATASET", "tokenizer", "repo_id", "REPO_ID", "pretrained", "providers"),
    *("llm_", "llm:", 'llm"', "_llm", "LLM"),
)

# An entry: indentation and list dashes, key, separator, value. Quotes around either are left out.
_LINE = regex(
    r"(?P<indent>[ \t]*)(?P<dash>(?:-[ \t]+)*)(?:(?:export|ENV|ARG|Environment=|set|setx|-e|--env)[ \t=]+)?"
    r"[\"']?(?P<key>[A-Za-z_][\w.-]{0,60})[\"']?"
    r"[ \t]{0,40}(?:[:?+]?=|:(?=[ \t]|$)|(?<=[A-Z_])[ \t]+)[ \t]{0,40}"
    r"(?:&\w+[ \t]+|!!?\w+[ \t]+)?(?P<value>.*)$"
)
_ITEM = regex(r"(?P<indent>[ \t]*)-[ \t]+(?P<value>.+)$")
_SECTION = regex(r"[ \t]*\[{1,2}[ \t]*([\w.\"' -]{1,120}?)[ \t]*\]{1,2}[ \t]*(?:#.*)?$")
_PAIR = regex(
    r"[\"']?(?P<key>[A-Za-z_][\w-]{0,60})[\"']?[ \t\n]{0,40}[:=][ \t\n]{0,80}"
    r"[\"'](?P<value>[^\"'\n]{2,200})[\"']"
)
_OPENED = regex(
    r"[\"'](?P<above>[A-Za-z_][\w-]{0,60})[\"'][ \t\n]{0,40}:[ \t\n]{0,40}\{[ \t\n]{0,80}"
    r"[\"'](?P<key>name|id|path|repo|name_or_path)[\"']"
    r"[ \t\n]{0,40}:[ \t\n]{0,40}\"(?P<value>[^\"\n]{2,200})\""
)
_CORE = regex(r"odel|MODEL|ataset|DATASET|llm|LLM|okenizer|epo_id|retrained|mbed")
_VALUE = regex(r"\"([^\"]{1,200})\"|'([^']{1,200})'|([^\s\"'#,\[\]{}][^\"'#,\[\]{}\s]{0,200})")
_PROVIDED = regex(r"(?:id:[ \t]*)?[\"']?((?:[a-z][\w-]{1,24}):[\w.:/@-]{2,150})[\"']?[ \t]*(?:#.*)?$")
_ASSIGNED = regex(r"[\"']?([A-Z][A-Z0-9_]{1,60})=([^\"'\s]{1,200})")
_NEUTRAL = frozenset(
    {
        "name",
        "id",
        "path",
        "repo",
        "repo_id",
        "name_or_path",
        "pretrained",
        "base",
        "default",
        "value",
        "primary",
    }
)
_LONGEST_KEY = 60
_LONGEST_LINE = 2_000


def applies(name: str) -> bool:
    """Whether a file of this name holds settings."""
    lower = name.lower()
    if lower.endswith(_EXTENSIONS):
        return _WRITTEN.fullmatch(lower) is None
    return lower.partition(".")[0] in _STEMS or lower.startswith(".env")


def mentions(text: str) -> Iterable[Mention]:
    """The mentions in the settings of a file."""
    if not any(needle in text for needle in _NEEDLES) or not speaks_of_models(text):
        return ()
    if text.lstrip()[:1] in {"{", "["} and '":' in text[:4_000]:
        return _in_json(text)
    return _in_lines(text)


def _in_json(text: str) -> Iterator[Mention]:
    lines = Lines(text)
    for found in _near(_PAIR, text):
        if (kind := key_kind(found["key"])) is not None:
            yield Mention(
                found["value"], lines.number(found.start("value")), found["key"], Means.SETTING, kind
            )
    for found in _near(_OPENED, text):
        if (kind := key_kind(found["above"])) is not None:
            how = f"{found['above']}.{found['key']}"
            yield Mention(found["value"], lines.number(found.start("value")), how, Means.SETTING, kind)


def _near(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches that start with the key in which one of the words stands, and its quote."""
    last = -1
    for word in _CORE.finditer(text):
        start = word.start()
        floor = max(last + 1, start - _LONGEST_KEY, 0)
        while start > floor and _is_key(text[start - 1]):
            start -= 1
        if start > 0 and _is_key(text[start - 1]):
            last = word.end() - 1
            continue  # no key is this long
        if start > floor and text[start - 1] in "\"'":
            start -= 1
        if start > last and (found := pattern.match(text, start)) is not None:
            yield found
        last = max(last, start)


def _is_key(character: str) -> bool:
    return character.isalnum() or character in "_-"


def _in_lines(text: str) -> Iterator[Mention]:
    """YAML, TOML and variables, with the keys that each line stands under."""
    above: list[tuple[int, str]] = []
    section = ""
    named = ""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE or not line or line.lstrip()[:1] in {"#", ";", ""}:
            continue
        if (header := _SECTION.match(line)) is not None:
            section, above = header[1].strip("\"'").rpartition(".")[2], []
            continue
        found = _LINE.match(line)
        if found is None:
            if (item := _ITEM.match(line)) is not None:
                yield from _listed(item["value"], _under(above, len(item["indent"]) + 1, section), number)
            continue
        indent = len(found["indent"]) + len(found["dash"])
        while above and above[-1][0] >= indent:
            above.pop()
        key, value = found["key"], found["value"].strip()
        parent = _under(above, indent, section)
        if not value or value[0] in "{|>":
            above.append((indent, key))
        if value:
            named, known = (value.strip("\"'"), "") if key == "name" else ("", named)
            yield from _entry(key, parent, value, known, number)
        if (found["dash"] and parent.endswith(("provider", "providers"))) or key == "id":
            yield from _listed(value if key == "id" else line.strip("- \t"), "providers", number)


def _under(above: list[tuple[int, str]], indent: int, section: str) -> str:
    """The key that a line with this indentation stands under."""
    return next((key for at, key in reversed(above) if at < indent), section)


def _entry(key: str, parent: str, value: str, named: str, number: int) -> Iterator[Mention]:
    """A key with a value: what the key says, or the key above it, or the `name:` before a `value:`."""
    kind, how = key_kind(key), key
    if key.lower() in _NEUTRAL:
        if key == "value" and named:
            kind, how = key_kind(named), named
        else:
            kind, how = key_kind(parent), f"{parent}.{key}"
    if kind is None:
        if value[0] in "{[":
            for pair in _PAIR.finditer(value):
                if (inner := key_kind(pair["key"])) is not None:
                    yield Mention(pair["value"], number, pair["key"], Means.SETTING, inner)
        return
    if value.lstrip("\"'").startswith("${"):
        yield Mention(unwrapped(value.split(" #")[0].strip("\"' \t")), number, how, Means.SETTING, kind)
        return
    words = _VALUE.finditer(value) if value[0] == "[" else (_VALUE.match(value),)
    for word in words:
        if word is not None:
            yield Mention(_plain(word), number, how, Means.SETTING, kind)


def _plain(word: re.Match[str]) -> str:
    return unwrapped(word[1] or word[2] or word[3] or "")


def _listed(value: str, parent: str, number: int) -> Iterator[Mention]:
    """An item of a list: of models, of datasets, or of providers in the notation of promptfoo."""
    if parent in {"provider", "providers"}:
        if (found := _PROVIDED.match(value)) is not None:
            yield Mention(found[1], number, "providers", Means.SETTING)
        return
    kind = key_kind(parent)
    if kind is not None and parent.lower().endswith("s") and (word := _VALUE.match(value)) is not None:
        yield Mention(_plain(word), number, parent, Means.SETTING, kind)
    elif (assigned := _ASSIGNED.match(value)) and (kind := key_kind(assigned[1])) is not None:
        yield Mention(unwrapped(assigned[2]), number, assigned[1], Means.SETTING, kind)
