"""What a card says of its model's licence in prose: "The weights are released under the X License".

Licence texts and notices are the rulebook's business. Here a name is read: that of a link, or the
words before "License", looked up as a card's `license_name` is. A name that nobody knows still says
something where it holds a restriction ("a non-commercial license", "Mitsua Open RAIL-M"). Where no word for
licences stands ("Weights: CC BY-NC 4.0"), only a name that is known is one.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Ambiguous, Catalog
from openscope.detect.flow import Flow
from openscope.detect.normal import fingerprint
from openscope.detect.origin import meant
from openscope.detect.page import Page
from openscope.detect.seek import Seeker
from openscope.detect.text import CUSTOM
from openscope.expression import conjunction
from openscope.model import Clause, Evidence, Reading, Source
from openscope.regex import regex

DETECTOR = "statement"

_LONGEST = 400
_MOST_STATEMENTS = 12
_MOST_PHRASES = 4
_LICENSE_WORDS = r"licen[cs](?:e|ing)|agreement|usage polic|\b(?:open)?rail\b|协议|许可"
# "License: X", "## License" and what follows it, "Model License | X |".
_FIELD = Seeker(
    r"(?:^|[\n|])[\s*_>#-]{0,12}(?:ライセンス ?/ ?)?(?:(?:model|weights?|checkpoints?) )?"
    r"(?:licen[cs]es?|许可证?|协议)(?:\(s\))?"
    r"(?: (?:of|for) (?:the )?(?:base )?(?:model|weights|checkpoints?))?[\s*_]{0,6}"
    r"(?:[:：][\s*_]{0,6}|\| ?|\n)(?P<words>[^\n|]{2,300})",
    re.I,
)
# "… is released under the X", "must comply with the X", "遵循 X".
_UNDER = Seeker(
    r"\b(?:licen[cs]ed|released|distributed|governed|available|provided|shared|published|open-?sourced|covered"
    r"|bound|subject|comply|follows?|falls?|has|have|under)\b(?: \w+)?? (?:under|by|with|to|a|the) "
    r"(?:the |a |an |our |its )?(?=(?P<words>[^\n]{2,300}))"
    r"|(?:遵循|遵守|采用) ?(?P<chinese>[^\n。，]{2,200})",
    re.I,
    also=_LICENSE_WORDS,
)
# "Check [LICENSE](…) for details": the address may name the licence.
_SEE = Seeker(
    r"\b(?:check|see|refer to|read|according to|please follow)\b[^\n.\[]{0,40}(?P<words>\[[^\n]{2,300})"
    r"|(?:查看|参考|参阅|详见)[^\n。\[]{0,20}(?P<chinese>\[[^\n。]{2,300})",
    re.I,
    also=_LICENSE_WORDS,
)
# "The weights are released under CC BY-NC 4.0": a name alone, with no word for licences beside it.
_BARE = Seeker(
    r"\b(?:(?:licen[cs]ed|released|distributed|available|provided|shared|published|open-?sourced) under"
    r"|(?:covered|governed) by) (?:the )?(?=(?P<words>[^\n]{2,200}))",
    re.I,
)
# "Weights: CC BY-NC 4.0", "Code is MIT", as a line, an item or a sentence of its own.
_WORK = Seeker(
    r"(?:^|[\n.;,|] ?)[\s*_`]{0,4}(?:the )?(?:(?:model|pre-?trained|source) )?(?:weights|checkpoints|code)"
    r"[*_`]{0,3}(?: ?[:：]| (?:is|are)(?: under)?\b| \|)[\s*_]{0,4}(?:the )?(?=(?P<words>[^\n|]{2,200}))",
    re.I,
)
_LINK = regex(r"\[([^\[\]\n]{1,160})\]\(<?([^)\s<>]{1,400})[^)\n]{0,80}\)")
_MARKUP = regex(r"[*_`\"“”《》【】]|</?\w[^>\n]{0,200}>")
_LICENSE = regex(_LICENSE_WORDS, re.I)
# Only a field says what the licence is without a word for licences on its line, and a name that is known.
_STATEMENTS = (_FIELD, _UNDER, _SEE, _BARE, _WORK)
_BY_NAME = (_BARE.pattern, _WORK.pattern)
# "the license and restrictions of the original X", "the same usage policy as X": that of another model.
_OF_MODEL = regex(
    r"\b(?:licen[cs]es?|agreement|restrictions?|terms|polic(?:y|ies))\b (?:as|for|of) "
    r"(?:the |original |base )*(?P<model>[^\n]{2,80})",
    re.I,
)
_TITLE = regex(r"(?:^|\n)#[ \t]+([^\n]{1,120})")
_MODEL = regex(r"\]\(https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?![^)\s]*licen[cs]e)", re.I)
_NAME = regex(r"[a-z][\w.]*(?:-[\w.]+)+")
_SIZE = regex(r"(?<![\d.])\d+(?:\.\d+)?b(?![a-z])")
_WORKS = regex(r"\b(?:weights?|models?|checkpoints?|lora|adapter|safetensors)\b|权重|模型", re.I)
_OTHER_WORKS = regex(
    r"\b(?:code(?:base)?|repo(?:sitory)?|data(?:sets?)?|corpus|corpora|paper|images?|library|framework|scripts?"
    r"|software|base model|original)\b|代码|数据",
    re.I,
)
_CODE = regex(r"\b(?:code(?:base)?|repo(?:sitory)?|scripts?|software)\b|代码", re.I)
_ELSEWHERE = regex(r"\balso\b|\bunlike\b|\bnot\b|\bif\b|\bwas\b", re.I)
_NAMED = regex(r"[^,;:()\n]{0,80}?\blicen[cs](?:e|ing)(?: agreement)?(?: v?\d[\d.]*)?", re.I)
_END = regex(r"[,;.(（。，](?:\s|$)|\s[(–-]|\n|\s(?:and|while|whereas|but) (?:the|our|its) ")
_AGREEMENT = regex(r"licen[cs]e|agreement|\b(?:open)?rail\b|协议|许可", re.I)
_GENERIC = regex(
    r"\b(?:the|this|our|full|model|community|custom|open|source|usage|user|use|terms|of|and|for|read|see|here|file|faq"
    r"|licen[cs](?:e|es|ing)|agreement|details?|commercial|more|page|link|text|md|txt|original)\b|模型|社区|开源|许可|协议|证|商用",
    re.I,
)
_CHINESE_LICENSE = regex(r"(?:许可)?(?:协议|证)$")
_RIDER = regex(r"(?<=\bwith )[^.;\n]{0,40}?\b(?:open)?rail(?:-m)?\b[^.;,\n]{0,40}", re.I)
_RESTRICTIVE = (
    ("acceptable-use", re.compile(r"(?:\b|open)rail\b", re.I)),
    ("non-commercial", re.compile(r"\bnon-?commercial\b", re.I)),
    ("research-only", re.compile(r"\b(?:research|academic)(?:[- ]only)?\b(?= (?:only|use|license))", re.I)),
)


class Statement(Struct, frozen=True):
    """The words in which a card says what its model is under, or the code beside it, and their line. Of
    words that are `bare` of one for licences, only the name of a known licence counts.
    """

    words: str
    line: int
    code: bool = False
    bare: bool = False


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """One piece of evidence for each licence that a statement names, a clause for what a name restricts."""
    found: dict[str, Evidence] = {}
    code: list[str] = []
    clauses: list[Clause] = []
    title = _TITLE.search(page.body)
    name = f"{page.document.path} {title[1] if title else ''}"
    for statement in statements(page.running, name.lower()):
        for name, meaning in said(statement, catalog):
            expression = meaning if isinstance(meaning, str) else None
            if statement.code:
                code += [expression] if expression else []
                continue
            found.setdefault(expression or name.lower(), _evidence(expression, name, statement, page))
            if expression and expression.startswith(CUSTOM) and (kind := _restricts(name)):
                clauses.append(_clause(kind, expression, name, statement, page))
    if not found and not code:
        return reading
    return replace(
        reading,
        evidence=(*reading.evidence, *found.values()),
        clauses=(*reading.clauses, *clauses),
        code=conjunction(code),
    )


def statements(text: Flow, name: str = "") -> Iterator[Statement]:
    """The statements about the licence of the model itself, which is called `name` in lower case, or of the
    code beside it; fields first.
    """
    seen: set[tuple[int, int]] = set()
    fields: set[tuple[int, int]] = set()
    for match in [match for pattern in _STATEMENTS for match in text.finditer(pattern)]:
        group = "words" if match["words"] else "chinese"
        bounds = text.sentence(match.start(group), match.start(group) + 1)
        field, bare = match.re is _FIELD.pattern, match.re in _BY_NAME
        words = text.text[match.start(group) : max(bounds[1], match.start(group))].rstrip(" |")
        if not (field or bare or _LICENSE.search(words)):
            continue
        before = text.text[bounds[0] : match.start(group)] if not field else _lead(words)
        if bare and bounds in fields:  # what a field holds may itself be a list of works
            bounds = match.span(group)
        if match.re is _WORK.pattern:
            before, bounds = match[0], match.span(group)
        code = _CODE.search(before) is not None and not (_WORKS.search(before) or _ELSEWHERE.search(before))
        if bounds in seen or not (code or _is_own(before, field or match.re is _SEE.pattern, name)):
            continue
        seen.add(bounds)
        fields |= {bounds} if field and not _LICENSE.search(words) else set()
        yield Statement(words[:_LONGEST], text.line(match.start(group)), code, bare)
        if len(seen) == _MOST_STATEMENTS:
            return


def _lead(words: str) -> str:
    """What stands before the first link or licence word of a field's sentence."""
    ends = [found.start() for found in (_LINK.search(words), _LICENSE.search(words)) if found]
    return words[: min(ends)] if ends else ""


def _is_own(before: str, field: bool, name: str) -> bool:
    """Whether the words before a licence speak of the model of this name, not of code, data or another model.

    A `field` speaks of it unless its words say otherwise; one of another size ("the 5B model") is another.
    """
    words = before.lower()
    sizes, own = set(_SIZE.findall(words)), set(_SIZE.findall(name))
    if _ELSEWHERE.search(before) or (sizes and own and not sizes & own):
        return False
    if _OTHER_WORKS.search(before):
        return _WORKS.search(before) is not None and not field
    names = _NAME.findall(words)
    called = bool(names) and names[-1] in name
    this = words.lstrip("* ").startswith(("this", "it "))
    return field or called or this or _WORKS.search(before) is not None


def said(statement: Statement, catalog: Catalog) -> list[tuple[str, str | Ambiguous]]:
    """The licences that a statement names. Bare words that are also those of a model mean that model."""
    found = meanings(statement.words, catalog)
    if not statement.bare:
        return found
    return [
        (name, meaning)
        for name, meaning in found
        if not (isinstance(meaning, str) and meaning.startswith(CUSTOM))
        and not (catalog.models.meant(name, statement.words) or _MODEL.search(statement.words))
    ]


def meanings(words: str, catalog: Catalog) -> list[tuple[str, str | Ambiguous]]:
    """The licences that the words name: of every link, else of the words themselves.

    An agreement with a name of its own that nobody knows is a licence too.
    """
    found = [pair for link in _LINK.finditer(words) if (pair := _linked(link, catalog))]
    plain = _MARKUP.sub("", _LINK.sub(lambda link: link[1], words)).strip()
    if not found:
        found = [pair for pair in [_first_name(plain, catalog) or _of_model(plain, catalog)] if pair]
    rider = _RIDER.search(plain)
    if found and rider:
        found.append((rider[0], CUSTOM + fingerprint(rider[0])))
    return found


def _linked(link: re.Match[str], catalog: Catalog) -> tuple[str, str | Ambiguous] | None:
    text = _MARKUP.sub("", link[1]).strip()
    last = unquote(link[2].rstrip("/").rpartition("/")[2])
    for name in (text, link[2], last.rpartition(".")[0], last):
        if name and (meaning := _meaning(name, catalog)):
            return name, meaning
    return (text, CUSTOM + fingerprint(text)) if _is_name(text) else None


def _first_name(plain: str, catalog: Catalog) -> tuple[str, str | Ambiguous] | None:
    """The first of the phrases that end in "license", each from its longest form down, that is known."""
    candidates = [_END.split(plain, maxsplit=1)[0][:80].strip()]
    phrases = [found[0].split() for found in islice(_NAMED.finditer(plain), _MOST_PHRASES)]
    for parts in phrases:
        candidates += [" ".join(parts[start:]) for start in range(max(len(parts) - 8, 0), len(parts) - 1)]
    for name in candidates:
        if name and (meaning := _meaning(name, catalog)):
            return name, meaning
    for parts in phrases:
        name = " ".join(parts[-6:])
        if _restricts(name):
            return name, CUSTOM + fingerprint(name)
    return None


def _of_model(plain: str, catalog: Catalog) -> tuple[str, str] | None:
    """The licence of the other model that the words speak of."""
    other = _OF_MODEL.search(plain)
    rule = meant(other["model"], plain, catalog) if other else None
    return (rule.title, rule.license) if rule else None


def _meaning(name: str, catalog: Catalog) -> str | Ambiguous | None:
    name = _CHINESE_LICENSE.sub("", name)
    return catalog.license_name(name) or catalog.resolve(name)


def _is_name(text: str) -> bool:
    """Whether a link's text is the proper name of an agreement: "License" and "Model License" are none."""
    own = _GENERIC.sub("", text)
    return _AGREEMENT.search(text) is not None and len(own.strip(" -()")) > 2


def _restricts(name: str) -> str | None:
    return next((kind for kind, pattern in _RESTRICTIVE if pattern.search(name)), None)


def _evidence(expression: str | None, name: str, statement: Statement, page: Page) -> Evidence:
    line = statement.line
    quote = f"license: {name}"
    return Evidence(Source.DECLARED, DETECTOR, expression, page.document.path, line, line, quote=quote)


def _clause(kind: str, id: str, name: str, statement: Statement, page: Page) -> Clause:
    return Clause(kind, page.document.path, statement.line, statement.line, name, license=id)
