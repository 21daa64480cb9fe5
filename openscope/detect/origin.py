"""The model that a card says in prose its own was made from: "fine-tuned from [Llama 2 7B](…)".

Read only where the front matter names no base. A name is that of a link to the Hub, a repository in
code marks or in a field of its own, or words that `rules/models.toml` knows as those of all models of
one licence.
"""

import re
from collections.abc import Iterator
from heapq import merge

from msgspec.structs import replace

from openscope.catalog import Catalog, ModelRule
from openscope.detect.flow import Flow
from openscope.detect.page import Page
from openscope.detect.seek import Seeker
from openscope.model import Base, Reading, Relation
from openscope.regex import regex
from openscope.relation import relation_in

_MOST = 2
_TUNED = Seeker(
    r"\b(?:\w+ )?by (?:\w+ )?fine-?tuning(?: (?:the|a|original|base))* (?=(?P<object>[^\n]{2,200}))",
    re.I,
)
_MADE = Seeker(
    r"\b(?:(?:(?:fine-?tun|quanti[sz]|convert|deriv|merg|distil|initiali[sz]|adapt)\w*|version|built|based"
    r"|trained|starting|delta|weights|gguf|gptq|awq)\b[^.\n\[`]{0,60}?\b(?:of|from|on|upon|using|over)"
    r"|(?:lora|adapter)s? for)\b"
    r"(?: (?:the|a|an|top|original|base|model|foundation|pre-?trained|[a-z]+['’]s))*:? [*_']{0,3}"
    r"(?=(?P<what>[^\n]{2,200}))"
    r"|\b(?:fine-?tuned|quanti[sz]ed|converted|pruned|distilled|merged) (?=(?P<linked>\[[^\n]{2,200}))",
    re.I,
)
# "We fine-tuned Llama 2 7B on …", "X is a fine-tuned Llama 2 7B": no "Fine-tune Llama 3 for free".
_DONE = Seeker(
    r"\b(?:(?:we|i)(?: have)?(?: then| also| further| first)?"
    r"|(?:this|it|which|model) is (?:a|an|our|the)(?: [\w-]{1,40})?)"
    r" (?:instruction[- ]|supervised )?(?:fine-?tuned|quanti[sz]ed|pruned|distilled)"
    r"(?: (?:the|a|an|original|base|pre-?trained))* (?=(?P<known>\w[^\n]{2,200}))",
    re.I,
)
_FIELD = Seeker(
    r"\b(?:base|original|source|parent) model\b[\s*]{0,4}[:：][\s*]{0,4}(?=(?P<field>[^\n]{2,200}))", re.I
)
_LINK = regex(
    r"^[^\[\]]{0,40}\[(?P<text>[^\[\]]{1,120})\]\(https?://(?:www\.)?(?:huggingface\.co|hf\.co)/"
    r"(?P<name>(?!(?:datasets|spaces|papers|docs|blog|collections|nlp|tasks|learn)/)[\w.-]{1,96}/[\w.-]{1,96})/?[)#?]"
)
_ELSEWHERE = regex(r"^\W{0,3}\[[^\[\]]{1,120}\]\(")
_CODE = regex(r"^`(?P<name>[\w.-]{1,96}/[\w.-]{1,96})`")
# A name on the Hub as it is: one with a digit or a hyphen, for "and/or" and "N/A" are none.
_ID = regex(
    r"^(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co)/)?"
    r"(?P<name>\w[\w.-]{1,95}/(?=[\w.]*[\d-])[\w.-]{0,95}\w)(?![\w/-])"
)
_SIZE = regex(r"\b\d+(?:\.\d+)?[bm]\b", re.I)
_WORDS = regex(r"[\w.-]+(?: [\w.-]+){0,3}")
# What follows the name of a model where its weights are not meant, or those of one among several models.
_NOT_WEIGHTS = regex(
    r"^[^\w.,;:()]*(?:\w+ )?(?:architecture|tokeni[sz]er|paper|recipe|prompt|template|format"
    r"|code|licen[cs]e|principle|method|approach|data(?:set)?|style|suite|card|outputs?|generations?)\b"
    r"|^ \(for ",
    re.I,
)
_TRIED = regex(r"^[^\n.;]{0,120}\b(?:baselines?|comparisons?|to compare)\b", re.I)
# Words that several models are meant by may mean one of another size or make.
_SEVERAL = regex(r"^,? (?:and|or) ", re.I)
_NOT_MADE = regex(
    r"\b(?:from scratch|compar\w+|unlike|better than|outperform\w*|similar to|not)\b",
    re.I,
)


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """The first models that a card's prose names as what it was made from."""
    if page.front_matter is None or any(base.path == page.document.path for base in reading.bases):
        return reading
    found: dict[str, Base] = {}
    text = page.running
    for match in _made(text):
        start, _ = text.sentence(match.start(), match.start() + 1)
        what = next(filter(None, match.groups()))
        if _NOT_MADE.search(text.text, start, match.end()):
            continue
        if match.re is _DONE.pattern and _TRIED.match(what):
            continue
        for name in _names(what, text.text, catalog, match.re is _FIELD.pattern):
            how = relation_in([match[0]])
            if how is Relation.ADAPTER:  # tuning by LoRA is a method: the files tell what came out
                how = None
            found.setdefault(name, Base(name, how, page.document.path, text.line(match.start())))
        if len(found) >= _MOST:
            break
    bases = [*_without_titles(found, catalog)]
    if len(bases) > 1:  # two in a list are merged, two in a text need not be
        bases = [replace(base, relation=base.relation or Relation.FINETUNE) for base in bases]
    return replace(reading, bases=(*reading.bases, *bases)) if bases else reading


def _made(text: Flow) -> Iterator[re.Match[str]]:
    """The places at which a card says so, in their order."""
    behind = 0
    each = [text.finditer(seeker) for seeker in (_TUNED, _MADE, _DONE, _FIELD)]
    for match in merge(*each, key=re.Match.start):
        if match.start() >= behind:
            behind = match.end()
            yield match


def _without_titles(found: dict[str, Base], catalog: Catalog) -> Iterator[Base]:
    """Each model once: not by the title of its kind as well, where its own name is there."""
    rules = {name: catalog.models.named(name) for name in found}
    for name, base in found.items():
        rule = rules[name]
        if rule is None or name != rule.title or list(rules.values()).count(rule) == 1:
            yield base


def _names(what: str, text: str, catalog: Catalog, field: bool) -> Iterator[str]:
    """The name on the Hub that the words begin with; beside it what they call it, where that is known. A
    bare name is one in a `field`, else where it is known.
    """
    if link := _LINK.match(what):
        if _NOT_WEIGHTS.match(what[link.end() - 1 :].partition(")")[2]):
            return
        yield link["name"]
        if not catalog.models.named(link["name"]) and (rule := meant(link["text"], text, catalog)):
            yield rule.title
    elif code := _CODE.match(what):
        if not _NOT_WEIGHTS.match(what[code.end() :]):
            yield code["name"]
    elif (id := _ID.match(what)) and (field or catalog.models.named(id["name"])):
        if not _NOT_WEIGHTS.match(what[id.end() :]):
            yield id["name"]
    elif not _ELSEWHERE.match(what) and (rule := meant(what, text, catalog)):
        yield rule.title


def meant(words: str, text: str, catalog: Catalog) -> ModelRule | None:
    """The entry of the models that the first one to four words mean, in a card of this text."""
    first = _WORDS.match(words.strip("[(*` "))
    parts = first[0].split() if first else []
    for count in range(len(parts), 0, -1):
        phrase = " ".join(parts[:count])
        rest = words.partition(phrase)[2]
        for spelling in (phrase, _SIZE.sub("", phrase).strip("- ")):
            if (rule := catalog.models.meant(spelling, text)) and not (
                _NOT_WEIGHTS.match(rest) or _SEVERAL.match(rest)
            ):
                return rule
    return None
