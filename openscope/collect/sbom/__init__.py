"""Bills of materials as targets: SPDX 2.x (JSON, tag-value), SPDX 3.0.1 (JSON-LD), CycloneDX (JSON, XML).

One is read where it is asked for by its path; in a tree it is a file like others. Each component is an item
with its package URL. What the bill says of licences is evidence; a licence text in it is read like any other.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace
from packageurl import PackageURL

from openscope.collect.dependencies.graph import MAX_NODES, Graph, Need, Node, ways_through
from openscope.collect.dependencies.reading import MalformedError, read_json
from openscope.collect.paths import printable
from openscope.collect.sbom.bill import Bill, Part
from openscope.model import Collected, Dependency, Document, Item, Kind, Role, SkipCode, Skipped
from openscope.net import Network
from openscope.regex import regex
from openscope.textfile import Limits, decode, read_bytes, read_head

MAX_BYTES = 64 * 1024 * 1024
"""The largest bill that is read: one of 50,000 components has about 40 MB."""

_NAME = regex(r".+\.(?:json|jsonld|xml|spdx|tag|cdx|bom|sbom)", re.I)
_SURE = regex(r"(?:.+[-_.])?(?:bom|sbom|spdx|cdx|cyclonedx)(?:[-_.].+)?\.(?:json|jsonld|xml)|.+\.spdx", re.I)
_HEAD = 64 * 1024
_MARK = regex(
    rb'"bomFormat"\s*:\s*"CycloneDX"|"spdxVersion"\s*:\s*"SPDX-2|"@context"\s*:[^{]{0,20}"https?://spdx\.org/rdf/3'
    rb"|cyclonedx\.org/schema/bom|^SPDXVersion:\s*SPDX-2",
    re.M,
)


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:  # noqa: ARG001
    """What stands in a bill of materials. None for a target that is none by its name and head."""
    try:
        name = os.path.basename(asked)
        if not _NAME.fullmatch(name) or not os.path.isfile(asked):
            return None
    except ValueError:
        return None
    resolved, shown = printable(os.path.normpath(asked).replace(os.sep, "/")), printable(name)
    real = os.path.realpath(asked)
    head = read_head(real, shown, _HEAD)
    if isinstance(head, Skipped) or not (_MARK.search(head) or _SURE.fullmatch(name)):
        return None
    try:
        bill = _read(real, shown)
    except MalformedError as error:
        bill = Skipped(shown, SkipCode.MALFORMED, f"no bill of materials that can be read: {error}")
    if isinstance(bill, Skipped):
        return Collected(printable(asked), resolved, skipped=(bill,))
    if bill is None:
        return None
    skipped: tuple[Skipped, ...] = ()
    if len(bill.parts) > MAX_NODES:
        reason = f"{len(bill.parts):,} components, of which the first {MAX_NODES:,} were read"
        skipped = (Skipped(shown, SkipCode.TOO_MANY, reason),)
        bill.parts = dict(list(bill.parts.items())[:MAX_NODES])
        bill.tops = [top for top in bill.tops if top in bill.parts]
    items, documents = _items(bill, shown)
    return Collected(printable(asked), resolved, tuple(items), tuple(documents), skipped)


def _read(path: str, shown: str) -> Bill | Skipped | None:
    """The bill; why it is none; or None for a file of another kind."""
    from openscope.collect.sbom import cyclonedx, spdx2, spdx3  # most targets are none

    data = read_bytes(path, shown, MAX_BYTES)
    if isinstance(data, Skipped):
        return Skipped(data.path, data.code, data.reason)
    text = decode(data)
    if text is None:
        raise MalformedError("its content is binary")
    start = text.lstrip("\ufeff \t\n\r")[:1]
    if start == "{":
        document = read_json(text)
        if document.get("bomFormat") == "CycloneDX":
            return cyclonedx.read_json_document(document, text, shown)
        if str(document.get("spdxVersion")).startswith("SPDX-2"):
            return spdx2.read_json_document(document, text, shown)
        return (
            spdx3.read(document, text, shown) if "spdx.org/rdf/3" in str(document.get("@context")) else None
        )
    if start == "<":
        return cyclonedx.read_xml_document(text, shown)
    return spdx2.read_tag_value(text, shown) if re.search(r"^SPDXVersion:", text, re.M) else None


# ── items ────────────────────────────────────────────────────────────────────────────────────


def _items(bill: Bill, path: str) -> tuple[list[Item], list[Document]]:
    """One item for each package URL, the top first, and the licence texts that the bill holds for them."""
    top = bill.tops[0] if len(bill.tops) == 1 else None
    ways = ways_through(_graph(bill))
    items: dict[str, Item] = {}
    parts: dict[str, Part] = {}
    for ref, part in bill.parts.items():
        if part.named:
            continue
        purl = _package_url(part)
        if purl in parts:
            parts[purl].add(part)
            continue
        parts[purl] = part
        via, scope = ways.get(ref, ((), part.scope))
        name, version = printable(part.name), part.version and printable(part.version)
        if ref == top:
            items[purl] = Item(purl, part.kind, name, version, ".")
            continue
        direct = len(via) == 1 if via else None
        dependency = Dependency(
            purl, _asked(purl, name), version, path, part.line, direct=direct, scope=scope, via=via
        )
        items[purl] = Item(purl, part.kind, name, version, path, scope, dependency=dependency)
    found = [replace(item, stated=parts[purl].stated(path)) for purl, item in items.items()]
    found.sort(key=lambda item: (item.dependency is not None, item.id))
    return found, [text for item in found for text in _texts(parts[item.id], item, path)]


def _graph(bill: Bill) -> Graph:
    """What needs what. The ways start at what the bill is about and nothing in it needs."""
    graph = Graph()
    needed = {other for part in bill.parts.values() for other, _ in part.needs}
    starts = {ref for ref in bill.tops if ref not in needed} or set(bill.tops[:1])
    for ref, part in bill.parts.items():
        needs = [Need(other, scope) for other, scope in part.needs]
        local = ref in starts or (part.kind is Kind.PROJECT and ref not in needed)
        graph.nodes[ref] = Node("generic", part.name, part.version, needs=needs, local=local)
    return graph


def _package_url(part: Part) -> str:
    """The package URL of a component; a generic one where it has none that can be read."""
    with suppress(ValueError):
        return PackageURL.from_string(printable(part.purl or "")).to_string()
    version = part.version and printable(part.version)
    return PackageURL("generic", None, printable(part.name), version or None).to_string()


def _asked(purl: str, name: str) -> str:
    """The name by which its ecosystem knows a package."""
    read = PackageURL.from_string(purl)
    if read.type == "generic" or not read.namespace:
        return name
    return f"{read.namespace}{':' if read.type == 'maven' else '/'}{read.name}"


def _texts(part: Part, item: Item, path: str) -> Iterator[Document]:
    for name, text in part.texts.items():
        place = printable(f"{path}#{item.id}/{name}")
        yield Document(place, Path(), Role.LICENSE, item.key, own=True, size=len(text), text=text)
