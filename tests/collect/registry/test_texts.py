"""Licence texts in artefacts whose metadata leaves the licence open: fetched in parts, and hostile ones."""

import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from openscope.catalog import Catalog
from openscope.collect.http import Answer, Http, Part
from openscope.collect.registry import packed, texts
from openscope.collect.registry.remote import MAX_REQUESTS
from openscope.detect.told import settles
from openscope.engine import Options, scan
from openscope.model import Assessment, Download, Report, Role, SkipCode, Told
from openscope.net import Unanswered
from tests.collect.registry.conftest import QUICK
from tests.conftest import Grow, slugs, text_of
from tests.registries import Site, packed_tar, packed_zip

VAGUE = "Metadata-Version: 2.1\nName: a\nVersion: 1.0\nClassifier: License :: OSI Approved :: BSD License\n"
WHEEL, SDIST = "a-1.0-py3-none-any.whl", "a-1.0.tar.gz"
INFO = "a-1.0.dist-info"
LARGE = packed.MAX_BYTES + 1_000_000
LIES = ["refused", "shifted", "short", "growing", "nameless", "packed"]

Ask = Callable[..., Report]


@pytest.fixture
def ask(grow: Grow, tmp_path: Path) -> Ask:
    """Scans a requirements file with the registry's help, by default of one package."""

    def scanned(listed: str = "a==1.0\n", cache: Path | None = tmp_path / "cache") -> Report:
        root = grow({"requirements.txt": listed})
        return scan([str(root)], Options(registries=True, network=QUICK, cache=cache))

    return scanned


def of(report: Report, name: str = "a") -> Assessment:
    return next(each for each in report.items if each.item.name == name)


def wheel(filler: int = 0, files: dict[str, str] | None = None) -> bytes:
    """A wheel with its licence at the start, bytes that do not pack, and its metadata at the end."""
    body = files or {f"{INFO}/LICENSE": text_of("BSD-3-Clause")}
    return packed_zip({**body, "a/data": random.Random(1).randbytes(filler), f"{INFO}/METADATA": VAGUE})


def sdist() -> bytes:
    return packed_tar({"a-1.0/PKG-INFO": VAGUE, "a-1.0/LICENSE": text_of("BSD-2-Clause")})


def large_sdist() -> bytes:
    """One that does not pack, and so is too large."""
    noise = random.Random(2).randbytes(LARGE).hex()
    return packed_tar({"a-1.0/A": noise, "a-1.0/LICENSE": text_of("BSD-2-Clause"), "a-1.0/PKG-INFO": VAGUE})


# ── what is found ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ranges", ["honest", "absolute"])
def test_of_a_large_wheel_only_the_texts_are_fetched(site: Site, ask: Ask, ranges: str) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(LARGE)})
    site.ranges = ranges
    item = of(ask())
    assert (item.license.concluded, item.because) == ("BSD-3-Clause", None)
    (text,) = [each for each in item.evidence if each.source == "detected"]
    assert text.path == f"{site.url}/files/{WHEEL}#/{INFO}/LICENSE"
    assert text.start_line is not None
    fetched = [span for path, span in site.spans if path.endswith(WHEEL)]
    assert len(fetched) == (3 if ranges == "absolute" else 2)
    assert site.asked[f"/files/{WHEEL}"] == len(fetched)
    # The server that knows no ranges from the end has begun to send the whole: its reader hung up.
    assert ranges == "absolute" or site.sent < 200_000


def test_what_lies_at_the_end_takes_one_request(site: Site, ask: Ask) -> None:
    data = packed_zip({"a/data": bytes(LARGE), f"{INFO}/licenses/COPYING": text_of("BSD-2-Clause")})
    site.artefacts("a", VAGUE, {WHEEL: data})
    assert of(ask()).license.concluded == "BSD-2-Clause"
    assert len(site.spans) == 1


def test_a_small_wheel_of_a_server_without_ranges_is_taken_whole(site: Site, ask: Ask) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(300_000)})
    site.ranges = "none"
    assert of(ask()).license.concluded == "BSD-3-Clause"
    assert site.asked[f"/files/{WHEEL}"] == 1


@pytest.mark.parametrize("ranges", ["none", *LIES])
def test_a_wheel_too_large_for_a_server_without_ranges_leaves_the_sources(
    site: Site, ask: Ask, ranges: str
) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(LARGE), SDIST: sdist()})
    site.ranges = ranges
    item = of(ask())
    assert item.license.concluded == "BSD-2-Clause"
    assert item.evidence[-1].path.endswith(f"{SDIST}#/a-1.0/LICENSE")


@pytest.mark.parametrize("ranges", LIES)
def test_a_small_wheel_of_a_server_that_lies_about_ranges_is_downloaded(
    site: Site, ask: Ask, ranges: str
) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(300_000)})
    site.ranges = ranges
    item = of(ask())
    assert item.license.concluded == "BSD-3-Clause"


@pytest.mark.parametrize(
    "files",
    [
        {"a/LICENSE": text_of("BSD-3-Clause"), "a/_vendor/b/LICENSE": text_of("GPL-3.0-only")},
        {"LICENSE.txt": text_of("BSD-3-Clause")},
        {f"{INFO}/licenses/LICENSE": text_of("BSD-3-Clause"), "a/LICENSE": text_of("MIT")},
        {f"{INFO}/license_files/LICENSE": text_of("BSD-3-Clause")},
    ],
)
def test_where_a_wheel_has_its_licence(site: Site, ask: Ask, files: dict[str, str]) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(files=files)})
    assert of(ask()).license.concluded == "BSD-3-Clause"


@pytest.mark.parametrize("ranges", ["honest", "none"])
def test_of_a_large_source_archive_the_start_is_read(site: Site, ask: Ask, ranges: str) -> None:
    noise = random.Random(2).randbytes(LARGE).hex()
    files = {"a-1.0/LICENSE": text_of("BSD-2-Clause"), "a-1.0/PKG-INFO": VAGUE, "a-1.0/z": noise}
    site.artefacts("a", VAGUE, {SDIST: packed_tar(files)})
    site.ranges = ranges
    report = ask()
    assert of(report).license.concluded == "BSD-2-Clause"
    assert report.complete


def test_half_a_licence_at_the_end_of_what_was_read_is_none(site: Site, ask: Ask) -> None:
    half = packed.MAX_BYTES - len(packed_tar({"a-1.0/A": ""})) - 2_000
    noise = random.Random(2).randbytes(packed.MAX_TEXT_BYTES - 1)
    files: dict[str, str | bytes] = {"a-1.0/PKG-INFO": VAGUE, "a-1.0/A": random.Random(3).randbytes(half)}
    site.artefacts("a", VAGUE, {SDIST: packed_tar({**files, "a-1.0/LICENSE": noise.hex()[:-2] + "BSD"})})
    assert "hold no licence text" in (of(ask()).because or "")


@pytest.mark.parametrize(
    "files",
    [
        {"a-1.0/a/LICENSE": text_of("BSD-2-Clause"), "a-1.0/b/LICENSE": text_of("MIT")},
        {"a-1.0/README.md": "# a\n\n" + text_of("BSD-2-Clause")},
        {"a-1.0/LICENSES/BSD.txt": text_of("BSD-2-Clause"), "a-1.0/README.md": "Under the MIT License."},
    ],
)
@pytest.mark.parametrize("form", ["a-1.0.tar.gz", "a-1.0.zip"])
def test_where_a_source_archive_has_its_licence(
    site: Site, ask: Ask, files: dict[str, str], form: str
) -> None:
    pack = packed_zip if form.endswith(".zip") else packed_tar
    site.artefacts(
        "a", VAGUE, {WHEEL: wheel(files={"a/b.py": ""}), form: pack({"a-1.0/PKG-INFO": VAGUE, **files})}
    )
    assert of(ask()).license.concluded == "BSD-2-Clause"


def test_people_and_notices_do_not_keep_from_looking_further(site: Site, ask: Ask) -> None:
    files = {f"{INFO}/licenses/AUTHORS.rst": "Ann", "a/LICENSE": text_of("BSD-3-Clause")}
    site.artefacts("a", VAGUE, {WHEEL: wheel(files=files)})
    assert of(ask()).license.concluded == "BSD-3-Clause"


@pytest.mark.parametrize(
    ("text", "concluded"),
    [
        ("Elastic-2.0", "Elastic-2.0"),
        # What a package bundles may be open: it does not make a name of the package's own open.
        ("MIT", "LicenseRef-Acme AND MIT"),
    ],
)
def test_a_reference_of_the_packages_own_names_the_text_beside_it(
    site: Site, ask: Ask, text: str, concluded: str
) -> None:
    metadata = "Metadata-Version: 2.4\nName: a\nVersion: 1.0\nLicense-Expression: LicenseRef-Acme\n"
    site.artefacts("a", metadata, {WHEEL: wheel(files={f"{INFO}/licenses/LICENSE": text_of(text)})})
    item = of(ask())
    assert item.license.concluded == concluded
    assert ("license-contradiction" in slugs(item)) is (text == "MIT")


def test_a_reference_without_any_text_names_no_known_licence(site: Site, ask: Ask) -> None:
    metadata = "Metadata-Version: 2.4\nName: a\nVersion: 1.0\nLicense-Expression: LicenseRef-Acme\n"
    site.artefacts("a", metadata, {WHEEL: wheel(files={"a/b.py": ""})})
    why = "what is declared names no known licence, and its wheel holds no licence text"
    assert of(ask()).because == why


def test_what_a_package_bundles_does_not_speak_for_it(site: Site, ask: Ask) -> None:
    bundled = f"{INFO}/licenses/vendor/b/LICENSE"
    files = {f"{INFO}/licenses/LICENSE": text_of("BSD-3-Clause"), bundled: text_of("GPL-3.0-only")}
    site.artefacts("a", VAGUE, {WHEEL: wheel(files=files)})
    report = ask()
    assert of(report).license.concluded == "BSD-3-Clause"
    assert any(each.path.endswith(bundled) for each in report.files)


def test_what_metadata_settles_is_not_looked_into(site: Site, ask: Ask) -> None:
    metadata = VAGUE + "License: BSD-3-Clause\n"
    site.artefacts("a", metadata, {WHEEL: wheel(), SDIST: sdist()})
    assert of(ask()).license.concluded == "BSD-3-Clause"
    assert site.asked.keys() == {"/simple/a/", f"/files/{WHEEL}.metadata"}


def test_a_wheel_that_tells_its_metadata_is_looked_into_once(site: Site, ask: Ask) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel()})
    site.take(f"/files/{WHEEL}.metadata")
    assert of(ask()).license.concluded == "BSD-3-Clause"
    assert site.asked[f"/files/{WHEEL}"] == 1


@pytest.mark.parametrize(
    ("words", "clear"),
    [
        (("MIT",), True),
        (("BSD",), False),
        (("LicenseRef-Acme",), False),
        (("GPL-2.0-or-later WITH Classpath-exception-2.0",), True),
        (("License :: OSI Approved :: BSD License", "BSD-3-Clause"), True),
        (("License :: OSI Approved :: BSD License", "MIT"), False),
        (("Dual License", "License :: OSI Approved :: Apache Software License"), False),
        ((), False),
    ],
)
def test_which_words_leave_a_question(catalog: Catalog, words: tuple[str, ...], clear: bool) -> None:
    assert settles(Told("pypi", "", words), catalog) is clear


def test_a_node_package_that_points_to_its_licence_file_is_looked_into(site: Site, grow: Grow) -> None:
    files = {"package.json": "{}", "LICENSE": text_of("ISC")}
    site.module("b", "2.0.0", files, license="SEE LICENSE IN LICENSE")
    lock = '{"lockfileVersion": 3, "packages": {"node_modules/b": {"version": "2.0.0"}}}'
    report = scan([str(grow({"package-lock.json": lock}))], Options(registries=True, network=QUICK))
    assert of(report, "b").license.concluded == "ISC"


def test_credentials_go_along_and_into_no_report(
    site: Site, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(300_000)})
    monkeypatch.setenv("PIP_INDEX_URL", site.url.replace("//", "//me:secret@") + "/simple")
    report = ask()
    assert of(report).license.concluded == "BSD-3-Clause"
    assert len(site.credentials) == 1
    assert "secret" not in repr(report)
    assert not any(b"secret" in file.read_bytes() for file in (tmp_path / "cache").rglob("*.sqlite*"))


# ── what is not ──────────────────────────────────────────────────────────────────────────────


def test_an_ambiguous_word_without_any_text_says_so(site: Site, ask: Ask) -> None:
    bare = packed_tar({"a-1.0/PKG-INFO": VAGUE, "a-1.0/a.py": ""})
    site.artefacts("a", VAGUE, {WHEEL: wheel(files={"a/b.py": ""}), SDIST: bare})
    report = ask()
    why = of(report).because or ""
    assert "BSD-2-Clause or BSD-3-Clause" in why
    assert why.endswith(", and its wheel holds no licence text, and its source archive holds no licence text")
    assert report.complete  # it was examined, and there is nothing


def test_no_word_and_no_text_say_so(site: Site, ask: Ask) -> None:
    metadata = "Metadata-Version: 2.1\nName: a\nVersion: 1.0\n"
    site.artefacts("a", metadata, {WHEEL: wheel(files={"a/b.py": ""})})
    why = of(ask()).because or ""
    assert "names no licence" in why
    assert why.endswith(", and its wheel holds no licence text")


def test_an_artefact_too_large_and_a_server_without_ranges_say_so(site: Site, ask: Ask) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(LARGE), SDIST: large_sdist()})
    site.ranges = "none"
    report = ask()
    why = of(report).because or ""
    assert "its wheel is larger than 8,388,608 bytes, and 127.0.0.1 sends no parts of it" in why
    assert "the first 8,388,608 bytes of its source archive hold no licence text" in why
    assert report.complete


def test_an_index_without_the_release_says_so(site: Site, ask: Ask) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel()})
    assert "has no version 2.0 of it" in (of(ask("a==2.0\n")).because or "")


def test_what_does_not_have_its_sum_is_not_read(site: Site, ask: Ask) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(), SDIST: sdist()})
    for path in (f"/files/{WHEEL}", f"/files/{SDIST}"):
        site.pages[path] = site.take(path) + b"\0"
    why = of(ask()).because or ""
    assert why.count("does not have the sha256 sum") == 2


def test_a_server_in_trouble_leaves_the_question_open(site: Site, ask: Ask) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel()})
    data = site.take(f"/files/{WHEEL}")
    site.pages[f"/files/{WHEEL}"] = 503
    report = ask()
    ((_, skip),) = [pair for pair in report.skipped if not pair[1].expected]
    assert (skip.code, "not told of 1 package (a 1.0)" in skip.reason) == (SkipCode.UNREACHABLE, True)
    assert "answered 503" in (of(report).because or "")
    assert not report.complete
    site.pages[f"/files/{WHEEL}"] = data
    assert of(ask()).license.concluded == "BSD-3-Clause"  # a failure is not kept


# ── what is kept, and how much is held ───────────────────────────────────────────────────────


def test_an_artefact_is_looked_into_once(site: Site, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(files={"a/b.py": ""}), SDIST: sdist()})
    first = ask()
    site.asked.clear()
    assert ask() == first
    assert not site.asked
    # The same file by another index: its sum is known.
    name = "/elsewhere/simple/a/"
    site.put(name, site.take("/simple/a/"), site.types["/simple/a/"])
    monkeypatch.setenv("PIP_INDEX_URL", f"{site.url}/elsewhere/simple")
    assert of(ask()).license.concluded == "BSD-2-Clause"
    assert site.asked.keys() == {name, f"/files/{WHEEL}.metadata"}


def test_the_order_of_answers_does_not_show(site: Site, ask: Ask) -> None:
    for n in range(12):
        info = f"p{n}-1.0.dist-info"
        data = packed_zip({f"{info}/LICENSE": text_of("BSD-3-Clause"), f"{info}/METADATA": VAGUE})
        site.artefacts(f"p{n}", VAGUE, {f"p{n}-1.0-py3-none-any.whl": data})
    listed = "".join(f"p{n}==1.0\n" for n in range(12))
    assert ask(listed, cache=None) == ask(listed, cache=None)
    assert {each.license.concluded for each in ask(listed).items if each.item.dependency} == {"BSD-3-Clause"}


def test_texts_of_one_target_are_bounded(site: Site, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MAX_TEXT", 100)
    monkeypatch.setattr(texts, "_AT_ONCE", 1)
    for name in ("a", "b"):
        site.artefacts(name, VAGUE, {f"{name}-1.0-py3-none-any.whl": wheel()})
    report = ask("a==1.0\nb==1.0\n", cache=None)
    assert of(report, "a").license.concluded == "BSD-3-Clause"
    assert "enough for one target" in (of(report, "b").because or "")


# ── hostile archives ─────────────────────────────────────────────────────────────────────────


def damaged(data: bytes, kind: str) -> bytes:
    """A wheel whose end is not what it should be."""
    end = data.rfind(b"PK\5\6")
    listed = data.find(b"PK\1\2")
    if kind == "cut-off":
        return data[: end - 20]
    if kind == "cut-in-the-list":
        return data[: listed + 30] + data[end:]
    if kind == "list-of-4-GB":
        return data[: end + 12] + b"\xff\xff\xff\x7f" + data[end + 16 :]
    if kind == "list-elsewhere":
        return data[: end + 16] + b"\xff\xff\xff\x7f" + data[end + 20 :]
    if kind == "member-elsewhere":
        return data[: listed + 42] + b"\xff\xff\xff\x7f" + data[listed + 46 :]
    assert kind == "member-of-4-GB"
    return data[: listed + 20] + b"\xff\xff\xff\x7f" * 2 + data[listed + 28 :]


@pytest.mark.parametrize(
    "kind",
    ["cut-off", "cut-in-the-list", "list-of-4-GB", "list-elsewhere", "member-elsewhere", "member-of-4-GB"],
)
def test_a_wheel_whose_end_lies_leaves_the_sources(site: Site, ask: Ask, kind: str) -> None:
    site.artefacts("a", VAGUE, {WHEEL: damaged(wheel(300_000), kind), SDIST: sdist()})
    assert of(ask()).license.concluded == "BSD-2-Clause"
    assert sum(int(b) - int(a) for a, b in (s[6:].split("-") for _, s in site.spans) if a) < 2_000_000


def test_a_bomb_is_not_unpacked(site: Site, ask: Ask) -> None:
    zeros = bytes(256 * 1024 * 1024)
    honest = packed_zip({f"{INFO}/LICENSE": zeros}, zipfile.ZIP_DEFLATED)
    small = len(zeros).to_bytes(4, "little"), (900).to_bytes(4, "little")
    lying = honest.replace(*small)  # both headers say that it is small
    for data in (honest, lying):
        assert len(data) < 400_000
        site.artefacts("a", VAGUE, {WHEEL: data})
        item = of(ask(cache=None))
        assert item.license.concluded is None
        assert "its wheel holds no licence text" in (item.because or "")


def test_thousands_of_licences_far_apart_are_not_thousands_of_requests(site: Site, ask: Ask) -> None:
    noise = random.Random(3).randbytes(40_000)
    files: dict[str, str | bytes] = {}
    for n in range(100):
        files |= {f"{INFO}/licenses/LICENSE{n}": text_of("BSD-3-Clause"), f"a/{n}": noise}
    site.artefacts("a", VAGUE, {WHEEL: packed_zip(files)})
    assert of(ask()).license.concluded == "BSD-3-Clause"
    assert 2 < len(site.spans) <= MAX_REQUESTS + 2


@pytest.mark.parametrize("name", ["../a/LICENSE", f"{INFO}/licenses/../../../LICENSE", "/etc/LICENSE"])
def test_a_member_that_leads_out_is_not_written(site: Site, ask: Ask, tmp_path: Path, name: str) -> None:
    site.artefacts("a", VAGUE, {WHEEL: wheel(files={name: text_of("BSD-3-Clause")})})
    assert of(ask()).license.concluded is None
    assert not list(tmp_path.rglob("LICENSE"))


class FromBytes(Http):
    """A server that answers honestly with parts of hostile bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(QUICK)
        self.data = data
        self.given = 0

    def part(self, url: str, start: int | None, count: int, most: int) -> Part:
        begin = max(len(self.data) - count, 0) if start is None else start
        body = self.data[begin : begin + count]
        if not body:
            raise Unanswered(SkipCode.MALFORMED, "416")
        self.given += len(body)
        return Part(begin, body, len(self.data))

    def get(self, url: str, accept: str | None = None, most: int | None = None) -> Answer:
        self.given += len(self.data)
        return Answer(url, "", self.data)


def test_no_archive_does_more_than_fail() -> None:
    chance = random.Random(4)
    whole = wheel(120_000, {f"{INFO}/LICENSE": text_of("BSD-3-Clause"), "a/LICENSE": "x"})
    ends = [whole.find(b"PK\1\2"), len(whole)]
    read = failed = 0
    for _ in range(1_500):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(*(ends if chance.random() < 0.8 else [0, len(whole)]))] = chance.choice(
                b"\x00\x01\x7f\xff"
            )
        http = FromBytes(bytes(data))
        try:
            found = packed.look(http, Download(WHEEL, "http://a/a.whl"), "http://a/a.whl")
            read += any(each.role is Role.LICENSE for each in found.texts)
        except Unanswered:
            failed += 1
        assert http.given < packed.MAX_BYTES * 2
    assert read > 100
    assert failed > 100


def test_a_metadata_of_any_size_does_not_harm(site: Site, ask: Ask) -> None:
    data = packed_zip({f"{INFO}/METADATA": zlib.compress(b"") * 900_000, f"{INFO}/LICENSE": "x"})
    site.artefacts("a", VAGUE, {WHEEL: data})
    site.take(f"/files/{WHEEL}.metadata")
    assert of(ask()).license.concluded is None
