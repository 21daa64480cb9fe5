"""The gate as a function: what it adds to a report, and that size does not break it."""

import time
from datetime import date

import pytest
from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.config import Clarification, Policy, Waiver
from openscope.config.values import Layer
from openscope.gate import Circumstances, failing, findings, gate
from openscope.model import (
    Allowance,
    Assessment,
    Category,
    Copyleft,
    Dependency,
    Evidence,
    Item,
    Kind,
    License,
    Report,
    Source,
    Target,
)
from openscope.render import FORMATS, Style, render

NOW = Circumstances(date(2027, 1, 1), whole=True)


def item(number: int, license: str = "GPL-3.0-only") -> Assessment:
    purl = f"pkg:npm/lib-{number}@1.0.0"
    entry = Dependency(purl, f"lib-{number}", "1.0.0", "package-lock.json", number + 1)
    evidence = (
        Evidence(Source.DECLARED, "listing", license, "package-lock.json", number + 1, quote=license),
    )
    return Assessment(
        Item(purl, Kind.PACKAGE, f"lib-{number}", "1.0.0", "package-lock.json", dependency=entry),
        License(license, None, license),
        Category.COPYLEFT,
        evidence=evidence,
    )


def report(*items: Assessment, allowances: tuple[Allowance, ...] = ()) -> Report:
    target = (Target(".", ".", "."),)
    return Report(target, "digest", items, allowances=tuple((0, each) for each in allowances))


def policy(*waivers: Waiver, clarifications: tuple[Clarification, ...] = ()) -> Policy:
    own = {"": Layer(allow=("permissive",))}
    return Policy("openscope.toml", own=own, waivers=waivers, clarifications=clarifications)


def waiver(item: str, line: int = 1, **rest: object) -> Waiver:
    return Waiver(item, ("GPL-3.0-only",), "read", line=line, **rest)  # type: ignore[arg-type]


def test_the_facts_of_a_report_stay_as_they_were(catalog: Catalog) -> None:
    before = report(item(1), item(2, "MIT"))
    after = gate(before, policy(), catalog, NOW)
    bare = [
        replace(each, verdict=None, findings=old.findings)
        for each, old in zip(after.items, before.items, strict=True)
    ]
    assert tuple(bare) == before.items
    assert [each.verdict and each.verdict.fails for each in after.items] == [True, False]
    assert after.policy is not None
    assert gate(after, policy(), catalog, NOW).items[0].verdict == after.items[0].verdict


def test_a_comment_on_the_line_of_a_dependency(catalog: Catalog) -> None:
    for line, alone, passes in ((2, False, True), (1, True, True), (1, False, False), (3, True, False)):
        comment = Allowance("package-lock.json", line, ("denied-license",), "reason", alone)
        judged = gate(report(item(1), allowances=(comment,)), policy(), catalog, NOW)
        assert (failing(judged, ["error"]) == []) is passes
        assert [each.slug for each in judged.findings] == ([] if passes else ["unused-exception"])


@pytest.mark.parametrize(
    ("decision", "slug"),
    [
        (waiver("pkg:npm/lib-1"), None),
        (waiver("pkg:npm/lib-9"), "unused-exception"),
        (waiver("pkg:npm/lib-2"), "unused-exception"),
        (waiver("pkg:npm/lib-1", expires=date(2026, 12, 31)), "expired-exception"),
        (waiver("pkg:npm/lib-9", expires=date(2026, 12, 31)), "expired-exception"),
        (waiver("pkg:npm/lib-1", evidence_sha256="0" * 64), "stale-exception"),
        (waiver("pkg:npm/lib-9", evidence_sha256="0" * 64), "unused-exception"),
    ],
)
def test_what_becomes_of_an_exception(catalog: Catalog, decision: Waiver, slug: str | None) -> None:
    judged = gate(report(item(1), item(2, "MIT")), policy(decision), catalog, NOW)
    assert [each.slug for each in judged.findings] == ([slug] if slug else [])
    assert bool(failing(judged, ["error"])) is (slug is not None)
    partly = gate(report(item(1), item(2, "MIT")), policy(decision), catalog, replace(NOW, whole=False))
    assert [each.slug for each in partly.findings] == ([slug] if slug and slug != "unused-exception" else [])


def test_comments_in_the_code_of_others_are_not_looked_at(catalog: Catalog) -> None:
    for path in ("node_modules/x/a.js", "vendor/a.py", "$CARGO_HOME/registry/a.rs", "src/Third_Party/a.c"):
        comment = Allowance(path, 1, ("denied-license",), "trust me")
        assert gate(report(item(1), allowances=(comment,)), policy(), catalog, NOW).findings == ()
    own = Allowance("src/a.py", 1, ("denied-license",), "reason")
    assert gate(report(item(1), allowances=(own,)), policy(), catalog, NOW).findings[0].path == "src/a.py"


def test_two_decisions_where_one_is_enough(catalog: Catalog) -> None:
    judged = gate(report(item(1)), policy(waiver("pkg:npm/*", 1), waiver("pkg:npm/lib-1", 5)), catalog, NOW)
    assert [(each.slug, each.line) for each in judged.findings] == [("unused-exception", 5)]


def test_a_clarification_that_matches_nothing_is_unused(catalog: Catalog) -> None:
    idle = Clarification("pkg:npm/other", "MIT", "read", line=3)
    judged = gate(report(item(1)), policy(clarifications=(idle,)), catalog, NOW)
    assert [(each.slug, each.line) for each in judged.findings] == [("unused-exception", 3)]


def test_a_change_touches_what_rests_on_its_files(catalog: Catalog) -> None:
    for changed, count in (
        (frozenset({"package-lock.json"}), 1),
        (frozenset({"other"}), 0),
        (frozenset[str](), 0),
    ):
        judged = gate(report(item(1)), policy(), catalog, replace(NOW, changed=changed, since="main"))
        assert len(list(findings(judged))) == count


def test_what_is_said_of_several_items_is_said_once(catalog: Catalog) -> None:
    judged = gate(report(*(item(number) for number in range(30))), policy(), catalog, NOW)
    shown = render(judged, "terminal")
    assert shown.count("error[OS501]") == 1
    assert "--> package-lock.json:1\n" in shown
    assert "  + package-lock.json:2: lib-1 1.0.0  pkg:npm/lib-1\n" in shown
    assert "  + 19 more (-v shows them)\n" in shown
    assert render(judged, "terminal", Style(verbosity=1)).count("error[OS501]") == 30


def test_a_declaration_that_names_no_licence_has_a_next_step_that_works(catalog: Catalog) -> None:
    each = replace(item(1), license=License("GPL", None, None), copyleft=Copyleft.STRONG, evidence=())
    judged = gate(report(each), policy(), catalog, NOW)
    (finding,) = failing(judged, ["error"])
    assert finding.code == "OS501"
    assert 'allow = ["unknown-license"]' in finding.fix


def test_thousands_of_findings_take_no_time_that_grows_with_their_square(catalog: Catalog) -> None:
    judged = gate(report(*(item(number) for number in range(4_000))), policy(), catalog, NOW)
    assert len(failing(judged, ["error"])) == 4_000
    for name in FORMATS:
        began = time.process_time()
        assert render(judged, name)
        assert time.process_time() - began < 10, name
