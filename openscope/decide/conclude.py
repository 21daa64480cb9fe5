"""From the evidence in an item's documents to declared, detected and concluded licence.

Declared and detected stay apart. Where they agree, the declaration stands, since it can say `OR`
and `-or-later` and a text cannot. Where one only adds to the other, the fuller one stands. Where
they contradict each other both hold at once (`AND`) until a person decides, and a finding says so.
What a README or a file header mentions counts only where nothing else speaks: cards name the
licences of other works too.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from msgspec import Struct

from openscope.catalog import Ambiguous, Catalog
from openscope.choice import offered, texts_of, with_texts
from openscope.decide.classify import classify
from openscope.decide.texts import files, has_unread, license_files, readme
from openscope.expression import And, Expression, Leaf, Or, ids, join, parse
from openscope.model import Category, Evidence, Examined, License, Reading, Role, Source
from openscope.names import license_subject
from openscope.regex import regex

_VERSION_CHOICE = regex(r"(-only|-or-later|\+)$")
_VERSION = regex(r"-\d.*$")
_LESSER = regex(r"^LGPL-")

# CPython's licence file is SPDX's Python-2.0: the licence of the PSF, and those of its history behind it.
# Who ships that file and declares the first of them contradicts nothing.
_WITHIN = {"Python-2.0": "PSF-2.0"}

# The detector of what a card says in prose.
STATEMENT = "statement"


class Conclusion(Struct, frozen=True):
    """The licence of an item and the evidence it rests on.

    `contradiction` are two pieces of evidence that cannot both be the whole truth. `candidates`
    are the ids that it may be, where nothing says more than an ambiguous word.
    """

    license: License
    evidence: tuple[Evidence, ...]
    contradiction: tuple[Evidence, Evidence] | None = None
    candidates: tuple[str, ...] = ()


def conclude(examined: Sequence[Examined], catalog: Catalog, model: bool = False) -> Conclusion:
    """The licence of the item that the documents belong to; of a `model`, that of its weights."""
    own = [each for each in examined if each.document.own]
    declarations = _fields_first(_declarations(own), catalog)
    declared = _together(e.expression for e in declarations)
    texts = [each for each in license_files(own) if not _only_names(each.reading, declared)]
    beside = _beside(texts, own, declared) if model else {}
    texts = [each for each in texts if each.document.path not in beside]
    if not texts and declared is None and not any(e.detector == "card" for e in declarations):
        texts = readme(own) or ([] if has_unread(declarations, catalog) else files(examined))
    spoken = [each.reading.expression for each in texts if each.reading.expression]
    said = None if declared else next((e.reading.expression for e in readme(own) if e not in texts), None)
    detected = _lesser(_together(offered(spoken, said)), declared)
    shown = list(_of_text(texts))
    vague = _vague(declarations, catalog)
    concluded, contradicts = _compare(declared, detected, vague, catalog)
    contradiction = _disagreement(declarations)
    if contradicts:
        contradiction = next((e for e in declarations if e.expression), declarations[0]), shown[0]
    words = None if declared else "; ".join(dict.fromkeys(e.quote for e in declarations if e.quote)) or None
    candidates = () if concluded else tuple(sorted(vague))
    parts = {
        part: _together(each.reading.expression for each, subject in beside.values() if subject == part)
        for part in ("code", "data")
    }
    if model and parts["code"] is None:
        parts["code"] = _said_of_code(own)
    license = License(declared or words, detected, concluded, **parts)
    shown += _of_text([each for each, _ in beside.values()])
    return Conclusion(license, (*declarations, *shown), contradiction, candidates)


def _only_names(reading: Reading, declared: str | None) -> bool:
    """Whether a file of its own words says no more than the manifest: it names licences that are declared,
    and restricts nothing ("distributed under either of … at your option").
    """
    if declared is None or reading.named is None or reading.clauses:
        return False
    return _bases(reading.named) <= _bases(declared)


def _beside(
    texts: Sequence[Examined], own: Sequence[Examined], declared: str | None
) -> dict[str, tuple[Examined, str]]:
    """The licence files of a model, by path, that are about the code or the data beside its weights.

    Their names say so (LICENSE-CODE), or that of the file beside them (MODEL_LICENSE), or the card's own
    words, where it names another licence for the weights.
    """
    subjects = {
        each.document.path: license_subject(each.document.path.rpartition("/")[2])
        for each in texts
        if each.document.role is Role.LICENSE
    }
    weights_apart = "weights" in subjects.values()
    code = _bases(_said_of_code(own)) - _bases(declared) if declared else set()
    found = {}
    for each in texts:
        subject = subjects.get(each.document.path, "weights")
        is_code = weights_apart or _bases(each.reading.expression) <= code
        if subject is None and is_code:
            subject = "code"
        if subject in ("code", "data"):
            found[each.document.path] = each, subject
    return found


def _said_of_code(own: Sequence[Examined]) -> str | None:
    return _together(each.reading.code for each in own)


def _declarations(own: Sequence[Examined]) -> list[Evidence]:
    return [
        evidence
        for each in own
        if each.document.role in (Role.MANIFEST, Role.METADATA, Role.CARD, Role.HEADER)
        for evidence in each.reading.evidence
        if evidence.source is Source.DECLARED
    ]


def _fields_first(declarations: list[Evidence], catalog: Catalog) -> list[Evidence]:
    """Without what a card says in prose where its front matter says the same, or more exactly.

    An agreement that only the prose names speaks against a tag that asks for little; not beside one
    that restricts as well, nor where the prose confirms the tag and so must mean another work.
    """
    said = _together(e.expression for e in declarations if e.detector != STATEMENT)
    if said is None:
        return declarations
    restricted = classify(said, catalog).category is Category.SOURCE_AVAILABLE
    prose = {e.expression for e in declarations if e.detector == STATEMENT and e.expression}
    confirmed = any(_bases(each) <= _bases(said) for each in prose)

    def adds(each: Evidence) -> bool:
        if each.detector != STATEMENT:
            return True
        if each.expression is None or _bases(each.expression) <= _bases(said):
            return False
        if catalog.license(each.expression) is None:
            return not restricted and not confirmed
        return not (
            _same_family(said, each.expression, catalog) or _same_family(each.expression, said, catalog)
        )

    return [each for each in declarations if adds(each)]


def _disagreement(declarations: Sequence[Evidence]) -> tuple[Evidence, Evidence] | None:
    """Two manifests, or two fields of a card, that name licences of which neither holds the other."""
    fields: dict[tuple[str, str], tuple[Evidence, set[str]]] = {}
    for each in declarations:
        if each.expression:
            field = (each.quote or "").partition(":")[0] if each.detector == "card" else each.detector
            fields.setdefault((each.path, field), (each, set()))[1].update(_bases(each.expression))
    for (first, said), (second, also) in combinations(fields.values(), 2):
        if not (said <= also or also <= said):
            return first, second
    return None


def _of_text(texts: Sequence[Examined]) -> Iterable[Evidence]:
    for each in texts:
        named = set(ids(each.reading.expression))
        matches = [
            e
            for e in each.reading.evidence
            if e.source is Source.DETECTED or each.document.role is Role.OTHER
        ]
        shown = [e for e in matches if e.expression and named & set(ids(e.expression))]
        yield from shown or [_whole(each)]


def _whole(each: Examined) -> Evidence:
    """A text that no rule names: the file itself is the evidence."""
    start, end = _span(each.reading)
    return Evidence(
        source=Source.DETECTED,
        detector="text",
        expression=each.reading.expression,
        path=each.document.path,
        start_line=start,
        end_line=end,
        score=each.reading.coverage or 0.0,
    )


def _span(reading: Reading) -> tuple[int, int] | tuple[None, None]:
    lines = [number for number, _ in reading.residue]
    return (lines[0], lines[-1]) if lines else (None, None)


def _together(expressions: Iterable[str | None]) -> str | None:
    found = [parse(expression) for expression in expressions if expression]
    return str(join(And, found)) if found else None


def _lesser(expression: str | None, declared: str | None) -> str | None:
    """Without the GPL whose text is there for the LGPL's sake: the third version of the LGPL is read together
    with that of the GPL. The earlier ones are whole, and the GPL beside them is a licence of its own, unless
    the LGPL alone is declared.
    """
    tree = parse(expression) if expression else None
    if not isinstance(tree, And):
        return expression
    third = any(id.startswith("LGPL-3.0") for id in ids(expression))
    said = _bases(declared)
    alone = any(map(_LESSER.match, said)) and not any(id.startswith("GPL-") for id in said)

    def for_its_sake(arg: Expression) -> bool:
        if not isinstance(arg, Leaf) or arg.exception is not None or not arg.id.startswith("GPL-"):
            return False
        return alone or (third and arg.id.startswith("GPL-3.0"))

    return str(join(And, [arg for arg in tree.args if not for_its_sake(arg)]))


def _vague(declarations: Sequence[Evidence], catalog: Catalog) -> set[str]:
    """The ids that ambiguous declarations ("BSD") may mean."""
    found: set[str] = set()
    for evidence in declarations:
        if evidence.expression is None and evidence.quote:
            meaning = catalog.meaning(evidence.words)
            if isinstance(meaning, Ambiguous):
                found.update(meaning.candidates)
    return found


def _compare(
    declared: str | None, detected: str | None, vague: set[str], catalog: Catalog
) -> tuple[str | None, bool]:
    """What to conclude, and whether it is a contradiction."""
    if declared is None or detected is None:
        contradiction = bool(vague and detected and not _bases(detected) & {_base(id) for id in vague})
        return declared or detected, contradiction
    said, found = _bases(declared), _bases(detected)
    if found <= said:
        return declared, False
    if isinstance(parse(detected), Or) and {_stem(id) for id in said} <= {_stem(id) for id in found}:
        return detected, False  # the fields of a manifest list what may be chosen
    if (chosen := _chosen(declared, detected)) is not None:
        return chosen, False
    if said < found or _same_family(declared, detected, catalog) or _names_text(declared, detected, catalog):
        return detected, False
    return _together((declared, detected)), True


def _chosen(declared: str, detected: str) -> str | None:
    """A declared choice of which licence files hold the texts, with what else stands in them."""
    choice, tree = parse(declared), parse(detected)
    if not isinstance(choice, Or) or isinstance(tree, Or):
        return None
    found = tree.args if isinstance(tree, And) else (tree,)
    texts = texts_of(choice, map(str, found))
    more = [each for each in found if str(each) not in texts]
    return str(join(And, [with_texts(choice, texts), *more])) if texts else None


def _names_text(declared: str, detected: str, catalog: Catalog) -> bool:
    """Whether a `LicenseRef-` that only its author knows stands for the text beside it, as SPDX has it. Where
    that text is open, it may be another's (a bundled work's), and speaks against the name.
    """
    if any(not id.startswith("LicenseRef-") or catalog.license(id) for id in ids(declared)):
        return False
    return classify(detected, catalog).category in (Category.SOURCE_AVAILABLE, Category.PROPRIETARY)


def _bases(expression: str | None) -> set[str]:
    bases = {_base(id) for id in ids(expression)}
    return bases | {_WITHIN[base] for base in bases if base in _WITHIN}


def _stem(id: str) -> str:
    return _VERSION.sub("", id)


def _base(id: str) -> str:
    return _VERSION_CHOICE.sub("", id)


def _same_family(declared: str, detected: str, catalog: Catalog) -> bool:
    """Whether the text is one of the versions of the licence that a tag without a version names."""
    said, found = (
        [rule for id in ids(expression) if (rule := catalog.license(id))]
        for expression in (declared, detected)
    )
    return bool(said) and all(any(set(rule.hub) & set(text.hub) for text in found) for rule in said)
