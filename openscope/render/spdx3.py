"""SPDX 3.0.1 JSON-LD: models in the AI profile, datasets in the Dataset profile, all else as software.

Classes and properties are those of the specification's model (spdx.github.io/spdx-spec/v3.0.1); declared
and concluded licences are relationships, a base is `ancestorOf` its model, restrictions are annotations.
"""

import json
from collections.abc import Iterator, Sequence

from openscope.expression import ids
from openscope.model import Kind, Pillar
from openscope.render import bom
from openscope.schema import Json

_CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_CREATION = "_:creation"
_CLASSES = {Kind.MODEL: "ai_AIPackage", Kind.DATASET: "dataset_DatasetPackage"}
_PURPOSES = {Kind.PROJECT: "application", Kind.PACKAGE: "library", Kind.MODEL: "model", Kind.DATASET: "data"}


def render(report: Json) -> str:
    """The document, indented."""
    base = f"https://spdx.org/spdxdocs/openscope-{bom.identity(report, 'spdx3')}"
    graph = _Graph(base, report)
    return json.dumps({"@context": _CONTEXT, "@graph": graph.nodes()}, ensure_ascii=False, indent=2) + "\n"


class _Graph:
    """The nodes of one document. Every element has an id under the document's own."""

    def __init__(self, base: str, report: Json) -> None:
        self._base = base
        self._report = report
        self._items: Sequence[Json] = report["items"]
        self._licenses: dict[str, str] = {}
        self._makers: dict[tuple[str, str | None], str] = {}

    def nodes(self) -> list[Json]:
        elements = [
            *self._packages(),
            *self._organisations(),
            *self._license_relations(),
            *self._relations(),
            *self._annotations(),
        ]
        elements = [self._tool(), *self._expressions(), *elements]
        return [
            {
                "type": "CreationInfo",
                "@id": _CREATION,
                "specVersion": "3.0.1",
                "created": bom.made_at().strftime("%Y-%m-%dT%H:%M:%SZ"),
                "createdBy": [f"{self._base}#agent"],
                "createdUsing": [f"{self._base}#tool"],
            },
            *self._collection([element["spdxId"] for element in elements]),
            *elements,
        ]

    def _element(self, klass: str, id: str, /, **fields: object) -> Json:
        filled = {key: value for key, value in fields.items() if value not in (None, [], "")}
        return {"type": klass, "spdxId": f"{self._base}#{id}", "creationInfo": _CREATION, **filled}

    def _tool(self) -> Json:
        return self._element("Tool", "tool", name=f"openscope {bom.words(self._report['tool']['version'])}")

    def _collection(self, elements: list[str]) -> Iterator[Json]:
        roots = [self._ref(number) for number in range(len(self._items))]
        profiles = ["core", "software", "simpleLicensing"]
        kinds = {item["kind"] for item in self._items}
        profiles += [word for kind, word in ((Kind.MODEL, "ai"), (Kind.DATASET, "dataset")) if kind in kinds]
        yield self._element("SoftwareAgent", "agent", name="openscope")
        yield self._element(
            "software_Sbom", "sbom", profileConformance=profiles, rootElement=roots, element=elements,
            software_sbomType=["analyzed"],
        )  # fmt: skip
        yield self._element(
            "SpdxDocument", "document", name="openscope audit", profileConformance=profiles,
            rootElement=[f"{self._base}#sbom"],
            comment=f"rulebook {bom.words(self._report['rulebook']['digest'])}",
            element=[*elements, f"{self._base}#sbom", f"{self._base}#agent"],
        )  # fmt: skip

    def _ref(self, number: int) -> str:
        return f"{self._base}#item-{number + 1}"

    def _packages(self) -> Iterator[Json]:
        for number, item in enumerate(self._items):
            kind = item["kind"]
            fields: Json = {
                "name": bom.words(item["name"]),
                "software_packageVersion": item["version"] and bom.words(item["version"]),
                "software_packageUrl": bom.words(item["id"]),
                "software_primaryPurpose": _PURPOSES[kind],
                "software_sourceInfo": bom.words(f"target {bom.place(item)}"),
                "software_copyrightText": "\n".join(bom.copyrights(item)),
                "comment": bom.words(_comment(item)),
            }
            if developer := item.get("developer"):
                fields["originatedBy"] = [self._maker(developer)]
            if kind == Kind.MODEL:
                fields["ai_limitation"] = bom.words(
                    "; ".join(
                        dict.fromkeys(f"{each['kind']}: {each['summary']}" for each in item["restrictions"])
                    )
                )
            if kind == Kind.DATASET:
                fields["dataset_datasetType"] = ["noAssertion"]
            yield self._element(_CLASSES.get(kind, "software_Package"), f"item-{number + 1}", **fields)
        for number, name in enumerate(self._strangers(), 1):
            yield self._element(
                "ai_AIPackage", f"base-{number}", name=bom.words(name), software_primaryPurpose="model",
                comment="Named as the base of a model; not examined.",
            )  # fmt: skip

    def _maker(self, developer: Json) -> str:
        """The id of the organisation, which is an element of the document once."""
        key = (developer["name"], developer["country"])
        return f"{self._base}#{self._makers.setdefault(key, f'organisation-{len(self._makers) + 1}')}"

    def _organisations(self) -> Iterator[Json]:
        for (name, country), id in self._makers.items():
            comment = country and f"country: {bom.words(country)}"
            yield self._element("Organization", id, name=bom.words(name), comment=comment)

    def _strangers(self) -> list[str]:
        return list(
            dict.fromkeys(base["name"] for _, base, known in bom.lineage(self._items) if known is None)
        )

    def _license_relations(self) -> Iterator[Json]:
        for number, item in enumerate(self._items):
            for part, relation in (("declared", "hasDeclaredLicense"), ("concluded", "hasConcludedLicense")):
                said = bom.expression(item["license"][part])
                if said:
                    name = self._licenses.setdefault(said, f"license-{len(self._licenses) + 1}")
                    to = f"{self._base}#{name}"
                elif item["license"][part]:
                    continue  # words that are no expression stand in the comment
                else:
                    to = "https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertion"
                yield self._relation(f"{part}-{number + 1}", self._ref(number), relation, to)

    def _relation(self, name: str, start: str, relation: str, to: str, comment: str | None = None) -> Json:
        fields = {"from": start, "to": [to], "relationshipType": relation, "comment": comment}
        return self._element("Relationship", name, **fields)

    def _expressions(self) -> Iterator[Json]:
        """The licence expressions, with the texts of the licences that the SPDX list doesn't have."""
        custom = sorted({id for said in self._licenses for id in ids(said) if id.startswith("LicenseRef-")})
        texts = {id: f"text-{number}" for number, id in enumerate(custom, 1)}
        for id, name in texts.items():
            text = bom.text_of(id) or "The text is not in the licence data."
            yield self._element(
                "simplelicensing_SimpleLicensingText",
                name,
                name=bom.name_of(id) or id,
                simplelicensing_licenseText=text,
            )
        for said, name in self._licenses.items():
            yield self._element(
                "simplelicensing_LicenseExpression",
                name,
                simplelicensing_licenseExpression=said,
                simplelicensing_customIdToUri=[
                    {"type": "DictionaryEntry", "key": id, "value": f"{self._base}#{texts[id]}"}
                    for id in dict.fromkeys(ids(said))
                    if id in texts
                ],
            )

    def _relations(self) -> Iterator[Json]:
        for count, (parent, number) in enumerate(bom.dependencies(self._items), 1):
            yield self._relation(f"depends-{count}", self._ref(parent), "dependsOn", self._ref(number))
        strangers = {name: number for number, name in enumerate(self._strangers(), 1)}
        for count, (number, base, known) in enumerate(bom.lineage(self._items), 1):
            above = self._ref(known) if known is not None else f"{self._base}#base-{strangers[base['name']]}"
            if known != number:
                yield self._relation(
                    f"base-of-{count}", above, "ancestorOf", self._ref(number), base["relation"]
                )

    def _annotations(self) -> Iterator[Json]:
        for number, item in enumerate(self._items):
            remarks = [f"restriction: {bom.restriction(each)}" for each in item["restrictions"]]
            remarks += [
                bom.words(f"finding: {each['code']} {each['slug']}: {each['message']}")
                for each in item["findings"]
            ]
            for count, remark in enumerate(remarks, 1):
                yield self._element(
                    "Annotation", f"remark-{number + 1}-{count}", annotationType="review",
                    subject=self._ref(number), statement=remark,
                )  # fmt: skip


def _comment(item: Json) -> str:
    said = [f"category: {item['category']}"]
    said += [f"{name}: {item[name]}" for name in ("copyleft", "because") if item[name]]
    said += [f"{name}: {item['license'][name]}" for name in ("declared", "detected") if item["license"][name]]
    if openness := item["openness"]:
        said.append(f"openness: {openness['class']}")
        said += [f"{pillar}: {openness['pillars'][pillar]['state']}" for pillar in Pillar]
    return "; ".join(said)
