"""Judging: expressions, exceptions, and the laws that make a verdict trustworthy."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from openscope.catalog import Catalog, load_catalog
from openscope.config import Clarification, Company, OnUnknown, Policy, Treatment, Waiver
from openscope.config.values import Layer
from openscope.decide.classify import classify
from openscope.decide.decisions import about, digest_of
from openscope.decide.judge import judge
from openscope.decide.restrict import restrict
from openscope.expression import And, Leaf, Or, join, parse
from openscope.model import (
    Assessment,
    Category,
    Copyleft,
    Evidence,
    Item,
    Kind,
    License,
    Openness,
    OpennessClass,
    Pillar,
    PillarVerdict,
    Restriction,
    Scope,
    Source,
    State,
    Verdict,
)

TODAY = date(2027, 1, 1)
ALLOW, UNKNOWN, DENY = State.ALLOW, State.UNKNOWN, State.DENY


def item(
    expression: str | None,
    klass: OpennessClass | None = None,
    scope: Scope | None = Scope.RUNTIME,
    score: float = 1.0,
    extra: tuple[Restriction, ...] = (),
) -> Assessment:
    """An item as the scan makes it: its licence, category, restrictions and evidence."""
    catalog = load_catalog()
    found = classify(expression, catalog)
    evidence = (
        Evidence(Source.DECLARED, "manifest", expression, "pkg.json", 3, 3, score, f"license: {expression}"),
    )
    return Assessment(
        item=Item(
            "pkg:npm/%40corp/thing@1.0", Kind.MODEL if klass else Kind.PACKAGE, "thing", "1.0", ".", scope
        ),
        license=License(expression, None, expression),
        category=found.category,
        copyleft=found.copyleft,
        chosen=found.chosen,
        because=None if expression else "nothing was found",
        openness=Openness(klass, {pillar: PillarVerdict() for pillar in Pillar}) if klass else None,
        restrictions=(*restrict(found.chosen, catalog, {}, evidence), *extra),
        evidence=evidence if expression else (),
    )


def policy(
    *allow: str,
    company: Mapping[str, bool] | None = None,
    waivers: tuple[Waiver, ...] = (),
    clarifications: tuple[Clarification, ...] = (),
    **treatments: tuple[str, ...],
) -> Policy:
    kinds = {kind: Treatment(name) for name, found in treatments.items() for kind in found}
    return Policy(
        path="openscope.toml",
        own={"": Layer(allow=allow, treatments=kinds)},
        company=Company(facts=company or {}),
        waivers=waivers,
        clarifications=clarifications,
    )


def test_another_policy_is_not_judged_by_what_was_asked_of_the_first() -> None:
    first, same = policy("permissive"), policy("permissive")
    first.rules(Kind.MODEL, None)
    assert first == same
    other = replace(first, own={"": Layer(allow=("GPL-3.0-only",))})
    assert other.rules(Kind.MODEL, None).allow == ("GPL-3.0-only",)


def verdict(each: Assessment, judged_by: Policy) -> Verdict:
    return judge(each, judged_by, load_catalog(), TODAY).verdict


# ── expressions ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expression", "allow", "state"),
    [
        ("MIT", ["MIT"], ALLOW),
        ("MIT", ["mit"], ALLOW),
        ("mit", ["MIT"], ALLOW),
        ("MIT", ["permissive"], ALLOW),
        ("MIT", ["Apache-2.0"], DENY),
        ("MIT", [], DENY),
        ("MIT OR GPL-3.0-only", ["permissive"], ALLOW),
        ("GPL-3.0-only OR MIT", ["permissive"], ALLOW),
        ("MIT AND GPL-3.0-only", ["permissive"], DENY),
        ("MIT AND GPL-3.0-only", ["permissive", "copyleft:strong"], ALLOW),
        ("MIT AND GPL-3.0-only", ["permissive", "copyleft:weak"], DENY),
        ("MIT AND GPL-3.0-only", ["permissive", "copyleft"], ALLOW),
        ("(MIT AND GPL-3.0-only) OR Apache-2.0", ["permissive"], ALLOW),
        ("(MIT OR GPL-3.0-only) AND (ISC OR AGPL-3.0-only)", ["permissive"], ALLOW),
        ("(MIT OR GPL-3.0-only) AND AGPL-3.0-only", ["permissive"], DENY),
        ("MIT AND (Apache-2.0 OR (GPL-3.0-only AND ISC))", ["MIT", "Apache-2.0"], ALLOW),
        # unknown ids
        ("LicenseRef-nobody-knows", ["permissive"], UNKNOWN),
        ("LicenseRef-nobody-knows", ["LicenseRef-nobody-knows"], ALLOW),
        ("LicenseRef-nobody-knows OR MIT", ["permissive"], ALLOW),
        ("LicenseRef-nobody-knows AND MIT", ["permissive"], UNKNOWN),
        ("LicenseRef-nobody-knows AND GPL-3.0-only", ["permissive"], DENY),
        ("LicenseRef-nobody-knows OR GPL-3.0-only", ["permissive"], UNKNOWN),
        ("Not-A-Licence", ["permissive", "copyleft", "source-available", "proprietary"], UNKNOWN),
        # WITH
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["copyleft:weak"], ALLOW),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["copyleft:strong"], DENY),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only WITH Classpath-exception-2.0"], ALLOW),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only WITH Bison-exception-2.2"], DENY),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only"], ALLOW),
        ("GPL-2.0-only", ["GPL-2.0-only WITH Classpath-exception-2.0"], DENY),
        ("GPL-2.0-only WITH No-Such-Exception", ["GPL-2.0-only", "copyleft"], UNKNOWN),
        ("Apache-2.0 WITH LLVM-exception", ["permissive"], ALLOW),
        ("Apache-2.0 WITH LLVM-exception", ["Apache-2.0 WITH LLVM-exception"], ALLOW),
        ("Apache-2.0", ["Apache-2.0 WITH LLVM-exception"], DENY),
        ("GPL-2.0-or-later WITH GCC-exception-2.0 OR MIT", ["MIT"], ALLOW),
        ("MIT WITH Classpath-exception-2.0 AND ISC", ["permissive"], ALLOW),
        # + and the choice of a version
        ("GPL-2.0-or-later", ["GPL-2.0-only"], ALLOW),
        ("GPL-2.0-or-later", ["GPL-3.0-only"], ALLOW),
        ("GPL-2.0-or-later", ["GPL-3.0-or-later"], ALLOW),
        ("GPL-3.0-or-later", ["GPL-2.0-only"], DENY),
        ("GPL-2.0-only", ["GPL-2.0-or-later"], DENY),
        ("GPL-2.0-only", ["GPL-3.0-only"], DENY),
        ("LGPL-2.1-or-later", ["GPL-3.0-only"], DENY),
        ("LGPL-2.1-or-later", ["LGPL-3.0-only"], ALLOW),
        ("MPL-1.1+", ["MPL-2.0"], ALLOW),
        ("MPL-2.0+", ["MPL-2.0"], ALLOW),
        ("MPL-2.0+", ["MPL-1.1"], DENY),
        ("Apache-2.0+", ["permissive"], ALLOW),
        # spellings that are one licence, and ids that are not
        ("GPL-2.0", ["GPL-2.0-only"], ALLOW),
        ("gpl-3.0-only", ["GPL-3.0-only"], ALLOW),
        ("BSL-1.0", ["permissive"], ALLOW),
        ("BUSL-1.1", ["permissive", "copyleft"], DENY),
        ("BUSL-1.1", ["source-available"], ALLOW),
        ("CC-BY-NC-4.0", ["CC-BY-4.0"], DENY),
        ("SSPL-1.0", ["copyleft"], DENY),
        ("AGPL-3.0-only", ["copyleft:strong"], DENY),
        ("AGPL-3.0-only", ["copyleft:network"], ALLOW),
    ],
)
def test_expressions(expression: str, allow: list[str], state: State) -> None:
    found = verdict(item(expression), policy(*allow))
    assert found.state is state, found.labels
    assert found.fails == (state is not ALLOW)


@pytest.mark.parametrize(
    ("words", "candidates", "allow", "state"),
    [
        ("BSD", ("BSD-2-Clause", "BSD-3-Clause"), ["permissive"], ALLOW),
        ("BSD", ("BSD-2-Clause", "BSD-3-Clause"), ["copyleft"], DENY),
        ("GPL", ("GPL-2.0-only", "GPL-3.0-only"), ["permissive", "copyleft:strong"], ALLOW),
        ("GPL", ("GPL-2.0-only", "GPL-3.0-only"), ["permissive"], DENY),
        ("free", ("MIT", "GPL-3.0-only"), ["permissive", "copyleft"], UNKNOWN),
        ("openrail", ("CC-BY-NC-4.0", "BUSL-1.1"), ["source-available"], UNKNOWN),
        ("x " * 900, ("MIT", "ISC"), ["permissive"], ALLOW),
    ],
)
def test_words_that_may_mean_several_licences_of_one_category_are_judged_by_it(
    words: str, candidates: tuple[str, ...], allow: list[str], state: State
) -> None:
    found = classify(None, load_catalog(), {}, candidates)
    evidence = (Evidence(Source.DECLARED, "manifest", None, "pkg.json", 3, quote=f"license: {words}"),)
    each = replace(
        item(None),
        license=License(words, None, None),
        category=found.category,
        copyleft=found.copyleft,
        evidence=evidence,
    )
    judged = verdict(each, policy(*allow))
    assert judged.state is state
    assert len(judged.labels[0].leaf) < 100
    pardon = Waiver("pkg:npm/%40corp/thing", ("unknown-license",), "read")
    assert verdict(each, policy(*allow, waivers=(pardon,))).state is ALLOW
    unsure = replace(policy(*allow), own={"": Layer(allow=tuple(allow), confidence=1.0)})
    assert verdict(replace(each, evidence=()), unsure).state is not ALLOW


def test_a_duty_of_words_that_may_mean_several_licences_can_be_blocked() -> None:
    each = replace(
        item(None),
        license=License("GPL", None, None),
        category=Category.COPYLEFT,
        copyleft=Copyleft.STRONG,
    )
    for distributes, state in ((True, DENY), (False, ALLOW)):
        found = policy("copyleft", company={"distributes": distributes}, block=("share-alike",))
        assert verdict(each, found).state is state


def test_the_branch_that_was_taken_is_recorded_and_each_leaf_labelled() -> None:
    found = verdict(item("GPL-3.0-only OR (MIT AND ISC)"), policy("permissive"))
    assert found.chosen == "MIT AND ISC"
    assert [(label.leaf, label.state, label.taken) for label in found.labels] == [
        ("GPL-3.0-only", DENY, False),
        ("MIT", ALLOW, True),
        ("ISC", ALLOW, True),
    ]
    assert found.labels[0].why == "strong copyleft is not allowed"
    assert found.labels[1].why == "permissive is allowed"


def test_between_allowed_branches_the_one_with_less_to_review() -> None:
    strict = policy("permissive", "copyleft", review=("share-alike",))
    assert verdict(item("GPL-3.0-only OR MIT"), strict).chosen == "MIT"


def test_unknown_may_warn_but_never_passes_in_silence() -> None:
    lenient = replace(policy(), own={"": Layer(allow=("permissive",), unknown=OnUnknown.WARN)})
    for expression in (None, "LicenseRef-nobody-knows"):
        found = verdict(item(expression), lenient)
        assert (found.state, found.fails) == (UNKNOWN, False)
        assert verdict(item(expression), policy("permissive")).fails


# ── laws ─────────────────────────────────────────────────────────────────────────────────────

_UNKNOWN = ("LicenseRef-nobody-knows", "Not-A-Licence")
_IDS = ("MIT", "GPL-3.0-only", "LGPL-2.1-or-later", "BUSL-1.1", "AGPL-3.0-only", "MPL-1.1+", *_UNKNOWN)
_WITH = (
    Leaf("GPL-2.0-only", "Classpath-exception-2.0"),
    Leaf("Apache-2.0", "LLVM-exception"),
    Leaf("GPL-2.0-or-later", "No-Such-Exception"),
)
_WORDS = (
    *("permissive", "copyleft:weak", "copyleft", "source-available", "proprietary"),
    *("MIT", "BUSL-1.1", "MPL-2.0", "GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0"),
)
_expressions = st.recursive(
    st.sampled_from([*map(Leaf, _IDS), *_WITH]),
    lambda inner: st.builds(join, st.sampled_from([And, Or]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
).map(str)
_words = st.lists(st.sampled_from(_WORDS), max_size=4, unique=True)
_kinds = st.lists(
    st.sampled_from(["share-alike", "non-production-only", "network-source-disclosure"]),
    max_size=2,
    unique=True,
)
_company = st.dictionaries(
    st.sampled_from(["distributes", "hosted_service", "modifies", "production"]), st.booleans()
)
_ORDER = [ALLOW, UNKNOWN, DENY]


@given(_expressions, _words, _kinds, _company)
def test_the_order_of_operands_does_not_matter(
    expression: str, allow: list[str], block: list[str], company: dict[str, bool]
) -> None:
    def turned(tree: Leaf | And | Or) -> Leaf | And | Or:
        return (
            tree if isinstance(tree, Leaf) else join(type(tree), [turned(arg) for arg in reversed(tree.args)])
        )

    judged_by = policy(*allow, company=company, block=tuple(block))
    one, other = (verdict(item(words), judged_by) for words in (expression, str(turned(parse(expression)))))
    assert one.state is other.state
    assert {label.leaf: label.state for label in one.labels} == {
        label.leaf: label.state for label in other.labels
    }


@given(_expressions, _words, st.sampled_from(_WORDS), _kinds, _company)
def test_more_allowed_never_makes_a_verdict_worse(
    expression: str, allow: list[str], more: str, block: list[str], company: dict[str, bool]
) -> None:
    each = item(expression)
    before = verdict(each, policy(*allow, company=company, block=tuple(block))).state
    after = verdict(each, policy(*allow, more, company=company, block=tuple(block))).state
    assert _ORDER.index(after) <= _ORDER.index(before)


@given(_expressions, _words, _kinds, st.sampled_from(["share-alike", "non-production-only"]))
def test_more_blocked_never_makes_a_verdict_better(
    expression: str, allow: list[str], block: list[str], more: str
) -> None:
    each = item(expression)
    before = verdict(each, policy(*allow, block=tuple(block))).state
    after = verdict(each, policy(*allow, block=(*block, more))).state
    assert _ORDER.index(after) >= _ORDER.index(before)


@given(_expressions, _words, _company, st.sampled_from(["distributes", "hosted_service", "modifies"]))
def test_stating_no_never_makes_a_verdict_worse(
    expression: str, allow: list[str], company: dict[str, bool], fact: str
) -> None:
    each, block = item(expression), ("share-alike", "network-source-disclosure", "non-production-only")
    silent = {name: said for name, said in company.items() if name != fact}
    before = verdict(each, policy(*allow, company=silent, block=block)).state
    after = verdict(each, policy(*allow, company={**silent, fact: False}, block=block)).state
    assert _ORDER.index(after) <= _ORDER.index(before)


@given(_expressions, _words)
def test_unknown_never_becomes_allowed(expression: str, allow: list[str]) -> None:
    found = verdict(item(f"({expression}) AND LicenseRef-nobody-knows"), policy(*allow))
    assert found.state is not ALLOW
    found = verdict(item(expression), policy(*allow))
    if found.state is ALLOW:
        taken = {label.leaf for label in found.labels if label.taken}
        assert not any(word in leaf for leaf in taken for word in (*_UNKNOWN, "No-Such-Exception"))


@given(_expressions, _words, _kinds)
def test_the_case_of_ids_does_not_matter(expression: str, allow: list[str], block: list[str]) -> None:
    def lower(tree: Leaf | And | Or) -> Leaf | And | Or:
        if isinstance(tree, Leaf):
            return Leaf(tree.id.lower(), tree.exception and tree.exception.lower())
        return join(type(tree), [lower(arg) for arg in tree.args])

    judged_by = policy(*allow, block=tuple(block))
    one, other = (verdict(item(words), judged_by) for words in (expression, str(lower(parse(expression)))))
    assert one.state is other.state


# ── restrictions ─────────────────────────────────────────────────────────────────────────────


def test_a_blocked_restriction_denies_what_the_list_allows_unless_it_does_not_bind() -> None:
    each = item("Elastic-2.0")
    for company, state in (({"hosted_service": True}, DENY), ({}, DENY), ({"hosted_service": False}, ALLOW)):
        found = verdict(each, policy("source-available", company=company, block=("no-hosted-service",)))
        assert found.state is state
    assert found.labels[0].state is ALLOW
    found = verdict(each, policy("source-available", block=("no-hosted-service",)))
    assert found.labels[0].blocked
    assert found.labels[0].why.startswith("no-hosted-service: [company] does not say")


def test_the_gpl_is_allowed_to_who_distributes_nothing() -> None:
    for license in ("GPL-3.0-only", "GPL-2.0-or-later", "MPL-2.0"):
        for distributes, state in ((False, ALLOW), (True, DENY)):
            judged_by = policy("copyleft", company={"distributes": distributes}, block=("share-alike",))
            assert verdict(item(license), judged_by).state is state


def test_what_bases_restrict_counts() -> None:
    inherited = Restriction(
        "non-commercial", "no", "CC-BY-NC-4.0", "NonCommercial", inherited_from="pkg:huggingface/a/b"
    )
    each = item("Apache-2.0", OpennessClass.RESTRICTED_WEIGHTS, extra=(inherited,))
    found = verdict(each, policy("permissive"))
    assert found.expression == "Apache-2.0 AND CC-BY-NC-4.0"
    assert found.state is DENY
    assert verdict(each, policy("permissive", "restricted-weights")).state is ALLOW


# ── openness, scope, confidence ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expression", "klass", "allow", "state"),
    [
        ("Apache-2.0", OpennessClass.OPEN_WEIGHTS, "open-weights", ALLOW),
        ("Apache-2.0", OpennessClass.FULLY_OPEN, "open-weights", DENY),
        ("GPL-3.0-only", OpennessClass.OPEN_WEIGHTS, "open-weights", ALLOW),
        ("CC-BY-NC-4.0", OpennessClass.RESTRICTED_WEIGHTS, "restricted-weights", ALLOW),
        ("CC-BY-NC-4.0", OpennessClass.RESTRICTED_WEIGHTS, "open-weights", DENY),
        ("LicenseRef-x", OpennessClass.RESTRICTED_WEIGHTS, "restricted-weights", UNKNOWN),
        ("CC-BY-NC-4.0 AND MIT", OpennessClass.OPEN_WEIGHTS, "open-weights", DENY),
    ],
)
def test_openness_classes_allow_models(
    expression: str, klass: OpennessClass, allow: str, state: State
) -> None:
    assert verdict(item(expression, klass), policy(allow)).state is state


@pytest.mark.parametrize(
    ("klass", "state"),
    [
        (OpennessClass.RESTRICTED_WEIGHTS, DENY),
        (OpennessClass.OPEN_WEIGHTS, ALLOW),
        (OpennessClass.FULLY_OPEN, ALLOW),
        (OpennessClass.UNKNOWN, UNKNOWN),
        (OpennessClass.CLOSED, DENY),
    ],
)
def test_openness_can_be_required(klass: OpennessClass, state: State) -> None:
    layer = Layer(allow=("permissive",), openness=OpennessClass.OPEN_WEIGHTS)
    found = verdict(item("MIT", klass), Policy("p", own={"model": layer}))
    assert found.state is state
    assert found.short_of == (None if state is ALLOW else "open-weights")
    assert verdict(item("MIT"), Policy("p", own={"": layer})).state is ALLOW


def test_development_is_judged_apart() -> None:
    own = {"": Layer(allow=("permissive",)), "scope.development": Layer(also_allow=("copyleft",))}
    assert verdict(item("GPL-3.0-only", scope=Scope.DEVELOPMENT), Policy("p", own=own)).state is ALLOW
    assert verdict(item("GPL-3.0-only", scope=Scope.RUNTIME), Policy("p", own=own)).state is DENY
    assert verdict(item("GPL-3.0-only", scope=None), Policy("p", own=own)).state is DENY


def test_weak_evidence_is_unknown_not_allowed() -> None:
    own = {"": Layer(allow=("permissive",), confidence=0.9)}
    assert verdict(item("MIT", score=0.95), Policy("p", own=own)).state is ALLOW
    found = verdict(item("MIT", score=0.6), Policy("p", own=own))
    assert found.state is UNKNOWN
    assert "scores 0.60" in found.labels[0].why


# ── exceptions and clarifications ────────────────────────────────────────────────────────────


def waiver(*allow: str, item: str = "pkg:npm/%40corp/thing", **rest: object) -> Waiver:
    return Waiver(item, allow, "legal has read it", **rest)  # type: ignore[arg-type]


def test_an_exception_lets_one_licence_of_one_item_pass_with_its_restrictions() -> None:
    strict = policy("permissive", block=("no-hosted-service",), waivers=(waiver("Elastic-2.0"),))
    judged = judge(item("Elastic-2.0"), strict, load_catalog(), TODAY)
    assert judged.verdict.state is ALLOW
    assert judged.verdict.exceptions == ("legal has read it",)
    assert judged.used == strict.waivers
    assert judge(item("BUSL-1.1"), strict, load_catalog(), TODAY).verdict.state is DENY
    assert judge(item("BUSL-1.1"), strict, load_catalog(), TODAY).used == ()


def test_an_exception_that_changes_nothing_is_not_used() -> None:
    idle = policy("permissive", waivers=(waiver("MIT"),))
    assert judge(item("MIT"), idle, load_catalog(), TODAY).used == ()
    other_branch = policy("permissive", waivers=(waiver("GPL-3.0-only"),))
    assert judge(item("MIT OR GPL-3.0-only"), other_branch, load_catalog(), TODAY).used == ()


def test_an_exception_for_a_kind_of_restriction() -> None:
    each = item("Elastic-2.0")
    judged_by = policy(
        "source-available", block=("no-hosted-service",), waivers=(waiver("no-hosted-service"),)
    )
    assert verdict(each, judged_by).state is ALLOW
    assert verdict(each, replace(judged_by, waivers=(waiver("license-key"),))).state is DENY


def test_an_exception_for_what_nobody_could_name() -> None:
    for expression in (None, "LicenseRef-nobody-knows"):
        judged = judge(item(expression), policy(waivers=(waiver("unknown-license"),)), load_catalog(), TODAY)
        assert judged.verdict.state is ALLOW
        assert len(judged.used) == 1
    assert verdict(item("GPL-3.0-only"), policy(waivers=(waiver("unknown-license"),))).state is DENY


def test_an_exception_ends_with_its_last_day() -> None:
    judged_by = policy(waivers=(waiver("MIT", expires=date(2027, 6, 30)),))
    for today, state in ((date(2027, 6, 30), ALLOW), (date(2027, 7, 1), DENY)):
        assert judge(item("MIT"), judged_by, load_catalog(), today).verdict.state is state


def test_an_exception_dies_with_the_words_it_rests_on() -> None:
    each = item("MIT")
    judged_by = policy(waivers=(waiver("MIT", evidence_sha256=digest_of(each)),))
    assert verdict(each, judged_by).state is ALLOW
    changed = replace(each, evidence=(replace(each.evidence[0], quote="license: MIT, but"),))
    assert verdict(changed, judged_by).state is DENY
    moved = replace(each, evidence=(replace(each.evidence[0], path="elsewhere", start_line=9),))
    assert verdict(moved, judged_by).state is ALLOW


def test_a_clarification_is_judged_in_place_of_what_was_found() -> None:
    clear = Clarification("pkg:npm/%40corp/thing", "GPL-3.0-only", "read by hand")
    judged = judge(item(None), policy("permissive", clarifications=(clear,)), load_catalog(), TODAY)
    assert (judged.verdict.state, judged.verdict.expression) == (DENY, "GPL-3.0-only")
    assert judged.used == (clear,)
    assert verdict(item(None), policy("copyleft", clarifications=(clear,))).state is ALLOW


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("pkg:npm/%40corp/thing", True),
        ("pkg:npm/%40corp/thing@1.0", True),
        ("pkg:npm/%40corp/thing@2.0", False),
        ("pkg:npm/%40corp/*", True),
        ("pkg:*/thing", True),
        ("pkg:*corp*thing*", True),
        ("*", True),
        ("pkg:npm/%40corp", False),
        ("pkg:npm/%40corp/thing-else", False),
        ("pkg:npm/*thing*thing", False),
        ("*" * 5_000 + "x", False),
    ],
)
def test_which_items_a_decision_is_about(pattern: str, matches: bool) -> None:
    assert about(item("MIT"), pattern) is matches


def test_every_licence_of_the_rules_can_be_judged(catalog: Catalog) -> None:
    words = policy("permissive", "copyleft", "source-available", "proprietary", block=tuple(catalog.terms))
    for id in catalog.ids():
        rule = catalog.license(id)
        if rule is not None and not rule.exception:
            assert verdict(item(id), words).labels[0].why
