"""References followed: a file that says "see COPYING" is under what stands there.

The file is looked for beside the one that names it, then above it, up to the item's own directory.
One step is taken: what the named file refers to itself is its own affair. A LICENSE that offers the choice
of LICENSE.APACHE and LICENSE.BSD offers what these are, whichever BSD licence its words are known for.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from openscope.expression import And, Or, ids, join, parse
from openscope.model import Evidence, Examined, Role, Source
from openscope.rulebook import CATCH_ALL


def follow(examined: Sequence[Examined]) -> list[Examined]:
    """The same documents in their order, with the licences of the files that they refer to."""
    by_path = {each.document.path.lower(): each for each in examined}
    offers = _offers(examined)
    return [
        _followed(each, by_path)
        if each.reading.see
        else _offered(each, offers[each.document.path])
        if each.document.path in offers
        else each
        for each in examined
    ]


def _offers(examined: Sequence[Examined]) -> dict[str, list[str]]:
    """The paths of the licence files that others are named after, with the licences of those."""
    licenses = [each for each in examined if each.document.role is Role.LICENSE and each.reading.expression]
    paths = {each.document.path for each in licenses}
    found: dict[str, list[str]] = {}
    for each in licenses:
        stem = each.document.path.rpartition(".")[0]
        if stem in paths and each.reading.expression:
            found.setdefault(stem, []).append(each.reading.expression)
    return found


def _offered(each: Examined, licenses: Sequence[str]) -> Examined:
    """A choice with one licence for each of these files, of which they disagree on one at most."""
    tree = parse(each.reading.expression)
    said = [str(arg) for arg in tree.args] if isinstance(tree, Or) else []
    wrong, right = [id for id in said if id not in licenses], [id for id in licenses if id not in said]
    if len(said) != len(licenses) or len(wrong) != 1 or len(right) != 1 or isinstance(parse(right[0]), And):
        return each
    offered = str(join(Or, [parse(right[0] if id == wrong[0] else id) for id in said]))
    evidence = tuple(
        replace(e, expression=offered) if e.expression == each.reading.expression else e
        for e in each.reading.evidence
    )
    return replace(each, reading=replace(each.reading, expression=offered, evidence=evidence))


def _followed(each: Examined, by_path: dict[str, Examined]) -> Examined:
    found: dict[str, Evidence] = {}
    for line, name in each.reading.see:
        target = _target(each, name, by_path)
        expression = target.reading.expression if target else None
        if target is None or expression is None or set(ids(expression)) <= CATCH_ALL:
            continue
        path = target.document.path
        evidence = Evidence(
            Source.DETECTED, "reference", expression, each.document.path, line, line, quote=f"see {path}"
        )
        found.setdefault(path, evidence)
    if not found:
        return each
    own = [id for id in ids(each.reading.expression) if id not in CATCH_ALL]
    parts = [each.reading.expression] if own and each.reading.expression else []
    parts += [evidence.expression for evidence in found.values() if evidence.expression]
    reading = replace(
        each.reading,
        expression=str(join(And, [parse(part) for part in parts])),
        evidence=(*each.reading.evidence, *found.values()),
    )
    return replace(each, reading=reading)


def _target(each: Examined, name: str, by_path: dict[str, Examined]) -> Examined | None:
    """The file of that name that is nearest to the document, never the document itself."""
    place = each.document.path.rpartition("/")[0]
    top = "" if each.document.item == "." else each.document.item
    while True:
        found = by_path.get(f"{place}/{name}".lstrip("/").lower())
        if found is not None and found is not each:
            return found
        if place == top or not place:
            return None
        place = place.rpartition("/")[0]
