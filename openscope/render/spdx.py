"""SPDX 2.3, as JSON and as tag-value: the one adapter of spdx-tools, which is loaded when it is asked for.

Declared and concluded licences have fields of their own; restrictions, openness and findings stand in the
package's comment, one a line (the library cannot read back an annotation by a tool in tag-value); a model is
DESCENDANT_OF its bases.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any

from openscope.expression import ids
from openscope.model import Kind, Pillar
from openscope.render import bom
from openscope.schema import Json

if TYPE_CHECKING:
    from spdx_tools.spdx.model import Actor, Document, Package, Relationship

_NO_BRACKETS = str.maketrans("", "", "()")
_NO_TEXT = "The text is not in the licence data; it stands where the evidence of the report says."


def render_json(report: Json) -> str:
    """The document as JSON."""
    import json

    from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter

    converter = DocumentConverter()  # type: ignore[no-untyped-call]
    return json.dumps(converter.convert(document(report)), ensure_ascii=False, indent=2) + "\n"


def render_tag_value(report: Json) -> str:
    """The document as tag-value."""
    from spdx_tools.spdx.writer.tagvalue.tagvalue_writer import write_document

    out = StringIO()
    write_document(document(report), out)
    return out.getvalue()


def document(report: Json) -> "Document":
    """The document in the library's own values."""
    from spdx_tools.spdx.model import Actor, ActorType, CreationInfo, Document, ExtractedLicensingInfo

    items: Sequence[Json] = report["items"]
    tool = Actor(ActorType.TOOL, f"openscope-{bom.words(report['tool']['version'])}")
    custom = sorted(
        {
            id
            for item in items
            for part in ("declared", "detected", "concluded")
            for id in ids(bom.expression(item["license"][part]))
            if id.startswith("LicenseRef-")
        }
    )
    return Document(
        creation_info=CreationInfo(
            spdx_version="SPDX-2.3",
            spdx_id="SPDXRef-DOCUMENT",
            name="openscope audit",
            document_namespace=f"https://spdx.org/spdxdocs/openscope-{bom.identity(report, 'spdx')}",
            creators=[tool],
            created=bom.made_at(),
            creator_comment=f"rulebook {bom.words(report['rulebook']['digest'])}",
        ),
        packages=[_package(number, item) for number, item in enumerate(items)]
        + [_base(name, number) for name, number in _strangers(items).items()],
        relationships=list(_relationships(items)),
        extracted_licensing_info=[
            ExtractedLicensingInfo(id, _tagged(bom.text_of(id) or _NO_TEXT), license_name=bom.name_of(id))
            for id in custom
        ],
    )


def _tagged(text: str) -> str:
    """A text that can stand between the tags of tag-value."""
    return bom.words(text).replace("</text>", "< /text>")


def _ref(number: int) -> str:
    return f"SPDXRef-item-{number + 1}"


def _package(number: int, item: Json) -> "Package":
    from spdx_tools.spdx.model import (
        ExternalPackageRef,
        ExternalPackageRefCategory,
        Package,
        PackagePurpose,
    )
    from spdx_tools.spdx.model import SpdxNoAssertion as Unsaid

    purposes = {Kind.PROJECT: PackagePurpose.APPLICATION, Kind.PACKAGE: PackagePurpose.LIBRARY}
    license, developer = item["license"], item.get("developer")
    declared = bom.expression(license["declared"])
    said = "" if declared or not license["declared"] else f"Declared in words: {license['declared']}. "
    detected = bom.expression(license["detected"])
    return Package(
        spdx_id=_ref(number),
        name=_line(item["name"]),
        version=_line(item["version"]) if item["version"] else None,
        download_location=Unsaid(),
        files_analyzed=False,
        originator=_organisation(developer["name"]) if developer else None,
        license_concluded=_expression(license["concluded"]),
        license_declared=_expression(license["declared"]),
        license_comment=_tagged(
            f"{said}{f'Detected: {detected}. ' if detected else ''}Category: {item['category']}"
            f"{' (' + item['copyleft'] + ')' if item['copyleft'] else ''}."
            f"{' ' + item['because'] + '.' if item['because'] else ''}"
        ),
        copyright_text=_tagged("\n".join(bom.copyrights(item))) or Unsaid(),
        source_info=_tagged(f"target {bom.place(item)}"),
        external_references=[
            ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", bom.words(item["id"]))
        ],
        primary_package_purpose=purposes.get(item["kind"], PackagePurpose.OTHER),
        comment=_tagged("\n".join(_remarks(item))) or None,
    )


def _organisation(name: str) -> "Actor":
    """The organisation without what stands in brackets behind its name: the format has an address there."""
    from spdx_tools.spdx.model import Actor, ActorType

    return Actor(ActorType.ORGANIZATION, _line(name.partition(" (")[0]).translate(_NO_BRACKETS))


@lru_cache(maxsize=8192)
def _expression(text: str | None) -> Any:
    """The library's own tree; kept, since many items share few."""
    from spdx_tools.spdx.model import SpdxNoAssertion

    said = bom.expression(text)
    return _licensing().parse(said) if said else SpdxNoAssertion()


@lru_cache(maxsize=1)
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _line(text: str) -> str:
    return _tagged(" ".join(text.split())) or "unnamed"


def _strangers(items: Sequence[Json]) -> dict[str, int]:
    """The bases that are no items themselves, numbered."""
    names = dict.fromkeys(base["name"] for _, base, known in bom.lineage(items) if known is None)
    return {name: number for number, name in enumerate(names, 1)}


def _base(name: str, number: int) -> "Package":
    from spdx_tools.spdx.model import Package, PackagePurpose, SpdxNoAssertion

    return Package(
        spdx_id=f"SPDXRef-base-{number}",
        name=_line(name),
        download_location=SpdxNoAssertion(),
        files_analyzed=False,
        license_concluded=SpdxNoAssertion(),
        license_declared=SpdxNoAssertion(),
        copyright_text=SpdxNoAssertion(),
        primary_package_purpose=PackagePurpose.OTHER,
        comment="Named as the base of a model; not examined.",
    )


def _relationships(items: Sequence[Json]) -> "Iterator[Relationship]":
    from spdx_tools.spdx.model import Relationship, RelationshipType

    for number in range(len(items)):
        yield Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, _ref(number))
    for parent, number in bom.dependencies(items):
        yield Relationship(_ref(parent), RelationshipType.DEPENDS_ON, _ref(number))
    strangers = _strangers(items)
    for number, base, known in bom.lineage(items):
        above = _ref(known) if known is not None else f"SPDXRef-base-{strangers[base['name']]}"
        if above != _ref(number):
            yield Relationship(_ref(number), RelationshipType.DESCENDANT_OF, above, comment=base["relation"])


def _remarks(item: Json) -> Iterator[str]:
    if openness := item["openness"]:
        pillars = ", ".join(f"{pillar} {openness['pillars'][pillar]['state']}" for pillar in Pillar)
        yield f"openness: {openness['class']}; {pillars}"
    if developer := item.get("developer"):
        country = f" ({developer['country']})" if developer["country"] else ""
        yield f"developer: {_line(developer['name'])}{country}"
    for each in item["restrictions"]:
        yield f"restriction: {bom.restriction(each)}"
    for each in item["findings"]:
        yield f"finding: {each['code']} {each['slug']}: {each['message']}"
