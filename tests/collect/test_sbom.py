"""Bills of materials as targets: what openscope writes comes back, what others write is understood."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openscope.collect import collect
from openscope.collect.sbom import MAX_BYTES
from openscope.engine import Options, scan
from openscope.model import Assessment, Kind, Scope
from openscope.render import cyclonedx, spdx, spdx3
from openscope.schema import report_to_dict
from tests.conftest import text_of
from tests.render import reports

Json = dict[str, Any]
OURS: dict[str, Callable[[Json], str]] = {
    "bom.cdx.json": cyclonedx.render,
    "bom.spdx.json": spdx.render_json,
    "bom.spdx": spdx.render_tag_value,
    "bom.spdx3.json": spdx3.render,
}


def items(path: Path) -> dict[str, Assessment]:
    """The items of a bill by their id; whatever was skipped fails."""
    report = scan([str(path)], Options(offline=True))
    assert [skip for _, skip in report.skipped] == []
    return {each.item.id: each for each in report.items}


def write(root: Path, name: str, content: str | Json) -> Path:
    path = root / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("fixture", ["demo", "cards", "dependencies"])
def test_what_openscope_writes_comes_back_without_losing_a_licence(
    tmp_path: Path, fixture: str, name: str
) -> None:
    facts = reports.report(fixture)
    read = items(write(tmp_path, name, OURS[name](facts)))
    assert set(read) == {item["id"] for item in facts["items"]}
    for item in facts["items"]:
        again = read[item["id"]]
        assert again.item.kind == item["kind"], item["id"]
        assert again.license.concluded == item["license"]["concluded"], item["id"]
        assert again.license.declared == item["license"]["declared"], item["id"]
        assert again.category == item["category"], item["id"]
        assert {each.kind for each in again.restrictions} == {each["kind"] for each in item["restrictions"]}
        assert [each.limit.value for each in again.restrictions if each.limit] == [
            each["limit"]["value"] for each in item["restrictions"] if each["limit"]
        ]
        klass = again.openness.klass if again.openness else None
        assert klass == (item["openness"]["class"] if item["openness"] else None), item["id"]


def test_a_line_leads_to_the_component(tmp_path: Path) -> None:
    path = write(tmp_path, "bom.cdx.json", cyclonedx.render(reports.report("dependencies")))
    lines = path.read_text().splitlines()
    for id, each in items(path).items():
        dependency = each.item.dependency
        assert dependency is not None
        assert dependency.line is not None
        assert json.dumps(id) in "".join(lines[dependency.line - 3 : dependency.line + 4])


# ── what others write ────────────────────────────────────────────────────────────────────────

CYCLONEDX: Json = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "metadata": {
        "component": {
            "type": "application", "bom-ref": "app", "name": "app", "version": "1.0.0",
            "licenses": [{"license": {"id": "MIT"}}],
        }
    },
    "components": [
        {
            "type": "library", "bom-ref": "core", "group": "@app", "name": "core", "version": "2.0.0",
            "purl": "pkg:npm/%40app/core@2.0.0", "licenses": [{"expression": "GPL-3.0-or-later"}],
            "components": [
                {"type": "library", "bom-ref": "in", "name": "inner", "purl": "pkg:npm/inner@1.0.0"},
            ],
        },
        {
            "type": "library", "bom-ref": "tool", "name": "tool", "version": "1.0.0", "scope": "excluded",
            "purl": "pkg:npm/tool@1.0.0", "licenses": [{"license": {"name": "AGPL 3"}}],
        },
        {
            "type": "library", "bom-ref": "maybe", "name": "maybe", "version": "1.0.0",
            "purl": "pkg:npm/maybe@1.0.0", "licenses": [{"license": {"name": "ISC"}}],
            "properties": [{"name": "cdx:npm:package:development", "value": "true"}],
        },
        {"type": "library", "name": "nameless", "licenses": [{"license": {"name": "Our terms"}}]},
    ],
    "dependencies": [
        {"ref": "app", "dependsOn": ["core", "tool", "maybe"]},
        {"ref": "core", "dependsOn": ["in", "app"]},
    ],
}  # fmt: skip


def test_cyclonedx_of_another_tool(tmp_path: Path) -> None:
    read = items(write(tmp_path, "anything.json", CYCLONEDX))
    top = read["pkg:generic/app@1.0.0"]
    assert (top.item.path, top.item.dependency, top.item.kind) == (".", None, Kind.PROJECT)
    core, inner = read["pkg:npm/%40app/core@2.0.0"], read["pkg:npm/inner@1.0.0"]
    assert (core.item.name, core.license.concluded, core.item.scope) == (
        "@app/core", "GPL-3.0-or-later", Scope.RUNTIME,
    )  # fmt: skip
    assert inner.item.dependency is not None
    assert inner.item.dependency.via == ("app", "@app/core")
    assert inner.license.concluded is None
    assert read["pkg:npm/tool@1.0.0"].item.scope is Scope.DEVELOPMENT
    assert read["pkg:npm/tool@1.0.0"].license.concluded == "AGPL-3.0-only"
    assert read["pkg:npm/maybe@1.0.0"].item.scope is Scope.DEVELOPMENT
    nameless = read["pkg:generic/nameless"]
    assert (nameless.license.declared, nameless.license.concluded) == ("Our terms", None)
    # What the bill is about is measured against what it needs to run, and not against its tools.
    [conflict] = [each for each in top.findings if each.slug == "incompatible-license"]
    assert "@app/core 2.0.0" in conflict.message


def test_cyclonedx_as_xml_says_the_same(tmp_path: Path) -> None:
    xml = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
  <metadata><component type="application" bom-ref="app"><name>app</name><version>1.0.0</version>
    <licenses><license><id>MIT</id></license></licenses></component></metadata>
  <components>
    <component type="library" bom-ref="core"><group>org.app</group><name>core</name><version>2.0.0</version>
      <scope>optional</scope><licenses><expression>GPL-2.0-only OR MIT</expression></licenses>
      <purl>pkg:maven/org.app/core@2.0.0</purl>
      <components><component type="library"><name>inner</name></component></components>
    </component>
  </components>
  <dependencies><dependency ref="app"><dependency ref="core"/></dependency></dependencies>
</bom>"""
    read = items(write(tmp_path, "bom.xml", xml))
    core = read["pkg:maven/org.app/core@2.0.0"]
    assert core.item.dependency is not None
    assert (core.item.name, core.item.dependency.name) == ("org.app:core", "org.app:core")
    assert (core.item.scope, core.item.dependency.line) == (Scope.OPTIONAL, 6)
    assert core.license.concluded == "GPL-2.0-only OR MIT"
    assert set(read) == {"pkg:generic/app@1.0.0", "pkg:generic/inner", core.item.id}


def spdx_document(*packages: Json, **fields: object) -> Json:
    return {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": list(packages), **fields}


def package(name: str, **fields: object) -> Json:
    return {"SPDXID": f"SPDXRef-{name}", "name": name, **fields}


def test_declared_and_concluded_of_spdx_are_kept_apart(tmp_path: Path) -> None:
    document = spdx_document(
        package("alike", licenseDeclared="MIT", licenseConcluded="MIT"),
        package("against", licenseDeclared="MIT", licenseConcluded="GPL-3.0-only"),
        package("silent", licenseDeclared="NOASSERTION", licenseConcluded="NONE"),
        package("found", licenseDeclared="NOASSERTION", licenseConcluded="BSD-3-Clause"),
    )
    read = items(write(tmp_path, "deps.spdx.json", document))
    against = read["pkg:generic/against"]
    assert (against.license.declared, against.license.detected) == ("MIT", "GPL-3.0-only")
    assert [each.slug for each in against.findings] == ["license-contradiction"]
    assert read["pkg:generic/alike"].findings == ()
    assert read["pkg:generic/silent"].license.concluded is None
    found = read["pkg:generic/found"].license
    assert (found.declared, found.concluded) == (None, "BSD-3-Clause")


def test_relationships_of_spdx_in_both_directions(tmp_path: Path) -> None:
    def related(left: str, relation: str, right: str) -> Json:
        names = ("spdxElementId", "relatedSpdxElement")
        ids = [f"SPDXRef-{each}" for each in (left, right)]
        return {**dict(zip(names, ids, strict=True)), "relationshipType": relation}

    document = spdx_document(
        *(package(name) for name in ("app", "lib", "deep", "tests", "ring")),
        relationships=[
            related("DOCUMENT", "DESCRIBES", "app"),
            related("app", "DEPENDS_ON", "lib"),
            related("deep", "DEPENDENCY_OF", "lib"),
            related("tests", "TEST_DEPENDENCY_OF", "app"),
            related("deep", "DEPENDS_ON", "ring"),
            related("ring", "DEPENDS_ON", "deep"),
            related("lib", "DEPENDS_ON", "nowhere"),
        ],
    )
    read = items(write(tmp_path, "deps.spdx.json", document))
    ways = {each.item.name: each.item.dependency.via for each in read.values() if each.item.dependency}
    assert ways == {
        "lib": ("app",), "deep": ("app", "lib"), "tests": ("app",), "ring": ("app", "lib", "deep"),
    }  # fmt: skip
    assert read["pkg:generic/tests"].item.scope is Scope.DEVELOPMENT


def test_a_licence_text_in_a_bill_is_read(tmp_path: Path) -> None:
    own = {"licenseId": "LicenseRef-1", "extractedText": text_of("BSD-3-Clause")}
    document = spdx_document(
        package("lib", licenseDeclared="LicenseRef-1", licenseConcluded="NOASSERTION"),
        hasExtractedLicensingInfos=[own],
    )
    read = items(write(tmp_path, "deps.spdx.json", document))
    assert read["pkg:generic/lib"].license.concluded == "BSD-3-Clause"
    component = {
        "type": "library",
        "name": "lib",
        "licenses": [{"license": {"text": {"content": text_of("ISC")}}}],
    }
    read = items(write(tmp_path, "bom.json", {"bomFormat": "CycloneDX", "components": [component]}))
    assert read["pkg:generic/lib"].license.concluded == "ISC"


def test_tag_value(tmp_path: Path) -> None:
    text = """SPDXVersion: SPDX-2.2
SPDXID: SPDXRef-DOCUMENT
PackageName: lib
SPDXID: SPDXRef-lib
PackageVersion: 1.0
PackageLicenseDeclared: (MIT OR Apache-2.0)
PackageComment: <text>several
PackageName: is no tag here
</text>
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/lib@1.0
FileName: ./lib.py
SPDXID: SPDXRef-file
PackageVersion: 9
"""
    read = items(write(tmp_path, "lib.spdx", text))
    lib = read.pop("pkg:pypi/lib@1.0")
    assert not read
    assert (lib.item.version, lib.license.concluded) == ("1.0", "MIT OR Apache-2.0")
    assert lib.item.dependency is not None
    assert lib.item.dependency.line == 4


def test_one_package_in_two_places_is_one_item(tmp_path: Path) -> None:
    parts = [
        {"type": "library", "bom-ref": str(number), "name": "a", "purl": "pkg:npm/a@1.0.0", "licenses": [
            {"license": {"id": license}}]}
        for number, license in enumerate(("MIT", "ISC"))
    ]  # fmt: skip
    [only] = items(write(tmp_path, "bom.json", {"bomFormat": "CycloneDX", "components": parts})).values()
    assert only.license.concluded == "MIT AND ISC"


# ── what is none, and what is hostile ────────────────────────────────────────────────────────


def test_another_json_file_is_no_bill(tmp_path: Path) -> None:
    path = write(tmp_path, "package.json", '{"name": "app", "license": "MIT"}')
    [item] = scan([str(path)], Options(offline=True)).items
    assert item.license.concluded == "MIT"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("bom.json", '{"bomFormat": "CycloneDX", "components": [', "not JSON"),
        ("bom.json", '{"bomFormat": "CycloneDX", "components": ' + "[" * 200_000, "nested too deeply"),
        ("bom.xml", '<bom xmlns="http://cyclonedx.org/schema/bom/1.5">', "not XML"),
        (
            "bom.xml",
            '<!DOCTYPE bom [<!ENTITY a "a">]><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>',
            "type",
        ),
        ("bom.xml", '<x xmlns="http://cyclonedx.org/schema/bom/1.5"/>', "no <bom>"),
        ("bom.xml", '<bom xmlns="http://cyclonedx.org/schema/bom/1.5">' + "<a>" * 5_000, "nested deeper"),
        ("deps.spdx", "SPDXVersion: SPDX-2.3\nPackageComment: <text>for ever", "never closed"),
    ],
)
def test_a_broken_bill_is_reported(tmp_path: Path, name: str, content: str, says: str) -> None:
    found = collect(str(write(tmp_path, name, content)))
    [skip] = found.skipped
    assert says in skip.reason
    assert not skip.expected
    assert skip.path == name


def test_a_bill_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "bom.json", '{"bomFormat": "CycloneDX"')
    with path.open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    [skip] = collect(str(path)).skipped
    assert skip.code == "too-large"
    assert not skip.expected


_WRONG: tuple[object, ...] = (None, 1, "x", [], {}, [1], [[]], [None], {"a": 1}, "\ud800", "x" * 5_000)


@pytest.mark.parametrize("wrong", _WRONG, ids=repr)
def test_wrong_types_anywhere_break_nothing(tmp_path: Path, wrong: object) -> None:
    names = [
        "components", "dependencies", "metadata", "name", "version", "purl", "licenses", "license", "id",
        "text", "expression", "properties", "modelCard", "pedigree", "evidence", "type", "scope", "group",
    ]  # fmt: skip
    for name in names:
        component = {"type": "library", "name": "a", "licenses": [{"license": {"id": "MIT"}}], name: wrong}
        document = {"bomFormat": "CycloneDX", "components": [component], "dependencies": [{"ref": wrong}]}
        collect(str(write(tmp_path, "bom.json", {**document, **({name: wrong} if name[-1] == "s" else {})})))
    for name in (
        "packages",
        "relationships",
        "hasExtractedLicensingInfos",
        "documentDescribes",
        "creationInfo",
    ):
        collect(str(write(tmp_path, "deps.spdx.json", spdx_document(**{name: wrong}))))
        part = package("a", versionInfo=wrong, externalRefs=wrong, licenseDeclared=wrong, comment=wrong)
        collect(str(write(tmp_path, "deps.spdx.json", spdx_document(part, relationships=[part]))))
    for name in ("spdxId", "name", "type", "from", "to", "comment", "relationshipType", "rootElement"):
        node = {"type": "software_Package", "spdxId": "urn:a", "name": "a", name: wrong}
        context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
        collect(str(write(tmp_path, "a.spdx3.json", {"@context": context, "@graph": [node, wrong]})))


def test_a_ring_of_ten_thousand_components(tmp_path: Path) -> None:
    count = 10_000
    parts = [{"type": "library", "bom-ref": str(n), "name": f"p{n}"} for n in range(count)]
    needs = [{"ref": str(n), "dependsOn": [str((n + 1) % count), str(n)]} for n in range(count)]
    document = {"bomFormat": "CycloneDX", "components": parts, "dependencies": needs}
    assert len(collect(str(write(tmp_path, "bom.json", document))).items) == count


# ── who made it ──────────────────────────────────────────────────────────────────────────────


def made_by(facts: Json, name: str, country: str | None) -> Json:
    """A report of one model, which no table knows, with this developer."""
    model = next(item for item in facts["items"] if item["kind"] == "model")
    maker = {"name": name, "country": country, "source": "https://example.invalid/about"}
    item = {**model, "id": "pkg:huggingface/someone/else", "name": "someone/else", "developer": maker}
    return {**facts, "items": [item]}


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize(
    ("maker", "country"), [("Example Labs", "FR"), ("Lab (of Two Towns)", None), ("Lab (A, B)", "JP")]
)
def test_the_developer_of_a_model_comes_back(
    tmp_path: Path, name: str, maker: str, country: str | None
) -> None:
    bill = write(tmp_path, name, OURS[name](made_by(reports.report("demo"), maker, country)))
    found = items(bill)["pkg:huggingface/someone/else"].developer
    assert found is not None
    assert (found.name, found.country, found.source) == (maker, country, name)


def test_what_the_rules_know_of_a_developer_stands_before_what_a_bill_says(tmp_path: Path) -> None:
    model = {
        "type": "machine-learning-model",
        "name": "google/gemma-2-2b-it",
        "purl": "pkg:huggingface/google/gemma-2-2b-it",
        "supplier": {"name": "Somebody", "address": {"country": "a place"}},
    }
    other = {**model, "name": "some/model", "purl": "pkg:huggingface/some/model"}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [model, other]}
    read = items(write(tmp_path, "bom.json", bill))
    known, said = read[str(model["purl"])].developer, read[str(other["purl"])].developer
    assert known is not None
    assert said is not None
    assert (known.name, known.country) == ("Google", "US")
    assert (said.name, said.country) == ("Somebody", None)


@pytest.mark.parametrize("name", OURS)
def test_ambiguous_words_keep_their_category(tmp_path: Path, name: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\nlicense = {text = "BSD"}\n'
        'classifiers = ["License :: OSI Approved :: BSD License"]\n',
        encoding="utf-8",
    )
    before = items(root)["pkg:pypi/x@1"]
    facts = json.loads(json.dumps(report_to_dict(scan([str(root)], Options(offline=True)))))
    after = items(write(tmp_path, name, OURS[name](facts)))["pkg:pypi/x@1"]
    assert before.category == after.category == "permissive"
    assert before.license.declared == after.license.declared
    assert "; " in str(after.license.declared)


def test_a_providers_own_model_in_a_bill_is_closed(tmp_path: Path) -> None:
    model = {"type": "machine-learning-model", "name": "gpt-4o", "purl": "pkg:generic/openai/gpt-4o"}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [model]}
    found = items(write(tmp_path, "bom.json", bill))["pkg:generic/openai/gpt-4o"]
    assert found.category == "proprietary"
    assert found.openness is not None
    assert found.openness.klass == "closed"
    assert "OpenAI" in str(found.because)
