"""What a model's gate asks for: the terms in the card's front matter that a user accepts before the files.

`extra_gated_prompt` is often the whole text of the licence; `extra_gated_eu_disallowed` keeps the
European Union out, in a word that machines read. What the prompt and the boxes to tick forbid in words
of their own, `clause` and `contrary` read among the card's words.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.detect.flow import flow
from openscope.detect.marks import marked
from openscope.detect.page import Page
from openscope.detect.statement import said, statements
from openscope.detect.text import HALF
from openscope.expression import ids
from openscope.model import Clause, Evidence, Reading, Source
from openscope.rulebook import CATCH_ALL, engine

_PROMPT = "extra_gated_prompt"
_TEXTS = (_PROMPT, "extra_gated_description")
_BOXES = "extra_gated_fields"
_BOX = "checkbox"
_NO_EU = "extra_gated_eu_disallowed"
# The marks of YAML for a text of which each line is a line of the file.
_LITERAL = ("|", "|-", "|+")


def detect(page: Page, reading: Reading, catalog: Catalog) -> Reading:
    """The licences of the prompt as declarations of the card, and the bar of a territory as a clause."""
    card = page.front_matter
    if card is None:
        return reading
    prompt = card.data.get(_PROMPT)
    path, line = page.document.path, card.lines.get(_PROMPT)
    evidence = tuple(
        Evidence(Source.DECLARED, "card", expression, path, line, line, quote=f"{_PROMPT}: {words}")
        for expression, words in (_named(prompt, page.engine, catalog) if isinstance(prompt, str) else ())
    )
    clauses = reading.clauses
    if str(card.data.get(_NO_EU)).lower() == "true":
        said = next((e.expression for e in (*reading.evidence, *evidence) if e.expression), None)
        where = card.lines.get(_NO_EU) or 1
        clause = Clause("geographic-exclusion", path, where, where, f"{_NO_EU}: true", license=said)
        clauses = (*clauses, clause)
    if not evidence and clauses is reading.clauses:
        return reading
    return replace(reading, evidence=(*reading.evidence, *evidence), clauses=clauses)


def terms(page: Page) -> Iterator[tuple[int, str]]:
    """What a user has to agree to, in numbered lines: the texts of the gate, and the boxes to tick."""
    card = page.front_matter
    if card is None or not {*_TEXTS, _BOXES} & card.data.keys():
        return
    lines = page.text.splitlines()
    for key in _TEXTS:
        words, line = card.data.get(key), card.lines.get(key, 1)
        if isinstance(words, str):
            literal = lines[line - 1].rstrip().endswith(_LITERAL)
            for number, each in enumerate(words.splitlines(), line + 1):
                yield number if literal else line, each
    boxes, first = card.data.get(_BOXES), card.lines.get(_BOXES, 1)
    for label, kind in boxes.items() if isinstance(boxes, dict) else ():
        if (kind.get("type") if isinstance(kind, dict) else kind) == _BOX:
            behind = enumerate(lines[first - 1 :], first)
            yield next((number for number, line in behind if label in line), first), label


def _named(prompt: str, engine_name: str, catalog: Catalog) -> list[tuple[str, str]]:
    """The licences of a prompt, (expression, words): its text's, else those that it names."""
    found = engine(engine_name).recognise(prompt)
    if each := marked(found, catalog):
        return [(one.rule.id, one.rule.marks[0]) for one in each]
    if found.expression and found.coverage >= HALF and not set(ids(found.expression)) <= CATCH_ALL:
        return [(found.expression, prompt.strip().partition("\n")[0][:80])]
    lines = flow(enumerate(prompt.splitlines(), 1))
    own = (statement for statement in statements(lines) if not statement.code)
    named = [pair for statement in own for pair in said(statement, catalog)]
    return [(id, words) for words, id in named if isinstance(id, str) and catalog.license(id)]
