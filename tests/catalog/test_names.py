"""Ids, keys and spellings: what each means, and which are too vague to mean one thing."""

import time

import pytest

from openscope.catalog import Ambiguous, Catalog, license_text


def test_keys_of_the_licence_data_are_not_spdx_ids(catalog: Catalog) -> None:
    assert catalog.from_key("bsl-1.1") == "BUSL-1.1"
    assert catalog.from_key("boost-1.0") == "BSL-1.0"
    assert catalog.from_key("bsl-1.0") == "LicenseRef-scancode-bsl-1.0"
    assert catalog.from_key("gpl-2.0-plus") == "GPL-2.0-or-later"
    assert catalog.from_key("sustainable-use-1.0") == "SUL-1.0"
    assert catalog.from_key("of-tomorrow-1.0") == "LicenseRef-scancode-of-tomorrow-1.0"


def test_ids_newer_than_the_licence_data(catalog: Catalog) -> None:
    for key, id in (("openmdw-1.0", "OpenMDW-1.0"), ("wordnet", "WordNet"), ("iso-8879", "ISO-permission")):
        rule = catalog.license(f"LicenseRef-scancode-{key}")
        assert rule is not None
        assert (catalog.from_key(key), rule.id, rule.key) == (id, id, key)
        assert license_text(rule)


def test_every_key_and_its_licenseref_answer_alike(catalog: Catalog) -> None:
    for key in ("odc-by-1.0", "odc-1.0", "hippocratic-3.0", "cockroachdb-use-grant-for-bsl-1.1"):
        assert catalog.license(f"LicenseRef-scancode-{key}") == catalog.license(catalog.from_key(key))


def test_retired_ids_answer_as_the_current_ones(catalog: Catalog) -> None:
    for old, new in (
        ("GPL-2.0", "GPL-2.0-only"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("StandardML-NJ", "SMLNJ"),
    ):
        rule = catalog.license(old)
        assert rule is not None
        assert (rule.id, catalog.resolve(old)) == (new, new)


def test_a_retired_id_that_became_an_expression_keeps_its_own_rule(catalog: Catalog) -> None:
    id = "GPL-2.0-with-classpath-exception"
    rule = catalog.license(id)
    assert rule is not None
    assert (rule.id, rule.deprecated, rule.exception) == (id, True, False)
    assert catalog.resolve(id) == "GPL-2.0-only WITH Classpath-exception-2.0"


def test_exceptions(catalog: Catalog) -> None:
    assert catalog.is_exception("Classpath-exception-2.0")
    assert catalog.is_exception("llvm-exception")
    assert not catalog.is_exception("MIT")
    assert not catalog.is_exception("no-such-id")


def test_the_case_of_an_id_does_not_matter(catalog: Catalog) -> None:
    assert catalog.license("apache-2.0") == catalog.license("Apache-2.0") == catalog.license("APACHE-2.0")
    assert catalog.license("nothing-of-the-kind") is None


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("MIT", "MIT"),
        ("The MIT License", "MIT"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("Apache 2", "Apache-2.0"),
        ("bsl-1.0", "BSL-1.0"),
        ("odc-by", "ODC-By-1.0"),
        ("odbl", "ODbL-1.0"),
        ("openrail++", "LicenseRef-openscope-sdxl-1.0"),
        ("gemma", "LicenseRef-scancode-gemma-tou-2025-03-24"),
        ("llama3", "LicenseRef-openscope-llama-3"),
        ("llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"),
        ("openmdw-1.0", "OpenMDW-1.0"),
        ("UNLICENSED", "LicenseRef-openscope-all-rights-reserved"),
        ("Unlicense", "Unlicense"),
        ("GPL2 w/ CPE", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("License :: OSI Approved :: MIT License", "MIT"),
        ("Mozilla Public License 2.0", "MPL-2.0"),
        ("PUBLIC DOMAIN NOTICE", "LicenseRef-scancode-public-domain"),
    ],
)
def test_spellings(catalog: Catalog, words: str, id: str) -> None:
    assert catalog.resolve(words) == id


@pytest.mark.parametrize(
    "words",
    ["bsd", "cc", "gpl", "lgpl", "gfdl", "Apache", "BSL", "modified-mit", "openrail",
     "License :: OSI Approved :: BSD License"],
)  # fmt: skip
def test_what_fits_several_licences_is_ambiguous(catalog: Catalog, words: str) -> None:
    meaning = catalog.resolve(words)
    assert isinstance(meaning, Ambiguous)
    assert len(meaning.candidates) > 1
    assert all(catalog.license(id) is not None for id in meaning.candidates)
    assert catalog.license_name(words) is None


@pytest.mark.parametrize("words", ["other", "unknown", "", "SEE LICENSE IN LICENSE.txt", "my own licence"])
def test_what_names_no_licence(catalog: Catalog, words: str) -> None:
    assert catalog.resolve(words) is None


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("deepseek", "LicenseRef-scancode-deepseek-la-1.0"),
        ("tongyi-qianwen", "LicenseRef-scancode-tongyi-qianwen-2023"),
        ("tongyi-qianwen-research", "LicenseRef-openscope-tongyi-qianwen-research"),
        ("microsoft-research-license", "LicenseRef-scancode-ms-research-license-terms"),
        ("faipl-1.0-sd", "LicenseRef-scancode-fair-ai-public-1.0-sd"),
        ("apple-sample-code-license", "LicenseRef-scancode-apple-excl"),
        ("llama3", "LicenseRef-openscope-llama-3"),
        ("grok-2", "LicenseRef-openscope-grok-2"),
    ],
)
def test_hub_license_names(catalog: Catalog, words: str, id: str) -> None:
    assert catalog.license_name(words) == id


HUB_VALUES = """
apache-2.0 mit bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m
afl-3.0 artistic-2.0 bsl-1.0 bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc0-1.0 cc-by-2.0 cc-by-2.5
cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0
cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0
cdla-permissive-1.0 cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0
gpl-2.0 gpl-3.0 lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0
odc-by odbl openmdw-1.0 openmdw-1.1 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr
deepfloyd-if-license fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4
grok2-community gemma
"""


def test_every_definite_hub_value_means_one_licence(catalog: Catalog) -> None:
    assert [value for value in HUB_VALUES.split() if not isinstance(catalog.resolve(value), str)] == []


def test_names_and_osi_flags_come_from_the_spdx_list(catalog: Catalog) -> None:
    busl, mit = catalog.license("BUSL-1.1"), catalog.license("MIT")
    assert busl is not None
    assert mit is not None
    assert (busl.name, busl.osi_approved, mit.osi_approved) == ("Business Source License 1.1", False, True)


def test_known_mislabels_are_corrected(catalog: Catalog) -> None:
    assert catalog.corrections["ppl_1.RULE"] == "ODC-By-1.0"


def test_loading_stays_cheap() -> None:
    from openscope.catalog import read_catalog, rules_directory

    start = time.process_time()
    read_catalog(rules_directory())
    assert time.process_time() - start < 1.0
