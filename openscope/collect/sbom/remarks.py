"""What openscope's own bills of materials say beyond their format: restrictions, and a model's pillars.

In CycloneDX they are properties, in SPDX comments and annotations; here each is one line of "name: value".
"""

import json
import re
from collections.abc import Iterable

from openscope.collect.paths import printable
from openscope.model import Clause, Limit, Pillar, PillarState, Signal, Stated
from openscope.regex import regex

_PILLAR = regex(rf"\b({'|'.join(Pillar)}):? ({'|'.join(PillarState)})\b")
_WORDS = regex(
    r"(?:Declared in words|declared): (.+?)(?:\. (?:Detected|Category)|; detected: |; openness: |$)", re.S
)
_TEXTS = ("metric", "op", "unit", "period", "effect", "scope", "becomes")
_LONGEST = 20_000
_MOST = 500


def read_remarks(lines: Iterable[str], path: str, line: int | None) -> Stated:
    """The clauses, signals and words in the remarks of one component."""
    clauses: list[Clause] = []
    signals: dict[Pillar, Signal] = {}
    words: list[str] = []
    for remark in lines:
        name, _, value = remark[:_LONGEST].partition(": ")
        if name == "restriction":
            clause = _clause(value, path, line)
            if clause is not None and len(clauses) < _MOST:
                clauses.append(clause)
        elif name == "words":
            words += [printable(each) for each in _WORDS.findall(value)]
        elif name == "pillars":
            for pillar, state in _PILLAR.findall(value):
                if state != PillarState.UNKNOWN:
                    quote = f"{pillar} {state}"
                    signals[Pillar(pillar)] = Signal(
                        Pillar(pillar), PillarState(state), "sbom", path, line, quote
                    )
    return Stated(path, line, tuple(words), (), tuple(clauses), tuple(signals.values()))


def _clause(value: str, path: str, line: int | None) -> Clause | None:
    """A restriction as `render/bom.py` writes it. One that comes from a base comes from it again."""
    try:
        said = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("inherited_from"):
        return None
    words = [
        each for name in ("kind", "license", "quote") if isinstance(each := said.get(name), str) and each
    ]
    if len(words) < 3:
        return None
    kind, license, quote = words
    return Clause(kind, path, line or 1, line or 1, printable(quote), _limit(said.get("limit")), license)


def _limit(said: object) -> Limit | None:
    if not isinstance(said, dict):
        return None
    texts = {name: each for name in _TEXTS if isinstance(each := said.get(name), str)}
    value = said.get("value")
    if not {"metric", "op", "effect"} <= texts.keys() or isinstance(value, bool | dict | list):
        return None
    return Limit(
        texts["metric"], texts["op"], value, texts.get("unit"), texts.get("period"), texts["effect"],
        texts.get("scope"), texts.get("becomes"),
    )  # fmt: skip
