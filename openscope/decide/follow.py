"""References followed: a file that says "see COPYING" is under what stands there.

The file is looked for beside the one that names it, then above it, up to the item's own directory.
One step is taken: what the named file refers to itself is its own affair.
"""

from collections.abc import Sequence
from dataclasses import replace

from openscope.expression import And, ids, join, parse
from openscope.model import Evidence, Examined, Source
from openscope.rulebook import CATCH_ALL


def follow(examined: Sequence[Examined]) -> list[Examined]:
    """The same documents in their order, with the licences of the files that they refer to."""
    by_path = {each.document.path.lower(): each for each in examined}
    return [_followed(each, by_path) if each.reading.see else each for each in examined]


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
