"""Findings about models that were made from others: dropped terms, missing licences, duties not met."""

from typing import Any

import pytest

from openscope import report_to_dict, scan
from openscope.model import Assessment, Finding, Severity
from tests.conftest import Grow

LLAMA_3 = "meta-llama/Meta-Llama-3-8B"
LLAMA_31 = "meta-llama/Llama-3.1-8B"
SHOWN = "Made by us. **Built with Llama.**"


def card(license: str | None, *matter: str, body: str = "A model of ours.") -> str:
    lines = [f"license: {license}"] if license else []
    return "\n".join(["---", "pipeline_tag: text-generation", *lines, *matter, "---", "# A", "", body, ""])


def models(grow: Grow, files: dict[str, str]) -> dict[str, Assessment]:
    root = grow({f"{name.replace('/', '__')}/README.md": text for name, text in files.items()})
    return {item.item.name: item for item in scan([str(root)]).items}


def found(item: Assessment, code: str) -> list[Finding]:
    return [finding for finding in item.findings if finding.code == code]


def severities(item: Assessment, code: str) -> list[Severity]:
    return [finding.severity for finding in found(item, code)]


# ── OS201: what the base restricts is left out ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "matter", "severity"),
    [
        ("acme/tuned", "", Severity.ERROR),
        ("acme/small-GGUF", "", Severity.ERROR),
        ("acme/both", "tags: [mergekit]", Severity.ERROR),
        ("acme/small", "base_model_relation: adapter", Severity.WARNING),
        ("acme/small-lora", "", Severity.WARNING),
    ],
)
def test_an_adapter_is_a_grey_zone(grow: Grow, name: str, matter: str, severity: Severity) -> None:
    item = models(grow, {name: card("apache-2.0", "base_model: meta-llama/Llama-2-7b-hf", matter)})[name]
    assert severities(item, "OS201") == [severity]


def test_what_was_made_from_an_adapter_is_in_its_grey_zone(grow: Grow) -> None:
    files = {
        "acme/base": card("cc-by-nc-4.0"),
        "pier/lora": card("mit", "base_model: acme/base", "base_model_relation: adapter"),
        "quay/tuned": card("mit", "base_model: pier/lora"),
    }
    item = models(grow, files)["quay/tuned"]
    assert [(a.name, a.relation, a.steps) for a in item.lineage] == [
        ("pier/lora", "finetune", 1),
        ("acme/base", "adapter", 2),
    ]
    assert severities(item, "OS201") == [Severity.WARNING]


def test_whoever_publishes_the_base_may_grant_other_terms(grow: Grow) -> None:
    files = {"acme/base": card("cc-by-nc-4.0"), "acme/tuned": card("mit", "base_model: acme/base")}
    assert severities(models(grow, files)["acme/tuned"], "OS201") == [Severity.WARNING]


def test_one_licence_is_one_finding_however_long_the_chain(grow: Grow) -> None:
    files = {
        "pier/mid": card("llama2", "base_model: meta-llama/Llama-2-7b-hf"),
        "quay/end": card("mit", "base_model: pier/mid"),
    }
    [finding] = found(models(grow, files)["quay/end"], "OS201")
    assert "pier/mid" in finding.message
    assert finding.severity is Severity.ERROR


LLAMA_2 = "base_model: meta-llama/Llama-2-7b-hf"


def test_who_names_the_terms_of_the_base_drops_nothing(grow: Grow) -> None:
    assert not found(models(grow, {"acme/t": card("llama2", LLAMA_2)})["acme/t"], "OS201")


@pytest.mark.parametrize(
    ("matter", "severity"), [("", Severity.WARNING), ("base_model_relation: adapter", Severity.NOTE)]
)
def test_other_restrictive_terms_leave_out_what_they_have_not(
    grow: Grow, matter: str, severity: Severity
) -> None:
    [finding] = found(models(grow, {"acme/t": card("cc-by-nc-4.0", LLAMA_2, matter)})["acme/t"], "OS201")

    assert finding.severity is severity
    # Who may not use it in business has no use for a threshold of users.
    assert finding.message.endswith("in other ways as well: acceptable-use, no-output-training")


def test_a_card_that_names_the_licence_of_the_base_beside_its_own_drops_nothing(grow: Grow) -> None:
    body = "Llama 2 is licensed under the LLAMA 2 Community License, Copyright Meta."
    assert not found(models(grow, {"acme/t": card("cc-by-nc-4.0", LLAMA_2, body=body)})["acme/t"], "OS201")


def test_a_card_that_shows_the_words_the_base_asks_for_credits_it(grow: Grow) -> None:
    matter = f"base_model: {LLAMA_31}"
    files = {
        "acme/shown": card("cc-by-nc-4.0", matter, body=SHOWN),
        "acme/silent": card("cc-by-nc-4.0", matter),
    }
    assert [bool(found(item, "OS201")) for item in models(grow, files).values()] == [False, True]


@pytest.mark.parametrize(("base", "child"), [("cc-by-nc-4.0", "cc-by-nc-nd-4.0"), ("llama2", "openrail")])
def test_terms_that_ask_for_no_less_or_may_be_several(grow: Grow, base: str, child: str) -> None:
    files = {"acme/base": card(base), "pier/t": card(child, "base_model: acme/base")}
    item = models(grow, files)["pier/t"]
    assert item.category == "source-available"
    assert not found(item, "OS201")


# ── OS202: no licence, on a base that has one ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("meta-llama/Llama-2-7b-hf", ("llama-2-license-2023", "usage-threshold")),
        ("mistralai/Mistral-7B-v0.1", ("Apache-2.0",)),
    ],
)
def test_a_child_without_a_licence(grow: Grow, base: str, words: tuple[str, ...]) -> None:
    item = models(grow, {"acme/t": card(None, f"base_model: {base}")})["acme/t"]
    [finding] = found(item, "OS202")
    assert (finding.severity, finding.line) == (Severity.WARNING, 3)
    assert all(word in finding.message for word in (base, *words))
    assert not found(item, "OS201")


def test_nothing_is_said_of_a_base_that_nobody_knows(grow: Grow) -> None:
    found_ = models(
        grow,
        {
            "acme/t": card(None, "base_model: nobody/knows"),
            "acme/u": card("mit", "base_model: nobody/knows"),
            "acme/own": card(None),
        },
    )
    assert not [f for item in found_.values() for f in item.findings if f.code.startswith("OS2")]
    assert [(a.name, a.license, a.known) for a in found_["acme/t"].lineage] == [("nobody/knows", None, None)]


# ── OS203: duties of the base's licence ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "base", "meets"),
    [
        ("acme/Ferry-8B", LLAMA_3, False),
        ("acme/Llama-Ferry-8B", LLAMA_3, False),
        ("acme/Llama-3-Ferry-8B", LLAMA_3, True),
        ("acme/llama3-ferry", LLAMA_3, True),
        ("acme/Meta-Llama-3-8B-Ferry", LLAMA_3, True),
        ("acme/Llama-Ferry-8B", LLAMA_31, True),
        ("acme/Ferry-Llama-3.1-8B", LLAMA_31, False),
        ("acme/Ferry-7B", "meta-llama/Llama-2-7b-hf", True),
        ("meta-llama/Ferry-8B", LLAMA_31, True),
    ],
)
def test_the_name_that_the_version_of_the_licence_asks_for(
    grow: Grow, name: str, base: str, meets: bool
) -> None:
    body = "Built with Meta Llama 3. Built with Llama."
    item = models(grow, {name: card("other", f"base_model: {base}", body=body)})[name]
    assert severities(item, "OS203") == ([] if meets else [Severity.WARNING])


@pytest.mark.parametrize("name", ["acme/Ferry-8B-GGUF", "acme/Ferry-8B-lora"])
def test_whether_a_copy_in_another_form_has_to_be_named_is_disputed(grow: Grow, name: str) -> None:
    item = models(grow, {name: card("llama3.1", f"base_model: {LLAMA_31}", body=SHOWN)})[name]
    assert severities(item, "OS203") == [Severity.NOTE]


@pytest.mark.parametrize(
    ("base", "body", "shown"),
    [
        (LLAMA_31, "A model of ours.", False),
        (LLAMA_31, SHOWN, True),
        (LLAMA_31, "**Built** with [Llama](https://llama.com), by us.", True),
        (LLAMA_31, "BUILT WITH LLAMA", True),
        (LLAMA_31, "Built with Llamas of our own.", False),
        (LLAMA_3, "Built with Meta Llama 3.", True),
        (LLAMA_3, "Built with Llama.", False),
        ("Qwen/Qwen2.5-72B", "A model of ours.", False),
        ("Qwen/Qwen2.5-72B", "Improved using Qwen.", True),
        ("Qwen/Qwen2.5-7B", "A model of ours.", True),
    ],
)
def test_the_words_that_the_licence_wants_displayed(grow: Grow, base: str, body: str, shown: bool) -> None:
    item = models(grow, {"acme/Llama-3-Ferry": card("other", f"base_model: {base}", body=body)})
    findings = found(item["acme/Llama-3-Ferry"], "OS203")
    assert [f.severity for f in findings] == ([] if shown else [Severity.NOTE])


def test_a_notice_beside_the_card_shows_them_as_well(grow: Grow) -> None:
    name = "acme__Llama-Ferry"
    files = {f"{name}/README.md": card("llama3.1", f"base_model: {LLAMA_31}"), f"{name}/NOTICE": SHOWN}
    [item] = scan([str(grow(files))]).items
    assert not found(item, "OS203")


def test_a_directory_has_no_name_to_hold_against_it(grow: Grow) -> None:
    files = {"ferry/README.md": card("llama3.1", f"base_model: {LLAMA_31}")}
    [item] = scan([str(grow(files))]).items
    assert not found(item, "OS203")


# ── chains ───────────────────────────────────────────────────────────────────────────────────


def test_a_ring_and_a_missing_parent_end_the_chain(grow: Grow) -> None:
    files = {
        "acme/a": card("mit", "base_model: [acme/b, gone/away]"),
        "acme/b": card("mit", "base_model: acme/c"),
        "acme/c": card("cc-by-nc-4.0", "base_model: [acme/a, acme/c]"),
    }
    items = models(grow, files)
    chains = {name: [(a.name, a.steps, a.known) for a in item.lineage] for name, item in items.items()}
    missing = ("gone/away", 1, None)
    assert chains["acme/a"] == [("acme/b", 1, "scan"), missing, ("acme/c", 2, "scan")]
    assert chains["acme/b"] == [("acme/c", 1, "scan"), ("acme/a", 2, "scan"), ("gone/away", 3, None)]
    assert chains["acme/c"] == [("acme/a", 1, "scan"), ("acme/b", 2, "scan"), ("gone/away", 2, None)]
    assert [f.message for f in found(items["acme/a"], "OS201")] == [
        "declares MIT, but was made from acme/c, whose licence (CC-BY-NC-4.0) restricts its use:"
        " non-commercial"
    ]


def test_a_chain_without_end_is_cut(grow: Grow) -> None:
    files = {f"acme/m{n}": card("mit", f"base_model: acme/m{n + 1}") for n in range(40)}
    assert len(models(grow, files)["acme/m0"].lineage) == 12


def test_the_chain_in_the_report(grow: Grow) -> None:
    root = grow({"acme__t/README.md": card("llama3.1", f"base_model: {LLAMA_31}")})
    item: dict[str, Any] = report_to_dict(scan([str(root)]))["items"][0]
    assert item["lineage"] == [
        {
            "name": LLAMA_31,
            "relation": "finetune",
            "license": "LicenseRef-scancode-llama-3.1-license-2024",
            "known": "rules",
            "steps": 1,
        }
    ]
