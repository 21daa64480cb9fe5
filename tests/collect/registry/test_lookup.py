"""What registries say of dependencies that nothing on this machine speaks for."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from openscope.collect.registry import lookup
from openscope.collect.registry.answers import Answers
from openscope.engine import Options, scan
from openscope.model import Assessment, Report, SkipCode, Told
from tests.collect.registry.conftest import QUICK
from tests.conftest import Grow
from tests.registries import Site

METADATA = "Metadata-Version: 2.1\nName: a\nVersion: 1.0\n"
Ask = Callable[..., Report]


@pytest.fixture
def ask(grow: Grow, tmp_path: Path) -> Ask:
    """Writes files, and scans them with the registries' help."""

    def scanned(files: dict[str, str], **options: object) -> Report:
        settings = Options(registries=True, network=QUICK, cache=tmp_path / "cache")
        return scan([str(grow(files))], replace(settings, **options))

    return scanned


def of(report: Report, name: str) -> Assessment:
    return next(each for each in report.items if each.item.name == name)


def test_the_metadata_of_a_wheel_is_read(site: Site, ask: Ask) -> None:
    site.release("a", "1.0", METADATA + "License-Expression: Apache-2.0\n")
    item = of(ask({"requirements.txt": "a==1.0\n"}), "a")
    assert item.license.declared == "Apache-2.0"
    (evidence,) = item.evidence
    assert (evidence.detector, evidence.quote) == ("registry:pypi", "Apache-2.0")
    assert evidence.path == f"{site.url}/files/a-1.0-py3-none-any.whl.metadata"
    assert site.asked["/files/a-1.0-py3-none-any.whl"] == 0


@pytest.mark.parametrize("html", [False, True])
def test_an_index_without_metadata_files_is_asked_for_the_wheel(site: Site, ask: Ask, html: bool) -> None:
    site.release("a", "1.0", METADATA + "License: MIT\n", html)
    site.pages.pop("/files/a-1.0-py3-none-any.whl.metadata")
    assert of(ask({"requirements.txt": "a==1.0\n"}), "a").license.concluded == "MIT"


def test_a_release_without_a_wheel_is_asked_for_its_json_then_its_archive(site: Site, ask: Ask) -> None:
    site.release("a", "1.0", METADATA + "License: MIT\n", html=True)
    name = "a-1.0.tar.gz"
    site.put("/simple/a/", f'<a href="/files/{name}">{name}</a>', "text/html")
    assert of(ask({"requirements.txt": "a==1.0\n"}, cache=None), "a").license.concluded == "MIT"
    classifier = "License :: OSI Approved :: ISC License (ISCL)"
    site.put("/pypi/a/1.0/json", {"info": {"license": "", "classifiers": [classifier, 3]}})
    item = of(ask({"requirements.txt": "a==1.0\n"}, cache=None), "a")
    assert item.license.concluded == "ISC"
    assert item.evidence[0].path == f"{site.url}/pypi/a/1.0/json"


def test_without_a_version_the_latest_is_asked_for(site: Site, ask: Ask) -> None:
    site.release("a", "1.0", METADATA + "License: MIT\n")
    item = of(ask({"requirements.txt": "a>=0.5\n"}), "a")
    assert item.license.concluded == "MIT"
    assert item.item.version is None


LOCK = """{"name": "root", "version": "1.0.0", "lockfileVersion": 3, "packages": {
"": {"name": "root", "version": "1.0.0", "dependencies": {"a": "1", "@s/b": "1"}},
"node_modules/a": {"version": "1.0.0", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz"},
"node_modules/@s/b": {"version": "1.0.0", "license": "ISC"}}}"""


def test_an_npm_registry_is_asked_for_what_the_lockfile_does_not_say(site: Site, ask: Ask) -> None:
    site.module("a", "1.0.0", {}, license="MIT")
    report = ask({"package-lock.json": LOCK})
    assert of(report, "a").evidence[0].detector == "registry:npm"
    assert of(report, "a").license.concluded == "MIT"
    assert list(site.asked) == ["/a/1.0.0"]


def test_of_several_licences_in_npm_any_one_may_be_taken(site: Site, ask: Ask) -> None:
    site.module("a", "1.0.0", {}, licenses=[{"type": "MIT"}, {"type": "GPL-2.0-only"}])
    assert of(ask({"package-lock.json": LOCK}), "a").license.concluded == "MIT OR GPL-2.0-only"


CARGO = """version = 3
[[package]]
name = "root"
version = "0.1.0"
dependencies = ["a", "b"]
[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
[[package]]
name = "b"
version = "1.0.0"
source = "registry+https://crates.example.com/index"
"""


def test_deps_dev_is_asked_about_other_packages_and_not_about_private_ones(site: Site, ask: Ask) -> None:
    site.put("/v3/systems/cargo/packages/a/versions/1.0.0", {"licenses": ["MIT", "Apache-2.0"]})
    report = ask({"Cargo.lock": CARGO})
    assert of(report, "a").license.concluded in {"MIT AND Apache-2.0", "Apache-2.0 AND MIT"}
    assert of(report, "a").evidence[0].detector == "registry:deps.dev"
    assert "crates.example.com" in (of(report, "b").because or "")
    assert list(site.asked) == ["/v3/systems/cargo/packages/a/versions/1.0.0"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"licenses": ["non-standard"]}, "no SPDX id"),
        ({"licenses": []}, "knows no licence"),
        ({}, "knows no licence"),
    ],
)
def test_deps_dev_may_know_nothing(site: Site, ask: Ask, answer: object, words: str) -> None:
    site.put("/v3/systems/cargo/packages/a/versions/1.0.0", answer)
    report = ask({"Cargo.lock": CARGO})
    assert words in (of(report, "a").because or "")
    assert report.complete


def test_what_is_not_there_is_unknown_with_the_reason(site: Site, ask: Ask) -> None:
    report = ask({"requirements.txt": "ours==1.0\n"})
    assert of(report, "ours").because == "no copy on this machine, and not at 127.0.0.1"
    assert report.complete


def test_a_package_without_a_licence_says_so(site: Site, ask: Ask) -> None:
    site.release("a", "1.0", METADATA)
    assert "names no licence" in (of(ask({"requirements.txt": "a==1.0\n"}), "a").because or "")


# ── how much is asked ────────────────────────────────────────────────────────────────────────


def test_a_copy_on_this_machine_is_enough(site: Site, ask: Ask) -> None:
    info = ".venv/lib/python3.12/site-packages/a-1.0.dist-info"
    files = {
        "requirements.txt": "a==1.0\n",
        f"{info}/METADATA": METADATA,
        f"{info}/RECORD": "",
        ".venv/pyvenv.cfg": "",
    }
    ask(files)
    assert not site.asked


def test_nothing_is_asked_offline_nor_unless_it_is_wanted(site: Site, ask: Ask) -> None:
    ask({"requirements.txt": "a==1.0\n"}, offline=True)
    ask({"requirements.txt": "a==1.0\n"}, registries=False)
    assert not site.asked


def test_what_was_answered_is_not_asked_again(site: Site, ask: Ask) -> None:
    site.release("a", "1.0", METADATA + "License: MIT\n")
    files = {"requirements.txt": "a==1.0\nnowhere==1\n"}
    first = ask(files)
    site.asked.clear()
    assert ask(files) == first
    assert not site.asked
    ask(files, cache=None)
    assert site.asked


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(90)])
def test_a_cache_that_is_none_is_no_error(site: Site, ask: Ask, tmp_path: Path, content: bytes) -> None:
    site.release("a", "1.0", METADATA + "License: MIT\n")
    ask({"requirements.txt": "a==1.0\n"})
    for path in (tmp_path / "cache").glob("registries*"):
        path.write_bytes(content)
    assert of(ask({"requirements.txt": "a==1.0\n"}), "a").license.concluded == "MIT"


def test_a_registry_in_trouble_is_one_line_and_soon_given_up(site: Site, ask: Ask, tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(60)]
    for name in names:
        site.pages[f"/simple/{name}/"] = 503
    files = {"requirements.txt": "".join(f"{name}==1.0\n" for name in names)}
    report = ask(files)
    ((_, skip),) = [pair for pair in report.skipped if not pair[1].expected]
    assert skip.code is SkipCode.UNREACHABLE
    assert "60 packages" in skip.reason
    assert sum(site.asked.values()) < 40
    assert not report.complete
    assert of(report, "p1").because == "no copy on this machine, and 127.0.0.1 did not answer"
    site.release("p1", "1.0", METADATA + "License: MIT\n")
    for name in names[2:]:
        site.pages[f"/simple/{name}/"] = 404
    assert of(ask(files), "p1").license.concluded == "MIT"  # a failure is not kept


def test_the_number_of_questions_is_bounded(site: Site, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MAX_LOOKUPS", 5)
    report = ask({"requirements.txt": "".join(f"p{number}==1.0\n" for number in range(9))})
    assert sum(site.asked.values()) == 5
    assert [skip.code for _, skip in report.skipped] == [SkipCode.TOO_MANY]


def test_the_order_of_answers_does_not_show(site: Site, ask: Ask) -> None:
    for number in range(12):
        site.release(f"p{number}", "1.0", METADATA + "License: MIT\n")
    files = {"requirements.txt": "".join(f"p{number}==1.0\n" for number in range(12))}
    assert ask(files, cache=None) == ask(files, cache=None)


def test_progress_is_told(site: Site, grow: Grow) -> None:
    site.release("a", "1.0", METADATA)
    seen: list[tuple[str, int, int]] = []
    root = str(grow({"requirements.txt": "a==1.0\n"}))
    scan([root], Options(registries=True, network=QUICK), lambda *step: seen.append(step))
    assert ("asking registries", 1, 1) in seen


def test_one_damaged_answer_loses_no_other(tmp_path: Path) -> None:
    answers = Answers(tmp_path)
    told = Told("npm", "https://example.org", licenses=("MIT",))
    keys = [("https://example.org", f"pkg:npm/{name}@1") for name in "abcd"]
    answers.keep([(*key, told) for key in keys])
    answers.close()
    with sqlite3.connect(tmp_path / "registries-2.sqlite3") as database:
        half = '{"registry": "\\ud800", "url": ""}'  # what an older version wrote
        for (_, purl), value in zip(keys, (None, half, "[" * 10_000), strict=False):
            database.execute("UPDATE answers SET told = ? WHERE purl = ?", (value, purl))
    answers = Answers(tmp_path)
    assert answers.known(keys) == {keys[3]: told}
    answers.close()


def test_an_answer_that_cannot_be_written_loses_no_other(tmp_path: Path) -> None:
    answers = Answers(tmp_path)
    good, bad = Told("npm", "https://example.org"), Told("npm", "https://example.org", problem="\ud800")
    answers.keep([("r", "pkg:npm/a@1", bad), ("r", "pkg:npm/b@1", good)])
    assert answers.known([("r", "pkg:npm/a@1"), ("r", "pkg:npm/b@1")]) == {("r", "pkg:npm/b@1"): good}
    answers.close()
