"""CycloneDX, as JSON and as XML. XML is first brought into the shape of JSON."""

from collections.abc import Iterator
from typing import Any

from openscope.collect.dependencies.reading import MalformedError, Table, lines_of, table, tables, word, words
from openscope.collect.dependencies.xml import Element, read_xml
from openscope.collect.paths import printable
from openscope.collect.sbom.bill import Bill, Part
from openscope.model import Base, Kind, Relation, Scope

_KINDS = {
    "application": Kind.PROJECT,
    "machine-learning-model": Kind.MODEL,
    "data": Kind.DATASET,
}
_SCOPES = {"required": Scope.RUNTIME, "optional": Scope.OPTIONAL, "excluded": Scope.DEVELOPMENT}
_OWN = "openscope:"
# From the taxonomy of properties that npm writes into its own bills.
_DEVELOPMENT = "cdx:npm:package:development"
_MAKERS = ("manufacturer", "supplier")
_TOP = "\0top"


def read_json_document(document: Table, text: str, path: str) -> Bill:
    """The bill of a JSON document."""
    return _bill(document, path, lines_of(r'"bom-ref"\s*:\s*"([^"\n]+)"', text))


def read_xml_document(text: str, path: str) -> Bill:
    """The bill of an XML document."""
    top = next(iter(read_xml(text).children), None)
    if top is None or top.tag != "bom":
        raise MalformedError("its top element is no <bom>")
    lines = lines_of(r'<(?:\w+:)?component\b[^>]*?\bbom-ref="([^"\n]+)"', text)
    return _bill(_document(top), path, lines)


def _bill(document: Table, path: str, lines: dict[str, int]) -> Bill:
    bill = Bill()
    top = table(table(document.get("metadata")).get("component"))
    for number, each in enumerate(_components(top, tables(document.get("components")))):
        name = word(each.get("name"))
        if name is None:
            continue
        ref = word(each.get("bom-ref")) or (_TOP if each is top else f"\0{number}")
        group = word(each.get("group"))
        bill.parts.setdefault(
            ref, _part(each, f"{group}{_joint(each)}{name}" if group else name, lines.get(ref), path)
        )
        if each is top:
            bill.tops.append(ref)
    for each in tables(document.get("dependencies")):
        for other in words(each.get("dependsOn")):
            bill.need(str(each.get("ref")), other)
    return bill


def _components(top: Table, components: list[Table]) -> Iterator[Table]:
    """Every component, those inside others too."""
    left = [*reversed(components), *([top] if top else [])]
    while left:
        each = left.pop()
        yield each
        left += reversed(tables(each.get("components")))


def _part(each: Table, name: str, line: int | None, path: str) -> Part:
    kind = _KINDS.get(str(each.get("type")), Kind.PACKAGE)
    part = Part(
        name,
        word(each.get("version")),
        word(each.get("purl")),
        kind,
        line,
        # What is not marked is required, says the specification.
        _SCOPES.get(str(each.get("scope")), Scope.RUNTIME if kind is Kind.PACKAGE else None),
    )
    maker = table(each.get("manufacturer")) or table(each.get("supplier"))
    part.maker, part.country = word(maker.get("name")), word(table(maker.get("address")).get("country"))
    _licenses(each.get("licenses"), part, part.declared)
    _licenses(table(each.get("evidence")).get("licenses"), part, part.concluded)
    for base in tables(table(each.get("pedigree")).get("ancestors")):
        if named := word(base.get("name")):
            part.bases.append(Base(printable(named), _relation(base), path, line))
    for said in [*tables(each.get("properties")), *tables(table(each.get("modelCard")).get("properties"))]:
        key, value = said.get("name"), said.get("value")
        if not isinstance(key, str) or not isinstance(value, str):
            continue
        if key == _DEVELOPMENT and value == "true":
            part.scope = Scope.DEVELOPMENT
        if not key.startswith(_OWN):
            continue
        key = key.removeprefix(_OWN)
        if key == "restriction":
            part.remarks.append(f"restriction: {value}")
        elif key == "license:declared":
            part.declared.append(value)
        elif key.startswith("pillar:"):
            part.remarks.append(f"pillars: {key.removeprefix('pillar:')} {value}")
    return part


def _joint(each: Table) -> str:
    """What stands between group and name in the ecosystem's own words."""
    return ":" if str(each.get("purl")).startswith("pkg:maven/") else "/"


def _licenses(value: object, part: Part, side: list[str]) -> None:
    """Takes the licences of a list: ids, names and expressions; what is marked as concluded goes there."""
    for choice in tables(value):
        license = table(choice.get("license"))
        expression = word(choice.get("expression"))
        said = expression or word(license.get("id")) or word(license.get("name"))
        marked = choice.get("acknowledgement") or license.get("acknowledgement")
        text = table(license.get("text"))
        if isinstance(content := text.get("content"), str) and content.strip() and not text.get("encoding"):
            part.texts[said or "licence"] = content
        if said:
            (part.concluded if marked == "concluded" else side).append(said)


def _relation(base: Table) -> Relation | None:
    for each in tables(base.get("properties")):
        if each.get("name") == f"{_OWN}relation" and str(each.get("value")) in set(Relation):
            return Relation(str(each["value"]))
    return None


# ── XML ──────────────────────────────────────────────────────────────────────────────────────


def _document(top: Element) -> dict[str, Any]:
    metadata = [_component(each) for each in top.all("metadata", "component")]
    return {
        "metadata": {"component": metadata[0] if metadata else None},
        "components": [_component(each) for each in top.all("components", "component")],
        "dependencies": [
            {
                "ref": each.attributes.get("ref"),
                "dependsOn": [other.attributes.get("ref") for other in each.all("dependency")],
            }
            for each in top.all("dependencies", "dependency")
        ],
    }


def _component(element: Element) -> dict[str, Any]:
    return {
        "type": element.attributes.get("type"),
        "bom-ref": element.attributes.get("bom-ref"),
        **{name: element.value(name) for name in ("group", "name", "version", "purl", "scope")},
        **{name: _organisation(each) for name in _MAKERS for each in element.all(name)},
        "licenses": list(_choices(element, "licenses")),
        "evidence": {"licenses": list(_choices(element, "evidence", "licenses"))},
        "pedigree": {
            "ancestors": [
                {"name": each.value("name"), "properties": list(_properties(each))}
                for each in element.all("pedigree", "ancestors", "component")
            ]
        },
        "properties": [*_properties(element), *_properties(element, "modelCard")],
        "components": [_component(each) for each in element.all("components", "component")],
    }


def _properties(element: Element, *path: str) -> Iterator[dict[str, Any]]:
    for each in element.all(*path, "properties", "property"):
        yield {"name": each.attributes.get("name"), "value": each.text.strip()}


def _organisation(element: Element) -> dict[str, Any]:
    countries = [each.value("country") for each in element.all("address")]
    return {"name": element.value("name"), "address": {"country": countries[0] if countries else None}}


def _choices(element: Element, *path: str) -> Iterator[dict[str, Any]]:
    for each in element.all(*path, "expression"):
        yield {"expression": each.text.strip(), "acknowledgement": each.attributes.get("acknowledgement")}
    for each in element.all(*path, "license"):
        texts = [
            {"content": text.text, "encoding": text.attributes.get("encoding")} for text in each.all("text")
        ]
        yield {
            "license": {
                "id": each.value("id"),
                "name": each.value("name"),
                "acknowledgement": each.attributes.get("acknowledgement"),
                "text": texts[0] if texts else None,
            }
        }
