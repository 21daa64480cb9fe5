"""CycloneDX 1.6 JSON: models as `machine-learning-model` with a model card, datasets as `data`.

Written by hand: the usual library knows no model cards. Restrictions and openness are properties in the
`openscope:` name space; bases are the pedigree's ancestors; what was detected is evidence.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from openscope.expression import ids
from openscope.model import Kind, Pillar
from openscope.render import bom
from openscope.render.shown import cut
from openscope.schema import Json

_TYPES = {
    Kind.PROJECT: "application",
    Kind.PACKAGE: "library",
    Kind.MODEL: "machine-learning-model",
    Kind.DATASET: "data",
}
_SCOPES = {"runtime": "required", "optional": "optional", "development": "excluded", "build": "excluded"}

_ADDRESS = re.compile(r"https://[!-;=?-\[\]_a-z~]+")

# The schema's own limit.
_LONGEST_VERSION = 1024


def render(report: Json) -> str:
    """The document, indented."""
    items: Sequence[Json] = report["items"]
    bases: dict[int, list[Json]] = defaultdict(list)
    for number, base, _ in bom.lineage(items):
        bases[number].append(base)
    needs: dict[int, set[int]] = defaultdict(set)
    for parent, number in bom.dependencies(items):
        needs[parent].add(number)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{bom.identity(report, 'cyclonedx')}",
        "version": 1,
        "metadata": {
            "timestamp": bom.made_at().isoformat().replace("+00:00", "Z"),
            "tools": {
                "components": [
                    {
                        "type": "application",
                        "name": "openscope",
                        "version": bom.words(report["tool"]["version"]),
                    }
                ]
            },
            "properties": [_property("rulebook", report["rulebook"]["digest"])],
        },
        "components": [_component(number, item, bases[number]) for number, item in enumerate(items)],
        "dependencies": [
            {"ref": _ref(number), "dependsOn": [_ref(each) for each in sorted(needs[number])]}
            for number in range(len(items))
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _ref(number: int) -> str:
    return f"item-{number + 1}"


def _component(number: int, item: Json, bases: Sequence[Json]) -> Json:
    component: Json = {
        "type": _TYPES[item["kind"]],
        "bom-ref": _ref(number),
        "name": bom.words(item["name"]),
        "purl": bom.words(item["id"]),
    }
    if item["version"]:
        component["version"] = cut(bom.words(item["version"]), _LONGEST_VERSION)
    if developer := item.get("developer"):
        component["manufacturer"] = _organisation(developer)
    if item["scope"]:
        component["scope"] = _SCOPES[item["scope"]]
    if licenses := list(_licenses(item["license"])):
        component["licenses"] = licenses
    if lines := bom.copyrights(item):
        component["copyright"] = "\n".join(lines)
    if bases:
        component["pedigree"] = {"ancestors": [_ancestor(base) for base in bases]}
    if evidence := _evidence(item):
        component["evidence"] = evidence
    if item["kind"] == Kind.MODEL:
        component["modelCard"] = _model_card(item, number)
    if item["kind"] == Kind.DATASET:
        component["data"] = [{"type": "dataset", "name": bom.words(item["name"])}]
    component["properties"] = list(_properties(item))
    return component


def _organisation(developer: Json) -> Json:
    named: Json = {"name": bom.words(developer["name"])}
    if developer["country"]:
        named["address"] = {"country": bom.words(developer["country"])}
    if _ADDRESS.fullmatch(developer["source"]):  # else the bill of another tool says so
        named["url"] = [developer["source"]]
    return named


def _licenses(license: Json) -> Iterator[Json]:
    """What is concluded; else what is declared, in words where it is no expression."""
    if concluded := bom.expression(license["concluded"]):
        yield {"expression": concluded, "acknowledgement": "concluded"}
    elif declared := bom.expression(license["declared"]):
        yield {"expression": declared, "acknowledgement": "declared"}
    elif license["declared"]:
        yield {"license": {"name": bom.words(license["declared"]), "acknowledgement": "declared"}}


def _ancestor(base: Json) -> Json:
    relation = [_property("relation", base["relation"])] if base["relation"] else []
    named = {"type": "machine-learning-model", "name": bom.words(base["name"])}
    return {**named, "properties": relation} if relation else named


def _evidence(item: Json) -> Json | None:
    """What was detected, and the places where it stands."""
    evidence: Json = {}
    if detected := bom.expression(item["license"]["detected"]):
        evidence["licenses"] = [{"expression": detected}]
    places = dict.fromkeys(
        (bom.words(each["path"]), each["start_line"]) for each in item["evidence"] if each["path"]
    )
    if places:
        evidence["occurrences"] = [
            {"location": path, "line": line} if line else {"location": path} for path, line in places
        ]
    return evidence or None


def _model_card(item: Json, number: int) -> Json:
    openness = item["openness"]
    card: Json = {"bom-ref": f"card-{number + 1}"}
    if item["restrictions"]:
        summaries = dict.fromkeys(
            bom.words(f"{each['kind']}: {each['summary']}") for each in item["restrictions"]
        )
        card["considerations"] = {"technicalLimitations": list(summaries)}
    if openness:
        card["properties"] = [
            _property("openness", openness["class"]),
            *(_property(f"pillar:{pillar}", openness["pillars"][pillar]["state"]) for pillar in Pillar),
        ]
    return card


def _properties(item: Json) -> Iterator[Json]:
    yield _property("category", item["category"])
    for name in ("copyleft", "because"):
        if item[name]:
            yield _property(name, item[name])
    for name in ("declared", "detected", "concluded", "chosen"):
        if item["license"][name]:
            yield _property(f"license:{name}", item["license"][name])
    for id in dict.fromkeys(ids(bom.expression(item["license"]["concluded"]))):
        if title := bom.name_of(id):
            yield _property("license:name", f"{id}: {title}")
    yield _property("place", bom.place(item))
    for each in item["restrictions"]:
        yield {"name": "openscope:restriction", "value": bom.restriction(each)}
    for each in item["findings"]:
        yield _property("finding", f"{each['code']} {each['slug']}: {each['message']}")


def _property(name: str, value: object) -> Json:
    return {"name": f"openscope:{name}", "value": bom.words(value)}
