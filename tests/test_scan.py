"""From files on disk to conclusions, through every stage, with the real engine."""

import json

import pytest

from openscope import report_to_dict, scan
from openscope.model import Category, Copyleft, OpennessClass, PillarState, Source
from tests.conftest import Grow, Look, only, slugs, text_of

COPYRIGHT = "Copyright (c) 2026 The authors of the example\n\n"


def test_a_licence_text_names_the_project(look: Look) -> None:
    item = only(look({"LICENSE": COPYRIGHT + text_of("MIT"), "main.py": "print()\n"}))
    assert (item.license.concluded, item.category) == ("MIT", Category.PERMISSIVE)
    found = [e for e in item.evidence if e.source is Source.DETECTED]
    assert found
    assert all(e.path == "LICENSE" and e.start_line and e.end_line for e in found)


def test_a_manifest_says_or_and_the_texts_do_not_contradict_it(look: Look) -> None:
    item = only(
        look(
            {
                "Cargo.toml": '[package]\nname = "x"\nversion = "1.0.0"\nlicense = "MIT OR Apache-2.0"\n',
                "LICENSE-MIT": COPYRIGHT + text_of("MIT"),
                "LICENSE-APACHE": text_of("Apache-2.0"),
            }
        )
    )
    assert (item.license.declared, item.license.concluded) == ("MIT OR Apache-2.0", "MIT OR Apache-2.0")
    assert item.license.detected == "Apache-2.0 AND MIT"
    assert item.chosen == "MIT"
    assert not item.findings


def test_or_later_stands_beside_the_text_of_the_licence(look: Look) -> None:
    item = only(
        look(
            {
                "package.json": '{"name": "x", "version": "1", "license": "GPL-3.0-or-later"}',
                "COPYING": text_of("GPL-3.0-only"),
            }
        )
    )
    assert item.license.concluded == "GPL-3.0-or-later"
    assert (item.category, item.copyleft) == (Category.COPYLEFT, Copyleft.STRONG)
    assert not item.findings


def test_a_contradiction_is_a_finding_and_both_hold(look: Look) -> None:
    item = only(
        look(
            {
                "package.json": '{"name": "x", "version": "1",\n"license": "MIT"}',
                "LICENSE": text_of("Elastic-2.0"),
            }
        )
    )
    assert item.license.concluded == "MIT AND Elastic-2.0"
    assert item.category is Category.SOURCE_AVAILABLE
    [finding] = item.findings
    assert finding.slug == "license-contradiction"
    assert "package.json:2" in finding.message
    assert "LICENSE:" in finding.message


def test_an_ambiguous_word_is_settled_by_the_text(look: Look) -> None:
    setup = '[project]\nname = "x"\nversion = "1"\nlicense = {text = "BSD"}\n'
    item = only(look({"pyproject.toml": setup, "LICENSE": COPYRIGHT + text_of("BSD-3-Clause")}))
    assert item.license.concluded == "BSD-3-Clause"
    assert not item.findings


def test_an_ambiguous_word_alone_is_no_licence_but_may_have_a_category(look: Look) -> None:
    item = only(look({"pyproject.toml": '[project]\nname = "x"\nversion = "1"\nlicense = {text = "BSD"}\n'}))
    assert item.license.concluded is None
    assert item.license.declared == "BSD"
    assert item.category is Category.PERMISSIVE
    assert slugs(item) == ["unclear-declaration"]


def test_npm_unlicensed_is_not_the_unlicense(look: Look) -> None:
    item = only(look({"package.json": '{"name": "x", "version": "1", "license": "UNLICENSED"}'}))
    assert item.category is Category.PROPRIETARY


def test_a_permissive_text_with_a_rider_is_not_permissive(look: Look) -> None:
    rider = (
        "\n\nIf the Software is used in a product with more than 100 million monthly active users, you must\n"
        "request a license from us, which we may grant in our sole discretion.\n"
    )
    item = only(look({"LICENSE": COPYRIGHT + text_of("MIT") + rider}))
    assert item.license.concluded is not None
    assert item.license.concluded.startswith("MIT AND LicenseRef-openscope-rider-")
    assert item.category is Category.SOURCE_AVAILABLE
    threshold = next(r for r in item.restrictions if r.kind == "usage-threshold")
    assert threshold.limit is not None
    assert (threshold.limit.metric, threshold.limit.value) == ("monthly-active-users", 100_000_000)
    assert threshold.line is not None
    assert "100 million monthly active users" in threshold.quote
    assert slugs(item) == ["license-rider"]


CUSTOM = """Example Laboratory Model Terms

1. You receive a right to copy the weights inside your own organisation, for as long as these terms hold.
2. The weights may be used solely for non-commercial research purposes. Use in a product needs our consent.
3. You will not use the weights, or anything that they produce, to train or improve any other language model.
4. These terms do not apply in the European Union, and no right is given to persons who live there.
5. We may end these terms at any time, and you delete every copy within ten days when we do.
"""


def test_a_text_that_nobody_knows_is_a_custom_licence_with_its_restrictions(look: Look) -> None:
    item = only(look({"LICENSE": CUSTOM}))
    assert item.license.concluded is not None
    assert item.license.concluded.startswith("LicenseRef-openscope-custom-")
    assert item.category is Category.SOURCE_AVAILABLE
    kinds = {r.kind for r in item.restrictions}
    assert kinds >= {"non-commercial", "research-only", "no-output-training", "geographic-exclusion"}
    assert all(r.quote in " ".join(CUSTOM.split()) for r in item.restrictions)
    assert slugs(item) == ["unrecognised-license"]


def test_a_custom_licence_has_the_same_name_however_it_is_wrapped(grow: Grow) -> None:
    first = only(scan([str(grow({"LICENSE": CUSTOM}))])).license.concluded
    wrapped = CUSTOM.replace(", ", ",\n")
    assert only(scan([str(grow({"LICENSE": wrapped}))])).license.concluded == first


def test_a_custom_text_without_restrictions_is_unknown(look: Look) -> None:
    words = "We, the makers of the example, are glad that you are here and wish you a nice day. " * 6
    item = only(look({"LICENSE": words}))
    assert item.category is Category.UNKNOWN
    assert item.because == "text was found that is not understood"


def test_nothing_found_is_unknown_and_says_so(look: Look) -> None:
    item = only(look({"main.c": "int main(void) { return 0; }\n"}))
    assert (item.category, item.because) == (Category.UNKNOWN, "nothing was found")
    assert slugs(item) == ["no-license"]


def test_a_header_alone_makes_a_business_source_license(look: Look) -> None:
    header = (
        "Business Source License 1.1\n\nLicensor: Example, Inc.\nLicensed Work: Example 2.0\n"
        "Additional Use Grant: None\nChange Date: 2030-02-01\nChange License: MPL 2.0\n"
    )
    item = only(look({"LICENSE": header}))
    assert item.license.concluded == "BUSL-1.1"
    opens = next(r for r in item.restrictions if r.kind == "delayed-open")
    assert opens.limit is not None
    assert (opens.limit.metric, opens.limit.value, opens.limit.becomes) == ("date", "2030-02-01", "MPL-2.0")
    assert opens.line == 6
    (grant,) = (r for r in item.restrictions if r.kind == "additional-use-grant")
    assert (grant.quote, grant.line) == ("Additional Use Grant: None", 5)


def test_a_tag_in_a_file_counts_for_the_file(look: Look) -> None:
    report = look(
        {
            "LICENSE": COPYRIGHT + text_of("MIT"),
            "a.c": "/* SPDX-License-Identifier: GPL-2.0-only */\n",
            "b.c": "int b;\n",
        }
    )
    assert {file.path: file.expression for file in report.files} == {"LICENSE": "MIT", "a.c": "GPL-2.0-only"}
    item = only(report)
    assert item.license.concluded == "MIT"
    assert slugs(item) == ["embedded-license"]


def test_a_model_card_with_everything_is_fully_open(look: Look) -> None:
    card = (
        "---\nlicense: apache-2.0\nlibrary_name: transformers\ndatasets: [demo/mix]\n---\n\n"
        "It was pre-trained on the [mix](https://huggingface.co/datasets/demo/mix).\n\n"
        "- Training code: https://github.com/demo/train\n- Evaluation code: https://github.com/demo/evals\n"
    )
    item = only(look({"README.md": card}))
    assert item.openness is not None
    assert item.openness.klass is OpennessClass.FULLY_OPEN
    assert {verdict.state for verdict in item.openness.pillars.values()} == {PillarState.OPEN}
    lines = [signal.line for verdict in item.openness.pillars.values() for signal in verdict.evidence]
    assert all(lines)


def test_everything_released_under_restrictive_terms_stays_restricted(look: Look) -> None:
    card = (
        "---\nlicense: bigscience-bloom-rail-1.0\nlibrary_name: transformers\n---\n\n"
        "It was pre-trained on the [mix](https://huggingface.co/datasets/demo/mix).\n\n"
        "- Training code: https://github.com/demo/train\n- Evaluation code: https://github.com/demo/evals\n"
    )
    item = only(look({"README.md": card}))
    assert item.openness is not None
    assert item.openness.klass is OpennessClass.RESTRICTED_WEIGHTS
    assert item.openness.complete_but_restricted


def test_silence_is_unknown_and_never_closed(look: Look) -> None:
    item = only(look({"README.md": "---\nlicense: mit\npipeline_tag: fill-mask\n---\n# Model\n"}))
    assert item.openness is not None
    states = {pillar.value: verdict.state.value for pillar, verdict in item.openness.pillars.items()}
    assert states == {"weights": "open", "data": "unknown", "pipeline": "unknown", "evals": "unknown"}


def test_the_same_input_gives_the_same_bytes_whatever_the_number_of_processes(grow: Grow) -> None:
    files: dict[str, str | bytes] = {
        f"src/{n}.py": f"# SPDX-License-Identifier: MIT\nx = {n}\n" for n in range(50)
    }
    root = str(grow(files | {"LICENSE": COPYRIGHT + text_of("MIT")}))
    from openscope import Options

    one, two = (json.dumps(report_to_dict(scan([root], Options(jobs=jobs)))) for jobs in (1, 2))
    assert one == two


@pytest.mark.parametrize("expression", ["MIT AND BUSL-1.1", "BUSL-1.1 AND MIT"])
def test_the_worst_part_of_an_and_decides(look: Look, expression: str) -> None:
    item = only(look({"package.json": json.dumps({"name": "x", "version": "1", "license": expression})}))
    assert item.category is Category.SOURCE_AVAILABLE


def test_an_exception_counts(look: Look) -> None:
    words = "GPL-2.0-only WITH Classpath-exception-2.0"
    item = only(look({"package.json": json.dumps({"name": "x", "version": "1", "license": words})}))
    assert (item.license.concluded, item.copyleft) == (words, Copyleft.WEAK)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("composer.json", '{"name": "a/b", "license": ["MIT", "GPL-3.0-or-later"]}'),
        (
            "package.json",
            '{"name": "x", "version": "1", "licenses": [{"type": "MIT"}, {"type": "GPL-3.0-or-later"}]}',
        ),
    ],
)
def test_a_list_in_these_manifests_is_a_choice(look: Look, name: str, content: str) -> None:
    item = only(look({name: content}))
    assert (item.license.concluded, item.category) == ("MIT OR GPL-3.0-or-later", Category.PERMISSIVE)


def test_only_an_exception_weakens_a_copyleft(look: Look) -> None:
    words = json.dumps({"name": "x", "version": "1", "license": "AGPL-3.0-only WITH Apache-2.0"})
    assert only(look({"package.json": words})).category is Category.UNKNOWN


@pytest.mark.parametrize("name", ["LICENSE", "package.json"])
def test_a_rider_is_not_an_exception(look: Look, name: str) -> None:
    """Ask 8: the Commons Clause on Apache-2.0 must not read as Apache-2.0, in words nor in a licence text."""
    words = "Apache 2.0 with Commons Clause"
    texts = {
        "LICENSE": f"License: {words}\n",
        "package.json": json.dumps({"name": "x", "version": "1", "license": words}),
    }
    item = only(look({name: texts[name]}))
    assert item.category is Category.SOURCE_AVAILABLE
    assert "LicenseRef-scancode-commons-clause" in (item.license.concluded or "").split()
    assert " WITH " not in (item.license.concluded or "")
    assert item.restrictions


def test_a_name_in_a_string_is_not_the_licence_of_the_project(look: Look) -> None:
    item = only(
        look({"x.py": 'LICENSES = ["GPL-3.0", "MIT"]\n', "a.md": "We use the MIT license for nothing.\n"})
    )
    assert item.category is Category.UNKNOWN


@pytest.mark.parametrize(
    "words", ["All rights reserved by ACME.", "ACME COMMERCIAL AGREEMENT. Ask us for a price."]
)
def test_a_short_licence_that_nobody_knows_is_not_called_absent(look: Look, words: str) -> None:
    item = only(look({"LICENSE": words}))
    assert item.category in (Category.UNKNOWN, Category.PROPRIETARY)
    assert "no-license" not in slugs(item)


def test_a_licence_file_that_cannot_be_read_is_not_called_absent(look: Look) -> None:
    report = look({"LICENSE": bytes(range(256)) * 40})
    item = only(report)
    assert (item.because, slugs(item)) == ("a licence file could not be read", ["no-license"])
    assert "could not be read" in item.findings[0].message
    assert not report.complete


def test_hundreds_of_licences_in_one_item_are_an_expression_like_any(look: Look) -> None:
    tags = "".join(f"// SPDX-License-Identifier: LicenseRef-of-a-rather-long-name-{n}\n" for n in range(200))
    report = look({"a.c": tags, "package.json": json.dumps({"name": "x", "version": "1", "license": "MIT"})})
    assert report.complete
    assert report.files[0].expression is not None
    assert report.files[0].expression.count(" AND ") == 199


@pytest.mark.parametrize(
    "license", ["(" * 5000 + "MIT" + ")" * 5000, " OR ".join(["MIT", "ISC"] * 3000), "\ud800", "x" * 9000]
)
def test_a_hostile_declaration_is_kept_short_and_never_fatal(look: Look, license: str) -> None:
    report = look({"package.json": json.dumps({"name": "x", "version": "1", "license": license})})
    item = only(report)
    assert item.license.concluded is None
    assert slugs(item) == ["unclear-declaration"]
    assert len(item.license.declared or "") < 300


def test_a_file_that_breaks_a_detector_is_skipped(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("openscope.engine.examine", broken)
    report = scan([str(grow({"a.txt": "text"}))])
    assert not report.complete
    assert [(skip.path, skip.code.value) for _, skip in report.skipped] == [("a.txt", "failed")]


def test_the_licence_of_the_code_is_not_that_of_the_weights(look: Look) -> None:
    card = (
        "---\npipeline_tag: text-generation\n---\n# Model\n\nThe code in this repository is open-sourced\n"
        "under the Apache-2.0 license, while the weights follow the [Model License](MODEL_LICENSE).\n"
    )
    item = only(look({"README.md": card}))
    assert (item.license.concluded, item.category) == (None, Category.UNKNOWN)


def test_a_licence_that_is_only_spoken_of_is_not_understood(look: Look) -> None:
    words = "This model is licensed under the AI model license given in LICENSE.txt."
    card = f"---\ntags: [x]\n---\n# Model\n\n{words}\n"
    item = only(look({"README.md": card}))
    assert item.category is Category.UNKNOWN
    assert item.because == "text was found that is not understood"
    assert slugs(item) == ["unrecognised-license"]
    assert item.findings[0].line == 6


def test_what_tools_make_of_other_files_is_no_text(look: Look) -> None:
    """A map holds the words of others, and a list the names of licences."""
    report = look(
        {
            "package.json": '{"name": "a", "version": "1.0.0", "license": "MIT"}\n',
            "a.js.map": '{"sourcesContent": ["/* Licensed under the GNU General Public License v3.0 */"]}\n',
            "a.dist-info/RECORD": "a/licenses/GPL-3.0-only.txt,sha256=x,1\n",
        }
    )
    assert {file.path for file in report.files} == {"package.json"}
    assert {skip.path for _, skip in report.skipped} == {"a.js.map", "a.dist-info/RECORD"}
    assert report.complete
