"""Command lines: shell scripts, Dockerfiles, compose files, CI, Makefiles, Procfiles, `args:` lists.

A command may be one string, a JSON list (`["vllm", "serve", "org/name"]`), a YAML list with one word
on each line, or lines that a backslash joins.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from openscope.detect.references.keys import key_kind
from openscope.detect.references.lines import Lines
from openscope.detect.references.mention import Means, Mention
from openscope.model import Kind
from openscope.regex import regex

DETECTOR = "shell"

_NAMES = frozenset(
    {
        "dockerfile",
        "containerfile",
        "makefile",
        "gnumakefile",
        "procfile",
        "justfile",
        "jenkinsfile",
        "tiltfile",
    }
)
_EXTENSIONS = (
    *(
        ".sh",
        ".bash",
        ".zsh",
        ".ksh",
        ".fish",
        ".ps1",
        ".bat",
        ".cmd",
        ".mk",
        ".just",
        ".service",
        ".slurm",
        ".sbatch",
    ),
    *(".dockerfile", ".yml", ".yaml", ".tf", ".hcl", ".nomad", ".toml", ".envrc"),
)
_SCRIPTS = frozenset({"package.json", "devcontainer.json", "tasks.json", "launch.json"})
_NEEDLES = (
    "vllm",
    "ollama",
    "--model",
    "huggingface",
    "hf ",
    "-hf",
    "--hf-",
    "--repo",
    "--dataset",
    "--base",
    "--embed",
    "--lora",
)

_SEPARATOR = r"(?:[\s\"',\\]|-\s){1,40}"
_COMMANDS = regex(
    r"(?<![\w./-])(?:"
    rf"(?P<vllm>vllm{_SEPARATOR}serve)"
    rf"|(?P<ollama>ollama{_SEPARATOR}(?:run|pull))"
    rf"|(?P<hf>(?:huggingface-cli|hf){_SEPARATOR}download)"
    r"|(?P<mlx>mlx_lm\.(?:generate|chat|server|lora))"
    r")[\"']?(?=[\s,\\])"
)
_CREATED = regex(r"\bollama\s{1,8}create\s{1,8}([\w./:-]{1,100})")
_FLAG = regex(
    r"(?<![\w.-])(?P<flag>--?[A-Za-z][\w-]{1,40})"
    r"(?:=|[ \t\"',]{1,6}|[\"']?,?[ \t]*\\?\n[ \t]*(?:-[ \t]+)?)[\"']?"
    r"(?P<value>[A-Za-z$][^\s\"',;|&)\]]{1,200})"
)
_WORD = regex(r"[\"']([^\"'\n]{1,300})[\"']|([^\s\"',\[\]]{1,300})")
# Flags of these servers take a repository of the Hub, or a path.
_HUB_FLAGS = {
    "--model-id": "text-generation-inference|text-embeddings|tei|tgi|huggingface|lorax",
    "--model-path": "sglang|lmdeploy|fastchat|mlx",
    "--model": "vllm|mlx_lm|aphrodite|lm_eval|lmdeploy",
    "--hf-repo": "",
    "--hf-repo-draft": "",
    "-hf": "llama|gguf",
    "-hfr": "llama|gguf",
    "--draft-model": "",
    "--speculative-model": "",
    "--speculative-draft-model-path": "",
}
_PRETRAINED = regex(r"pretrained=([\w./-]+)")  # of lm_eval
_DEFAULT = regex(r"\$\{\w+:?[-=](.+?)\}?$")
_TAG = regex(r":[\w.-]+$")
_STOPS = frozenset({"&&", "||", ";", "|", "&"})
_MOST_WORDS = 24


def applies(name: str) -> bool:
    """Whether a file of this name holds command lines."""
    lower = name.lower()
    stem = lower.partition(".")[0]
    return lower.endswith(_EXTENSIONS) or stem in _NAMES or lower in _SCRIPTS


def mentions(text: str) -> Iterable[Mention]:
    """The mentions in the command lines of a text."""
    if not any(needle in text for needle in _NEEDLES):
        return ()
    return _in_text(text)


def _in_text(text: str) -> Iterator[Mention]:
    lines = Lines(text)
    created = {found[1].partition(":")[0] for found in _CREATED.finditer(text)}
    for found in _COMMANDS.finditer(text):
        if lines.is_comment(found.start()):
            continue
        words = list(islice(_arguments(text, found.end()), _MOST_WORDS))
        how = re.sub(_SEPARATOR, " ", found[0]).strip("\"' ")
        match found.lastgroup:
            case "vllm":
                yield from _first(words, lines, how, Means.HUB)
            case "ollama":
                for each in _first(words, lines, how, Means.OLLAMA):
                    if each.value.partition(":")[0] not in created:
                        yield each
            case "hf":
                yield from _downloaded(words, lines, how)
    for found in _FLAG.finditer(text):
        if not lines.is_comment(found.start()):
            yield from _flagged(found, text, lines)


def _flagged(found: re.Match[str], text: str, lines: Lines) -> Iterator[Mention]:
    flag = found["flag"].replace("_", "-")
    value = unwrapped(found["value"])
    line = lines.number(found.start("value"))
    servers = _HUB_FLAGS.get(flag)
    if servers is not None and (not servers or re.search(servers, text, re.I)):
        value = _TAG.sub("", value) if flag.startswith("-hf") or "hf-repo" in flag else value
        yield Mention(value, line, found["flag"], Means.HUB)
    elif flag == "--model-args":
        if (inner := _PRETRAINED.search(found["value"])) is not None:
            yield Mention(inner[1], line, found["flag"], Means.HUB)
    elif flag.startswith("--") and (kind := key_kind(flag)) is not None:
        yield Mention(value, line, found["flag"], Means.SETTING, kind)


def unwrapped(words: str) -> str:
    """The default of a shell variable: `${MODEL:-org/name}` says org/name."""
    found = _DEFAULT.match(words)
    return found[1] if found else words


def _arguments(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The words of one command from a position on, each with where it starts."""
    end = start
    for found in _WORD.finditer(text, start, start + 2_000):
        between = text[end : found.start()]
        if (
            "\n" in between
            and "\\" not in between
            and not re.search(r",\s*\n|\n\s*-\s*$", text[end : found.end()])
        ):
            listed = found[0] == "-"
            if not listed:
                return
        word = found[1] or found[2] or ""
        end = found.end()
        if word in _STOPS:
            return
        if word not in {"\\", "-"}:
            yield word.rstrip(";"), found.start(1) if found[1] else found.start(2)
        elif word == "\\":
            end = found.start()


def _first(words: list[tuple[str, int]], lines: Lines, how: str, means: Means) -> Iterator[Mention]:
    """The first word that is no flag."""
    for word, at in words:
        if not word.startswith("-"):
            yield Mention(unwrapped(word), lines.number(at), how, means)
            return
        if means is Means.HUB and "=" not in word:
            return  # its value cannot be told from the model


def _downloaded(words: list[tuple[str, int]], lines: Lines, how: str) -> Iterator[Mention]:
    """`hf download org/name [file…] --repo-type dataset --revision X`."""
    options: dict[str, str] = {}
    free: list[tuple[str, int]] = []
    flag = None
    for word, at in words:
        if word.startswith("--"):
            flag, _, value = word.partition("=")
            if value:
                options[flag], flag = value, None
        elif flag is not None and flag not in {"--quiet", "--force-download", "--resume-download"}:
            options[flag], flag = word, None
        else:
            free.append((word, at))
            flag = None
    kind = {"dataset": Kind.DATASET, "space": None}.get(options.get("--repo-type", "model"), Kind.MODEL)
    if free and kind is not None:
        word, at = free[0]
        yield Mention(unwrapped(word), lines.number(at), how, Means.HUB, kind, options.get("--revision"))
