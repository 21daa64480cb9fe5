"""SPDX 2.x, as JSON and as tag-value. Both come to the same values, so that one function understands them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from openscope.collect.dependencies.reading import MalformedError, Table, lines_of, table, tables, word, words
from openscope.collect.sbom.bill import NAMED_ONLY, Bill, Part, is_own_name
from openscope.model import Kind, Scope
from openscope.regex import regex

_KINDS = {"APPLICATION": Kind.PROJECT}
# (relationship, whether the element needs the related one or the other way round, what for)
_NEEDS: Mapping[str, tuple[bool, Scope]] = {
    "DEPENDS_ON": (True, Scope.RUNTIME),
    "CONTAINS": (True, Scope.RUNTIME),
    "DYNAMIC_LINK": (True, Scope.RUNTIME),
    "STATIC_LINK": (True, Scope.RUNTIME),
    "HAS_PREREQUISITE": (True, Scope.RUNTIME),
    "DEPENDENCY_OF": (False, Scope.RUNTIME),
    "CONTAINED_BY": (False, Scope.RUNTIME),
    "RUNTIME_DEPENDENCY_OF": (False, Scope.RUNTIME),
    "PREREQUISITE_FOR": (False, Scope.RUNTIME),
    "OPTIONAL_DEPENDENCY_OF": (False, Scope.OPTIONAL),
    "OPTIONAL_COMPONENT_OF": (False, Scope.OPTIONAL),
    "BUILD_DEPENDENCY_OF": (False, Scope.BUILD),
    "BUILD_TOOL_OF": (False, Scope.BUILD),
    "DEV_DEPENDENCY_OF": (False, Scope.DEVELOPMENT),
    "DEV_TOOL_OF": (False, Scope.DEVELOPMENT),
    "TEST_DEPENDENCY_OF": (False, Scope.DEVELOPMENT),
    "TEST_TOOL_OF": (False, Scope.DEVELOPMENT),
}
_BASES = {"DESCENDANT_OF": False, "ANCESTOR_OF": True}
_DOCUMENT = "SPDXRef-DOCUMENT"
_MAKER = regex(r"Organization: (.+?)(?: \([^()]*\))?")
# The remark of our own bills has the whole name: what is in brackets behind "Organization: " is an address.
_DEVELOPER = regex(r"developer: (.+?)(?: \(([A-Z]{2})\))?")
_REFERENCE = regex(r"LicenseRef-[A-Za-z0-9.-]+")


def read_json_document(document: Table, text: str, path: str) -> Bill:
    """The bill of a JSON document."""
    return _bill(document, lines_of(r'"SPDXID"\s*:\s*"([^"\n]+)"', text), path)


def read_tag_value(text: str, path: str) -> Bill:
    """The bill of a tag-value document."""
    return _bill(_tags(text), lines_of(r"^SPDXID:[ \t]*(\S+)", text), path)


def _bill(document: Table, lines: Mapping[str, int], path: str) -> Bill:
    bill = Bill()
    texts = {
        id: extracted
        for each in tables(document.get("hasExtractedLicensingInfos"))
        if (id := word(each.get("licenseId")))
        and is_own_name(id)
        and isinstance(extracted := each.get("extractedText"), str)
    }
    creators = words(table(document.get("creationInfo")).get("creators"))
    own = any(each.startswith("Tool: openscope-") for each in creators)
    for each in tables(document.get("packages")):
        id, name = word(each.get("SPDXID")), word(each.get("name"))
        if id and name:
            bill.parts.setdefault(id, _part(each, name, lines.get(id), texts, own))
    related = [
        (
            word(each.get("spdxElementId")),
            word(each.get("relationshipType")),
            word(each.get("relatedSpdxElement")),
            word(each.get("comment")),
        )
        for each in tables(document.get("relationships"))
    ]
    tops = words(document.get("documentDescribes"))
    for element, relation, other, comment in related:
        if element is None or relation is None or other is None:
            continue
        if (element, relation) == (_DOCUMENT, "DESCRIBES") or (relation, other) == (
            "DESCRIBED_BY",
            _DOCUMENT,
        ):
            tops.append(other if relation == "DESCRIBES" else element)
        elif relation in _NEEDS:
            forward, scope = _NEEDS[relation]
            bill.need(*((element, other) if forward else (other, element)), scope)
        elif relation in _BASES:
            model, base = (other, element) if _BASES[relation] else (element, other)
            bill.come_from(model, base, path, comment)
    bill.tops = [id for id in dict.fromkeys(tops) if id in bill.parts]
    return bill


def _part(each: Table, name: str, line: int | None, texts: Mapping[str, str], own: bool) -> Part:
    """A package. In openscope's `own` documents, what is no program is a model or a dataset."""
    said = [part for key in ("licenseDeclared", "licenseConcluded") if (part := word(each.get(key)))]
    comment, remark = (
        value if isinstance(value := each.get(key), str) else "" for key in ("licenseComments", "comment")
    )
    remarks = remark.splitlines()
    kind = _KINDS.get(str(each.get("primaryPackagePurpose")), Kind.PACKAGE)
    if own and each.get("primaryPackagePurpose") == "OTHER":
        kind = Kind.MODEL if remark.startswith("openness: ") else Kind.DATASET
    maker, country = _maker(each, remarks)
    return Part(
        name,
        word(each.get("versionInfo")),
        _purl(each),
        kind,
        line,
        named=remark == NAMED_ONLY,
        maker=maker,
        country=country,
        declared=words(each.get("licenseDeclared")),
        concluded=words(each.get("licenseConcluded")),
        texts={id: texts[id] for part in said for id in _REFERENCE.findall(part) if id in texts},
        remarks=[
            f"words: {comment}",
            *(each for each in remarks if each.startswith("restriction: ")),
            *(
                each.replace("openness: ", "pillars: ", 1)
                for each in remarks
                if each.startswith("openness: ")
            ),
        ],
    )


def _maker(each: Table, remarks: list[str]) -> tuple[str | None, str | None]:
    """The organisation that a package comes from, else the one that hands it on; and its country, in our
    bills.
    """
    if ours := next((match for line in remarks if (match := _DEVELOPER.fullmatch(line))), None):
        return ours[1], ours[2]
    said = (_MAKER.fullmatch(word(each.get(key)) or "") for key in ("originator", "supplier"))
    return next((match[1] for match in said if match), None), None


def _purl(each: Table) -> str | None:
    for reference in tables(each.get("externalRefs")):
        if reference.get("referenceType") == "purl":
            return word(reference.get("referenceLocator"))
    return None


# ── tag-value ────────────────────────────────────────────────────────────────────────────────

_TAG = regex(r"^([A-Z][A-Za-z0-9]*):[ \t]*(.*)$")
_FIELDS = {
    "PackageVersion": "versionInfo",
    "PackageLicenseDeclared": "licenseDeclared",
    "PackageLicenseConcluded": "licenseConcluded",
    "PackageLicenseComments": "licenseComments",
    "PackageComment": "comment",
    "PackageOriginator": "originator",
    "PackageSupplier": "supplier",
    "PrimaryPackagePurpose": "primaryPackagePurpose",
    "SPDXID": "SPDXID",
}


def _tags(text: str) -> dict[str, Any]:
    """The document in the names and shape of JSON. A tag of a file or a snippet ends its package."""
    document: dict[str, list[dict[str, Any]]] = defaultdict(list)
    here: dict[str, Any] = {}
    creators: list[str] = []
    for tag, value in _values(text):
        if tag == "PackageName":
            here = {"name": value, "externalRefs": []}
            document["packages"].append(here)
        elif tag == "LicenseID":
            here = {"licenseId": value}
            document["hasExtractedLicensingInfos"].append(here)
        elif tag in {"FileName", "SnippetSPDXID"}:
            here = {}
        elif tag == "ExtractedText":
            here["extractedText"] = value
        elif tag == "ExternalRef" and "externalRefs" in here:
            _, kind, locator = (*value.split(None, 2), "", "", "")[:3]
            here["externalRefs"].append({"referenceType": kind, "referenceLocator": locator})
        elif tag == "Relationship":
            element, relation, other = (*value.split(None, 2), "", "", "")[:3]
            related = {"spdxElementId": element, "relationshipType": relation, "relatedSpdxElement": other}
            document["relationships"].append(related)
        elif tag == "RelationshipComment" and document["relationships"]:
            document["relationships"][-1]["comment"] = value
        elif tag == "Creator":
            creators.append(value)
        elif tag in _FIELDS:
            here.setdefault(_FIELDS[tag], value)
    return {**document, "creationInfo": {"creators": creators}}


def _values(text: str) -> Iterator[tuple[str, str]]:
    lines = iter(text.split("\n"))
    for line in lines:
        match = _TAG.match(line)
        if match is None:
            continue
        tag, value = match[1], match[2].strip()
        if value.startswith("<text>"):
            parts = [value.removeprefix("<text>")]
            while "</text>" not in parts[-1]:
                following = next(lines, None)
                if following is None:
                    raise MalformedError("a <text> is never closed")
                parts.append(following)
            value = "\n".join(parts).partition("</text>")[0]
        yield tag, value
