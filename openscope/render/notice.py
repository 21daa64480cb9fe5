"""Third-party notices: who made what is distributed, under which licence, and each licence text once.

What only builds or tests the product is left out: it is not distributed. Credits that a licence wants shown
are a checklist at the end. Copyright lines are those of the items' licence and notice files.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from openscope.expression import ids
from openscope.model import Kind, Scope
from openscope.render import bom
from openscope.render.shown import one_line
from openscope.schema import Json

_DUTIES = ("attribution-display", "naming-requirement")
_RULE = "=" * 78
_NOT_SHIPPED = (Scope.DEVELOPMENT, Scope.BUILD)


def render(report: Json) -> str:
    """The file as plain text."""
    own = {number for number, item in enumerate(report["items"]) if _is_own(item)}
    shipped = [
        item
        for number, item in enumerate(report["items"])
        if number not in own and item["scope"] not in _NOT_SHIPPED
    ]
    return "\n".join(_lines(shipped, report["items"])).rstrip("\n") + "\n"


def _is_own(item: Json) -> bool:
    """Whether the item is the product itself: the project at the top of a target."""
    return bool(item["kind"] == Kind.PROJECT and item["path"] == ".")


def _lines(shipped: Sequence[Json], items: Sequence[Json]) -> Iterator[str]:
    yield "Third-party notices"
    yield ""
    if not shipped:
        yield "Nothing of others was found that is distributed."
    groups: dict[str, list[Json]] = defaultdict(list)
    unknown = []
    for item in shipped:
        said = bom.expression(item["license"]["chosen"] or item["license"]["concluded"])
        if said:
            groups[said].append(item)
        else:
            unknown.append(item)
    for said in sorted(groups):
        yield from ("", _RULE, said, _RULE, "")
        for item in _once(groups[said]):
            yield from _attribution(item)
    if unknown:
        yield from ("", _RULE, "No licence known: to be settled before these are distributed", _RULE, "")
        for item in _once(unknown):
            yield from _attribution(item)
    yield from _texts(groups)
    yield from _checklist(shipped or items)


def _once(items: Sequence[Json]) -> list[Json]:
    """Each item once, whatever the number of targets that it is in, by name."""
    return sorted(
        {item["id"]: item for item in items}.values(), key=lambda item: (item["name"].lower(), item["id"])
    )


def _attribution(item: Json) -> Iterator[str]:
    version = f" {item['version']}" if item["version"] else ""
    yield f"{one_line(item['name'] + version)}  ({one_line(item['id'])})"
    for line in bom.copyrights(item):
        yield f"    {one_line(line)}"


def _texts(groups: Mapping[str, Sequence[Json]]) -> Iterator[str]:
    named = sorted({id for said in groups for id in ids(said)})
    for id in named:
        name = bom.name_of(id)
        yield from ("", _RULE, f"Text of {id}{f' ({one_line(name)})' if name else ''}", _RULE, "")
        text = bom.text_of(id)
        yield text.strip("\n") if text else _elsewhere(id, groups)


def _elsewhere(id: str, groups: Mapping[str, Sequence[Json]]) -> str:
    """Where a text stands that the licence data does not have."""
    places = dict.fromkeys(
        f"{one_line(each['path'])} of {one_line(item['name'])}"
        for said, items in groups.items()
        if id in ids(said)
        for item in items
        for each in item["evidence"]
        if each["source"] == "detected" and each["path"] and id in ids(bom.expression(each["expression"]))
    )
    where = ", ".join(places) or "the item itself"
    return f"The text is not in the licence data: take it from {where}."


def _checklist(items: Sequence[Json]) -> Iterator[str]:
    """What must be shown or named, each duty once."""
    duties: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for item in items:
        for each in item["restrictions"]:
            if each["kind"] in _DUTIES:
                duties[each["summary"], each["license"], each["quote"]].append(one_line(item["name"]))
    notices = dict.fromkeys(
        f"{one_line(each['path'])} of {one_line(item['name'])}"
        for item in items
        for each in item.get("copyrights", ())
        if "notice" in each["path"].rpartition("/")[2].lower()
    )
    if duties or notices:
        yield from ("", _RULE, "Checklist: credits to show and names to give", _RULE)
    for place in notices:
        yield from ("", f"[ ] Pass on the notice file {place}")
    if duties:
        for (summary, license, quote), names in sorted(duties.items()):
            yield from ("", f"[ ] {one_line(summary)}", f"    {one_line(license)}: “{one_line(quote)}”")
            yield f"    for {', '.join(dict.fromkeys(names))}"
