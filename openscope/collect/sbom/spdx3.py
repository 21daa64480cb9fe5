"""SPDX 3.0.1 as JSON-LD, in the one form that the specification's own context gives it."""

from collections.abc import Iterator, Mapping

from openscope.collect.dependencies.reading import Table, lines_of, table, tables, word, words
from openscope.collect.sbom.bill import NAMED_ONLY, Bill, Part, is_own_name
from openscope.model import Kind, Scope

_KINDS = {
    "software_Package": Kind.PACKAGE,
    "ai_AIPackage": Kind.MODEL,
    "dataset_DatasetPackage": Kind.DATASET,
}
_SCOPES = {
    "development": Scope.DEVELOPMENT,
    "test": Scope.DEVELOPMENT,
    "build": Scope.BUILD,
    "design": Scope.DEVELOPMENT,
}
_NEEDS = {"dependsOn": Scope.RUNTIME, "contains": Scope.RUNTIME, "hasOptionalDependency": Scope.OPTIONAL}


def read(document: Table, text: str, path: str) -> Bill:
    """The bill of a document."""
    nodes = tables(document.get("@graph")) or [document]
    lines = lines_of(r'"spdxId"\s*:\s*"([^"\n]+)"', text)
    by_id: dict[str, Table] = {}
    for each in nodes:
        if id := word(each.get("spdxId")) or word(each.get("@id")):
            by_id.setdefault(id, each)
    bill = Bill()
    for id, each in by_id.items():
        name = word(each.get("name"))
        if str(each.get("type")) in _KINDS and name:
            bill.parts[id] = part = _part(each, name, lines.get(id))
            part.maker, part.country = _maker(each, by_id)
    tops: list[str] = []
    for each in nodes:
        _relate(each, by_id, bill, path)
        if str(each.get("type")) in {"software_Sbom", "Bom", "SpdxDocument"}:
            tops += words(each.get("rootElement"))
        if each.get("type") == "Annotation":
            subject, statement = word(each.get("subject")), each.get("statement")
            if subject in bill.parts and isinstance(statement, str):
                bill.parts[subject].remarks.append(statement)
    bill.tops = [id for id in dict.fromkeys(tops) if id in bill.parts]
    return bill


def _part(each: Table, name: str, line: int | None) -> Part:
    kind = _KINDS[str(each["type"])]
    if kind is Kind.PACKAGE and each.get("software_primaryPurpose") == "application":
        kind = Kind.PROJECT
    comment = value if isinstance(value := each.get("comment"), str) else ""
    return Part(
        name,
        word(each.get("software_packageVersion")),
        word(each.get("software_packageUrl")) or _identified(each),
        kind,
        line,
        named=comment == NAMED_ONLY,
        remarks=[f"pillars: {comment}", f"words: {comment}"],
    )


def _maker(each: Table, by_id: Mapping[str, Table]) -> tuple[str | None, str | None]:
    """The organisation that it comes from, else the one that hands it on; and its country, in our bills."""
    for id in (*words(each.get("originatedBy")), *words([each.get("suppliedBy")])):
        agent = by_id.get(id, {})
        if agent.get("type") == "Organization" and (name := word(agent.get("name"))):
            return name, (word(agent.get("comment")) or "").removeprefix("country: ")
    return None, None


def _identified(each: Table) -> str | None:
    for identifier in tables(each.get("externalIdentifier")):
        if identifier.get("externalIdentifierType") == "packageUrl":
            return word(identifier.get("identifier"))
    return None


def _relate(each: Table, by_id: Mapping[str, Table], bill: Bill, path: str) -> None:
    start, relation = word(each.get("from")), word(each.get("relationshipType"))
    if start is None or relation is None:
        return
    for other in words(each.get("to")):
        if relation in {"hasDeclaredLicense", "hasConcludedLicense"} and start in bill.parts:
            part = bill.parts[start]
            side = part.declared if relation == "hasDeclaredLicense" else part.concluded
            for expression, texts in _license(other, by_id):
                side.append(expression)
                part.texts.update(texts)
        elif relation in _NEEDS:
            bill.need(start, other, _SCOPES.get(str(each.get("scope")), _NEEDS[relation]))
        elif relation == "ancestorOf":
            bill.come_from(other, start, path, word(each.get("comment")))
        elif relation == "descendantOf":
            bill.come_from(start, other, path, word(each.get("comment")))


def _license(id: str, by_id: Mapping[str, Table]) -> Iterator[tuple[str, dict[str, str]]]:
    """The expression that an element holds, with the texts of its own licences."""
    element = by_id.get(id, {})
    if expression := word(element.get("simplelicensing_licenseExpression")):
        own = tables(element.get("simplelicensing_customIdToUri"))
        texts = {
            name: text
            for each in own
            if (name := word(each.get("key")))
            and is_own_name(name)
            and isinstance(
                text := table(by_id.get(str(each.get("value")))).get("simplelicensing_licenseText"), str
            )
        }
        yield expression, texts
    elif element.get("type") == "expandedlicensing_ListedLicense" or id.startswith(
        "https://spdx.org/licenses/"
    ):
        yield id.rpartition("/")[2], {}
