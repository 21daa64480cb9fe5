"""Restrictive phrases, and the phrases that only look like them."""

import re
from time import process_time

import pytest

from openscope.catalog import Catalog
from openscope.detect import clause as clause_detector
from openscope.detect.clause import clauses, triggers
from openscope.detect.flow import flow

CASES = [
    ("non-commercial", "This model is licensed for non-commercial use only."),
    ("non-commercial", "You may not use the Materials for any commercial purposes."),
    ("non-commercial", "Commercial use of the weights is strictly prohibited."),
    ("research-only", "The data is made available solely for academic purposes."),
    ("non-production-only", "You may make non-production use of the Licensed Work."),
    (
        "no-hosted-service",
        "You may not provide the software to third parties as a hosted or managed service.",
    ),
    ("no-competing-product", "except for providing any product that competes with the software"),
    ("usage-threshold", "if you have more than 100 million monthly active users you need a licence"),
    ("revenue-threshold", "where your annual revenue exceeds USD $1,000,000"),
    ("acceptable-use", "Your use must comply with the Acceptable Use Policy."),
    ("acceptable-use", "You will not use it for military purposes."),
    ("ethical-use", "The Software shall be used for Good, not Evil."),
    ("no-output-training", "You will not use the outputs to improve any other large language model."),
    ("attribution-display", "You shall prominently display “Built with Example” on a related website."),
    ("naming-requirement", "include “Example” at the beginning of any such AI model name"),
    ("geographic-exclusion", "This agreement does not apply in the European Union."),
    ("delayed-open", "on the fourth anniversary of the first public release"),
    ("additional-use-grant", "The Additional Use Grant permits more."),
    ("no-redistribution", "You may not distribute the Software or copies of it."),
    ("no-redistribution", "I agree to use it for research and not to copy or redistribute the weights."),
    ("no-derivatives", "You may not modify the Work."),
    ("network-source-disclosure", "all users interacting with it remotely through a computer network"),
    ("flow-down", "You must include these restrictions as an enforceable provision."),
    ("steward-control", "We reserve the right to restrict (remotely or otherwise) usage of the Model."),
    ("indemnity", "You will indemnify and hold harmless the Licensor."),
    ("license-key", "You must not circumvent the license key functionality."),
    ("permission-required", "You must request a license from the Licensor."),
    ("non-commercial", "You may not: (a) sell copies; (b) use the Model for commercial purposes."),
    ("non-commercial", "“Research Use” does not include any commercial exploitation of the Model."),
    ("non-commercial", "Any noncommercial purpose is a permitted purpose."),
    ("research-only", "You shall only use the Models and the Outputs for Research Purposes."),
    ("non-production-only", "The software may not be run in a production environment."),
    ("no-hosted-service", "Neither you nor your affiliates are cloud service providers."),
    ("no-hosted-service", "“Excluded Purpose” means making available any software-as-a-service."),
    ("no-competing-product", "a service whose value derives, entirely or substantially, from the Software"),
    ("usage-threshold", "where the number of end users does not exceed fifty (50) in a month"),
    ("usage-threshold", "Production use shall not exceed 10TB of storage."),
    ("revenue-threshold", "a company with less than 1,000,000 USD of total revenue in the prior tax year"),
    ("acceptable-use", "You agree not to use it for activities subject to the International Traffic in Arms"),
    ("acceptable-use", "Example Model Prohibited Use Policy"),
    ("ethical-use", "The User is not law enforcement or military."),
    ("no-output-training", "You may not use the Output to train a model that is competitive with ours."),
    (
        "geographic-exclusion",
        "The rights are not being granted to you if you are domiciled in the European Union.",
    ),
    ("no-redistribution", "The Licensor hereby grants to you a royalty-free license to use the Software."),
    ("no-derivatives", "You may produce and reproduce, but not Share, Adapted Material."),
    ("share-alike", "You may distribute an Adaptation only under the terms of this License."),
    ("flow-down", "If you share the Materials, you may only do so under the terms of this Agreement."),
    ("permission-required", "To use it commercially you need to submit an application to the licensor."),
    ("non-commercial", "This program is free for non-profit organisations only."),
    ("non-commercial", "The permission above does not apply to for-profit companies."),
    ("non-commercial", "Die kommerzielle Nutzung ist untersagt."),
    ("non-commercial", "Sie dürfen das Programm nicht für gewerbliche Zwecke einsetzen."),
    ("non-commercial", "Die Nutzung ist ausschließlich zu nichtkommerziellen Zwecken gestattet."),
    ("non-commercial", "Toute utilisation commerciale du logiciel est interdite."),
    ("non-commercial", "Le logiciel est distribué uniquement pour un usage non commercial."),
    ("non-commercial", "Queda prohibido el uso comercial del programa."),
    ("non-commercial", "El uso con fines comerciales no está permitido."),
    ("non-commercial", "L'uso commerciale del programma è vietato."),
    ("non-commercial", "O uso comercial deste programa é proibido."),
    ("non-commercial", "Коммерческое использование программы запрещено."),
    ("non-commercial", "本ソフトウェアの商用利用は禁止します。"),
    ("non-commercial", "이 소프트웨어의 상업적 이용은 금지됩니다."),
    (
        "research-only",
        "Permission to use it is granted free of charge for academic, non-profit research purposes.",
    ),
    ("non-production-only", "The files may only be used in production, if you have agreed to our terms."),
    ("revenue-threshold", "Companies with a yearly revenue above 5 million EUR need another licence."),
    ("acceptable-use", "The library may not be used for cryptocurrency mining."),
    ("acceptable-use", "Any use for surveillance is prohibited."),
    ("ethical-use", "It must not be used by or for any law-enforcement agency."),
    ("no-output-training", "Use of this code as training data for large language models is prohibited."),
    ("no-output-training", "The files may not be used to train an artificial intelligence."),
    ("attribution-display", "You must not hide the logo of the makers in the user interface."),
    (
        "geographic-exclusion",
        "Use of this program by residents or entities of the Russian Federation is prohibited.",
    ),
    ("geographic-exclusion", "It must not be used by companies from Belarus."),
    (
        "no-redistribution",
        "You may redistribute and use this code without modification, provided you add this notice.",
    ),
    ("no-redistribution", "Jede Vervielfältigung ist ohne schriftliche Zustimmung untersagt."),
    ("permission-required", "Any commercial use requires a separate licence from the university."),
    ("permission-required", "Companies need a paid licence."),
    ("permission-required", "Commercial use of the software is governed by the Standard License Agreement."),
    ("permission-required", "All others must contact us."),
    ("permission-required", "Nur mit Nennung; ohne schriftliche Zustimmung des Urhebers keine Nutzung."),
]

HARMLESS = [
    (
        "non-commercial",
        "The fund gives it to not-for-profit and for-profit companies, and asks neither for money.",
    ),
    ("non-commercial", "Die kommerzielle Nutzung ist gestattet."),
    ("non-commercial", "L'utilisation commerciale est autorisée."),
    ("non-commercial", "El uso comercial está permitido."),
    ("non-commercial", "Коммерческое использование разрешено."),
    ("research-only", "The models are free for academic research, and free for commercial use."),
    ("acceptable-use", "The authors could not test the software on every blockchain."),
    ("ethical-use", "This is not published by a government agency."),
    ("ethical-use", "delays by acts of God, acts of war (whether or not war is declared), strikes or riots"),
    ("no-output-training", "The code for training the models is not part of this package."),
    ("attribution-display", "The logo may not be used to promote products, and the notice not removed."),
    ("geographic-exclusion", "It was used by many people in the Russian Federation and is not supported."),
    ("no-redistribution", "You may redistribute and use this code with or without modification."),
    ("no-redistribution", "You may freely distribute copies; the files may be copied without modification."),
    (
        "no-redistribution",
        "Buy the other edition if you are not prepared to distribute and share the source code of your work.",
    ),
    ("permission-required", "Non-commercial use of the software is governed by the same licence agreement."),
    ("permission-required", "Commercial use requires no licence."),
    ("permission-required", "If you cannot comply with the AGPL, you need a commercial licence from us."),
    ("permission-required", "To build a closed-source product with it, you need a commercial licence."),
    ("non-commercial", "L'utilisation commerciale n'est pas interdite."),
    (
        "permission-required",
        "Die Namen der Urheber dürfen nicht ohne vorherige schriftliche Genehmigung in der Werbung stehen.",
    ),
    ("non-commercial", "Permitted purposes include: (a) internal use; (b) non-commercial research."),
    ("non-commercial", "including but not limited to loss of use, or commercial damages for any purpose"),
    ("non-commercial", "You may use it only for your internal business purposes or for non-commercial use."),
    ("research-only", "The software was designed for research purposes only and comes without warranty."),
    (
        "no-competing-product",
        "Nothing in this License keeps the Licensor from products that compete with yours.",
    ),
    ("no-competing-product", "You may not use the Output to train a model that is competitive with ours."),
    ("usage-threshold", "on the Example 3 version release date, users of the service may ask"),
    ("attribution-display", "You are encouraged to mark the product as “Powered by Example”."),
    (
        "attribution-display",
        "prominently display the notice in a “Notice” text file, with all copyright notices",
    ),
    (
        "no-redistribution",
        "If you do not agree with these terms, please do not use or redistribute the software.",
    ),
    ("no-redistribution", "You may not distribute the Software unless you include this notice."),
    ("no-derivatives", "You may not modify this License."),
    ("indemnity", "You hereby agree to indemnify the Contributors for any such terms You offer."),
    ("indemnity", "We will defend, indemnify and hold you harmless against any third-party claim."),
    ("permission-required", "with more than 700 million monthly active users you must request a license"),
    ("steward-control", "You may also choose to terminate this Agreement for any reason by ceasing all use."),
    ("non-commercial", "You may use it for commercial and non-commercial purposes."),
    ("non-commercial", "It is not restricted to non-commercial use."),
    ("non-commercial", "It is no longer limited to academic, non-commercial purposes."),
    ("non-commercial", "The model is not only for non-commercial use."),
    ("research-only", "It is not restricted to research, but was only tested for research use."),
    ("non-commercial", "free for commercial and non-commercial use as long as the conditions are met"),
    ("non-commercial", "allowed only occasionally and noncommercially, and only if you received it so"),
    ("no-hosted-service", "This software was provided by the institute as a service."),
    ("no-competing-product", "before a court of competent jurisdiction"),
    ("usage-threshold", "2004 Maurice Example; 1. Users may copy. 2. Users of this software may change it."),
    ("revenue-threshold", "the aggregate liability shall not exceed ten dollars (US $10.00)"),
    ("revenue-threshold", "a price of $200 for the manual"),
    ("geographic-exclusion", "where the waiver does not apply in the relevant jurisdiction"),
    (
        "indemnity",
        "You must indemnify, defend and hold each Contributor harmless by reason of your accepting warranty",
    ),
    (
        "permission-required",
        "You must obtain our permission before you use our name to endorse or promote products.",
    ),
]


def kinds(words: str) -> set[str]:
    return {clause.kind for clause in clauses(flow([(1, words)]), "LICENSE")}


@pytest.mark.parametrize(("kind", "words"), CASES)
def test_a_phrase_is_found(kind: str, words: str) -> None:
    assert kind in kinds(words)


@pytest.mark.parametrize(("kind", "words"), HARMLESS)
def test_a_harmless_phrase_is_not(kind: str, words: str) -> None:
    assert kind not in kinds(words)


def test_every_kind_has_a_case_and_a_term(catalog: Catalog) -> None:
    assert {trigger.kind for trigger in triggers()} == {kind for kind, _ in CASES} <= catalog.terms.keys()


def test_a_clause_is_found_across_lines_with_its_place() -> None:
    lines = enumerate(["First.", "You may not use it for any", "commercial purpose at all.", "Last."], 1)
    [clause] = clauses(flow(lines), "LICENSE")
    assert (clause.start_line, clause.end_line) == (2, 3)
    assert clause.quote == "You may not use it for any commercial purpose at all."


def test_two_numbers_are_two_clauses() -> None:
    words = "with more than 100 million monthly active users, or more than 5 million daily active users"
    values = [clause.limit.value for clause in clauses(flow([(1, words)]), "x") if clause.limit]
    assert values == [100_000_000, 5_000_000]


def test_an_item_means_what_its_lead_says_and_the_quote_holds_both() -> None:
    lines = [
        "Conditions",
        "",
        "You must not:",
        "- sell copies;",
        "- offer it as a hosted service;",
        "",
        "Thanks.",
    ]
    [clause] = clauses(flow(enumerate(lines, 1)), "LICENSE")
    assert clause.kind == "no-hosted-service"
    assert clause.quote == "offer it as a hosted service;"
    assert (clause.start_line, clause.end_line) == (5, 5)


def test_the_first_item_is_quoted_with_the_lead_that_it_follows() -> None:
    [clause] = clauses(flow([(1, "You must not: offer it as a hosted service.")]), "LICENSE")
    assert clause.quote == "You must not: offer it as a hosted service."


def test_the_same_words_outside_the_list_are_no_restriction() -> None:
    lines = ["You must not:", "- sell copies;", "", "We offer it as a hosted service."]
    assert not clauses(flow(enumerate(lines, 1)), "LICENSE")


def test_a_grant_of_redistribution_elsewhere_voids_the_narrow_grant() -> None:
    narrow = "The Licensor grants you a license to use the Software."
    assert "no-redistribution" in kinds(narrow)
    assert "no-redistribution" not in kinds(narrow + " You may distribute copies of it.")


def test_comment_marks_do_not_break_a_sentence() -> None:
    words = [
        "Terms of use",
        "You may not use this file",
        "for any commercial purpose",
        "at all.",
        "Thank you.",
    ]
    [clause] = clauses(flow(enumerate((f" * {line}" for line in words), 1)), "a.c")
    assert (clause.kind, clause.quote) == (
        "non-commercial",
        "Terms of use You may not use this file for any commercial purpose at all.",
    )


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("You may try it for commercial use; use not for commercial purposes is free.", None),
        ("Limit any use for commercial advantage to a trial period of 32 consecutive calendar days, "
         "and do not use it for commercial purposes otherwise.", ("trial-days", 32)),
        ("It opens on the second anniversary of the date of release.", ("age", 2)),
        ("if your annual revenue exceeded RMB 1 billion", ("annual-revenue", 10**9)),
        ("less than 10 million USD of gross merchandise value, or funding",
         ("gross-merchandise-value", 10**7)),
        ("more than 20 million US dollars in monthly revenue", ("monthly-revenue", 20_000_000)),
        ("fewer than 100 total individuals working as employees", ("employees", 100)),
        ("limited to 100.000 (one hundred thousand) devices", ("devices", 100_000)),
        ("On the Example 3 version release date, more than 700 million monthly active users",
         ("monthly-active-users", 700_000_000)),
    ],
)  # fmt: skip
def test_the_number_of_a_clause(words: str, limit: tuple[str, int] | None) -> None:
    found = [clause.limit for clause in clauses(flow([(1, words)]), "x") if clause.limit]
    assert [(each.metric, each.value) for each in found] == ([limit] if limit else [])


def test_every_atom_repeats_within_bounds() -> None:
    """`\\w*` ends at the next space; anything else that repeats without end could take quadratic time."""
    for trigger in triggers():
        for phrase in (*trigger.find, *trigger.unless, *trigger.never, *trigger.absent):
            for atom in (phrase.first, *(atom for _, atom in phrase.rest)):
                written = re.sub(r"\\w[*+]", "", atom.pattern.pattern).replace(r"\*", "").replace(r"\+", "")
                assert not re.search(r"[*+]|\{\d*,\}", re.sub(r"\[[^\]]*\]", "x", written)), atom.written


def test_a_text_that_is_all_numbers_has_few_clauses() -> None:
    text = " ".join(f"with more than {number} monthly active users." for number in range(1, 500))
    assert len(clauses(flow([(1, text)]), "x")) <= 20


def test_many_items_under_long_leads_cost_no_more_than_their_text() -> None:
    """Each item differs, so that none is known already; the lead is read with the first of them only."""

    def seconds(leads: int) -> float:
        lines = [
            f"You may not, in {lead}, {'compete with services ' * 8}:"
            + "".join(f" (a) x{lead}y{n};" for n in range(40))
            for lead in range(leads)
        ]
        begin = process_time()
        clauses(flow(enumerate(lines, 1)), "x")
        return process_time() - begin

    seconds(2)
    assert seconds(400) < 12 * seconds(100) + 1.0


@pytest.mark.parametrize(
    "unit",
    [
        "1,",
        "you may not: ",
        "not improve train other model ",
        "revenue $1,000 million ",
        "(a) ",
        ". ",
        "不得将",
    ],
)
def test_time_is_linear_in_what_a_hostile_text_repeats(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begin = process_time()
        clauses(flow([(1, text)]), "x")
        return process_time() - begin

    seconds(1_000)
    assert seconds(400_000) < 12 * seconds(100_000) + 1.0


def test_what_the_sieve_drops_would_not_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [flow(enumerate(text.splitlines(), 1)) for _, text in CASES]
    sifted = [clauses(text, "LICENSE") for text in texts]
    everything = [(trigger, trigger.find) for trigger in clause_detector.triggers()]
    monkeypatch.setattr(clause_detector, "_likely", lambda whole: everything)

    assert sifted == [clauses(text, "LICENSE") for text in texts]
    assert all(sifted)
