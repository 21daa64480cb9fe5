"""`openscope diff`: the moves that people remember, in the forms that two states can be given."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from openscope.cachedir import cache_directory
from openscope.decide.diff import Entry, diff
from openscope.model import Category
from openscope.render.changes import FORMATS
from openscope.render.style import Style
from tests.conftest import text_of

Write = Callable[[str, Mapping[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the files of a directory below the test's own."""

    def written(name: str, files: Mapping[str, str]) -> Path:
        for path, text in files.items():
            place = tmp_path / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return tmp_path / name

    return written


def run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "", "OPENSCOPE_CACHE_DIR": str(cache_directory()), "OPENSCOPE_OFFLINE": "1"}
    code = "from openscope.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
    )


TERRAFORM = """Licensor: HashiCorp, Inc.
Licensed Work: Terraform, from version 1.6.0 on.
Additional Use Grant: you may run it in production, as long as you do not offer it to others as a rival.
Change Date: four years after a version is published
Change License: MPL-2.0

"""


@pytest.fixture
def moves(write: Write) -> tuple[Path, Path]:
    """Before and after: Terraform 1.5 and 1.6, Redis 7.2 and 7.4, Elasticsearch 7.10 and 7.11; and curl."""
    before = write(
        "before",
        {
            "terraform/LICENSE": text_of("MPL-2.0"),
            "redis/COPYING": text_of("BSD-3-Clause"),
            "elasticsearch/LICENSE.txt": text_of("Apache-2.0"),
            "curl/LICENSE": text_of("MIT"),
        },
    )
    after = write(
        "after",
        {
            "terraform/LICENSE": TERRAFORM + text_of("BUSL-1.1"),
            "redis/LICENSE-RSALv2.txt": text_of("LicenseRef-scancode-rsalv2"),
            "redis/LICENSE-SSPLv1.txt": text_of("SSPL-1.0"),
            "elasticsearch/LICENSE-ELASTIC.txt": text_of("Elastic-2.0"),
            "elasticsearch/LICENSE-SSPL.txt": text_of("SSPL-1.0"),
            "curl/LICENSE": text_of("ISC"),
        },
    )
    return before, after


def test_the_three_remembered_moves_come_first(moves: tuple[Path, Path]) -> None:
    done = run("diff", str(moves[0]), str(moves[1]), "-f", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    changes = {each["after"]["name"]: each for each in found["relicensed"]}
    assert [each["after"]["name"] for each in found["relicensed"]][-1] == "curl"
    for name, was, is_ in (
        ("terraform", "MPL-2.0", {"BUSL-1.1"}),
        ("redis", "BSD-3-Clause", {"SSPL-1.0"}),
        ("elasticsearch", "Apache-2.0", {"Elastic-2.0", "SSPL-1.0"}),
    ):
        assert changes[name]["closed"], name
        assert changes[name]["before"]["license"] == was
        assert all(id in changes[name]["after"]["license"] for id in is_)
        assert changes[name]["new_restrictions"]
    assert not changes["curl"]["closed"]
    assert found["added"] == found["removed"] == []


def test_saved_reports_give_the_same_as_the_directories(moves: tuple[Path, Path], tmp_path: Path) -> None:
    saved = []
    for place in moves:
        report = tmp_path / f"{place.name}.json"
        report.write_text(run("scan", "-f", "json", str(place)).stdout, encoding="utf-8")
        saved.append(str(report))
    for format in FORMATS:
        once = run("diff", *saved, "-f", format)
        assert once.returncode == 0
        assert once.stdout == run("diff", *map(str, moves), "-f", format).stdout
    assert "3 no longer open source" in once.stdout


LOCK = """{"name": "root", "version": "1", "lockfileVersion": 3, "packages": {
"": {"name": "root", "version": "1"},
"node_modules/a": {"version": "%s", "license": "%s"},
"node_modules/%s": {"version": "1.0.0", "license": "MIT"}}}"""


def test_lockfiles_are_compared(write: Write) -> None:
    old = write("old", {"package-lock.json": LOCK % ("1.0.0", "MIT", "gone")}) / "package-lock.json"
    new = write("new", {"package-lock.json": LOCK % ("2.0.0", "BUSL-1.1", "come")}) / "package-lock.json"
    done = run("diff", str(old), str(new))
    assert done.returncode == 0
    assert "! a 1.0.0 → 2.0.0  MIT → BUSL-1.1" in done.stdout
    assert "1 relicensed (1 no longer open source), 1 added, 1 removed" in done.stdout
    table = run("diff", str(old), str(new), "-f", "markdown").stdout
    assert "| ⚠ a 1.0.0 → 2.0.0 | MIT (permissive) | BUSL-1.1 (source-available) |" in table


def test_what_is_not_there_is_no_pass(write: Write) -> None:
    old = write("old", {"LICENSE": text_of("MIT")})
    assert run("diff", str(old), str(old / "none")).returncode == 3
    assert run("diff", str(old), str(old), "-f", "pdf").returncode == 2


@pytest.mark.parametrize(
    "content", ['{"schema": "openscope-report/1"}', '{"schema": "openscope-report/1", "items": [3]}']
)
def test_a_broken_report_is_a_clear_line(write: Write, content: str) -> None:
    broken = write("a", {"r.json": content}) / "r.json"
    done = run("diff", str(broken), str(broken))
    assert done.returncode == 2
    assert "not a report" in done.stderr


# ── the comparison itself ────────────────────────────────────────────────────────────────────


def entry(name: str, license: str | None, category: Category, version: str = "1") -> Entry:
    return Entry(f"pkg:npm/{name}@{version}", name, version, "package-lock.json", license, category)


MIT, GPL = ("MIT", Category.PERMISSIVE), ("GPL-3.0-only", Category.COPYLEFT)
BUSL, NONE = ("BUSL-1.1", Category.SOURCE_AVAILABLE), (None, Category.UNKNOWN)


def test_the_gravest_change_comes_first() -> None:
    moves = {
        "a": (BUSL, MIT),
        "b": (NONE, MIT),
        "c": (MIT, NONE),
        "d": (MIT, GPL),
        "e": (GPL, BUSL),
        "f": (MIT, BUSL),
    }
    found = diff(
        [entry(name, *old) for name, (old, _) in moves.items()],
        [entry(name, *new, version="2") for name, (_, new) in moves.items()],
    )
    assert [each.after.name for each in found.relicensed] == ["f", "e", "c", "d", "a", "b"]


def test_another_version_alone_is_no_change() -> None:
    found = diff([entry("a", *MIT)], [entry("a", *MIT, version="2"), entry("a", *MIT, version="3")])
    assert found == diff([], [])


def test_of_several_versions_the_one_with_another_licence_is_shown() -> None:
    found = diff(
        [entry("a", *MIT), entry("a", *GPL, version="2")], [entry("a", *GPL), entry("a", *BUSL, version="3")]
    )
    assert [(each.before.license, each.after.license) for each in found.relicensed] == [
        ("GPL-3.0-only", "BUSL-1.1")
    ]


def test_names_reach_neither_the_terminal_nor_the_page_raw() -> None:
    found = diff([], [entry("\x1b[2J<img src=x>|a", *MIT)])
    for format, render in FORMATS.items():
        text = render(found, Style())
        assert "\x1b" not in text
        assert format != "markdown" or "<img" not in text
