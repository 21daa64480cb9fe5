"""Archives as targets, hostile ones above all: each refusal, and that nothing is written outside."""

import bz2
import gzip
import io
import lzma
import os
import random
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openscope.collect import collect
from openscope.collect.unpack import room, zipped
from openscope.engine import scan
from openscope.model import Collected, Kind, SkipCode
from openscope.textfile import WEIGHTS_REASON, Limits
from tests.conftest import text_of

MIT = text_of("MIT")
Pack = Callable[..., Path]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Unpacks below a directory of the test's own, in which what is left behind can be seen."""
    place = tmp_path / "outer" / "temporary"
    place.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def tar(tmp_path: Path) -> Pack:
    """Writes a tar archive of members: text, or a `TarInfo` for what is no file."""

    def write(members: list[tuple[str, str | bytes] | tarfile.TarInfo], name: str = "a-1.0.tar.gz") -> Path:
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w", format=tarfile.GNU_FORMAT) as archive:
            for member in members:
                if isinstance(member, tarfile.TarInfo):
                    archive.addfile(member, io.BytesIO(bytes(member.size)))
                    continue
                content = member[1] if isinstance(member[1], bytes) else member[1].encode()
                info = tarfile.TarInfo(member[0])
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        pack: dict[str, Callable[[bytes], bytes]] = {
            "gz": gzip.compress,
            "bz2": bz2.compress,
            "xz": lzma.compress,
        }
        path = tmp_path / name
        path.write_bytes(pack.get(name.rpartition(".")[2], bytes)(data.getvalue()))
        return path

    return write


@pytest.fixture
def zip_(tmp_path: Path) -> Pack:
    """Writes a zip archive of members: text by name, or by a `ZipInfo`."""

    def write(members: list[tuple[str | zipfile.ZipInfo, str | bytes]], name: str = "a.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members:
                archive.writestr(member, content)
        return path

    return write


@pytest.fixture
def opened(temporary: Path) -> Iterator[Callable[..., Collected]]:
    """Collects a target, and removes what was unpacked for it after the test."""
    held = []

    def open_(path: Path, limits: Limits | None = None) -> Collected:
        found = collect(str(path), limits or Limits())
        held.append(found)
        outside = [each for each in temporary.parent.iterdir() if each != temporary]
        assert outside == []
        for document in found.documents:
            assert document.location.is_relative_to(temporary)
        return found

    yield open_
    for each in held:
        if each.held:
            with each.held:
                pass
    assert list(temporary.iterdir()) == []


def special(name: str, type_: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = type_, target
    return info


def skips(found: Collected) -> dict[str, tuple[SkipCode, bool]]:
    return {skip.path: (skip.code, skip.expected) for skip in found.skipped}


def paths(found: Collected) -> list[str]:
    return [document.path for document in found.documents]


# ── what stands in them ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tgz", "tar.bz2", "tar.xz", "crate"])
def test_a_source_archive_is_what_its_manifest_names(tar: Pack, ending: str) -> None:
    name = f"serde-1.0.{ending}"
    path = tar(
        [("serde-1.0/Cargo.toml", CARGO), ("serde-1.0/LICENSE-MIT", MIT), ("serde-1.0/a.rs", "")], name
    )
    report = scan([str(path)])
    assert [(each.item.id, each.item.path, each.license.concluded) for each in report.items] == [
        ("pkg:cargo/serde@1.0.0", "serde-1.0", "MIT")
    ]
    assert report.targets[0].resolved == str(path)
    assert report.complete


CARGO = '[package]\nname = "serde"\nversion = "1.0.0"\nlicense = "MIT"\n'
METADATA = "Metadata-Version: 2.4\nName: Thing\nVersion: 2.0\nLicense-Expression: MIT\n"


def test_a_wheel_is_the_package_that_its_metadata_names(zip_: Pack) -> None:
    path = zip_(
        [
            ("thing/__init__.py", "x = 1\n"),
            ("thing-2.0.dist-info/METADATA", METADATA),
            ("thing-2.0.dist-info/licenses/LICENSE", MIT),
        ],
        "thing-2.0-py3-none-any.whl",
    )
    report = scan([str(path)])
    (item,) = report.items
    assert (item.item.id, item.item.path) == ("pkg:pypi/thing@2.0", ".")
    assert (item.license.declared, item.license.detected) == ("MIT", "MIT")


def test_a_jar_is_the_artefact_that_its_pom_names(zip_: Pack) -> None:
    pom = (
        "<project><modelVersion>4.0.0</modelVersion>"
        "<groupId>g</groupId><artifactId>a</artifactId><version>1</version></project>"
    )
    path = zip_(
        [("META-INF/maven/g/a/pom.xml", pom), ("META-INF/LICENSE", MIT), ("g/A.class", b"\xca\xfe")], "a.jar"
    )
    (item,) = scan([str(path)]).items
    assert (item.item.id, item.item.path, item.license.concluded) == ("pkg:maven/g/a@1", ".", "MIT")


def test_a_gem_is_what_it_installs(tar: Pack, tmp_path: Path) -> None:
    inner = tar([("LICENSE", MIT), ("lib/a.rb", "1\n")], "data.tar.gz").read_bytes()
    path = tar([("data.tar.gz", inner), ("metadata.gz", gzip.compress(b"x"))], "a-1.gem")
    (item,) = scan([str(path)]).items
    assert (item.item.name, item.item.kind, item.license.concluded) == ("a-1", Kind.PROJECT, "MIT")


def test_nothing_is_left_behind_by_a_scan(tar: Pack, temporary: Path) -> None:
    assert scan([str(tar([("LICENSE", MIT)]))]).items
    assert list(temporary.iterdir()) == []


def test_two_scans_give_the_same(tar: Pack) -> None:
    path = str(tar([("a/LICENSE", MIT), ("a/b.png", b"\x89PNG"), ("../x", "")]))
    assert scan([path]) == scan([path])


def test_weights_pictures_and_archives_inside_are_listed_not_unpacked(
    tar: Pack, opened: Callable[..., Collected], temporary: Path
) -> None:
    names = ["model.safetensors", "a.png", "inner.zip", "LICENSE"]
    found = opened(tar([(name, "x" * 9) for name in names]))
    assert paths(found) == ["LICENSE"]
    assert {skip.path: skip.reason for skip in found.skipped} == {
        "model.safetensors": WEIGHTS_REASON,
        "a.png": "binary by its extension",
        "inner.zip": "an archive in the archive, not unpacked",
    }
    assert [each.name for each in temporary.rglob("*") if each.is_file()] == ["LICENSE"]


# ── paths ────────────────────────────────────────────────────────────────────────────────────

OUT = ["../LICENSE", "a/../../LICENSE", "/LICENSE", "..\\LICENSE", "C:\\LICENSE", "\\LICENSE"]


@pytest.mark.parametrize("name", OUT)
def test_a_path_that_leads_out_is_refused_in_a_tar(
    tar: Pack, opened: Callable[..., Collected], name: str
) -> None:
    found = opened(tar([(name, MIT), ("README.md", "hello")]))
    assert paths(found) == ["README.md"]
    assert skips(found) == {name: (SkipCode.MALFORMED, False)}


@pytest.mark.parametrize("name", OUT)
def test_a_path_that_leads_out_is_refused_in_a_zip(
    zip_: Pack, opened: Callable[..., Collected], name: str
) -> None:
    found = opened(zip_([(name, MIT), ("README.md", "hello")]))
    assert paths(found) == ["README.md"]
    assert skips(found) == {name: (SkipCode.MALFORMED, False)}


@pytest.mark.parametrize("name", ["", "./", "x" * 300, "a/" * 600 + "b", "d/" * 150 + "LICENSE"])
def test_a_path_that_no_file_can_have_is_refused(
    tar: Pack, opened: Callable[..., Collected], name: str
) -> None:
    found = opened(tar([(name, MIT), ("README.md", "hello")]))
    assert paths(found) == ["README.md"]
    assert len(found.skipped) == 1


def test_the_first_of_two_members_of_one_name_is_read(tar: Pack, opened: Callable[..., Collected]) -> None:
    found = opened(tar([("LICENSE", "first"), ("./LICENSE", "second")]))
    assert found.documents[0].location.read_text() == "first"
    assert skips(found) == {"LICENSE": (SkipCode.MALFORMED, False)}


@pytest.mark.parametrize("names", [("a", "a/LICENSE"), ("a/LICENSE", "a")])
def test_a_file_in_the_place_of_a_directory_is_refused(
    tar: Pack, opened: Callable[..., Collected], names: tuple[str, str]
) -> None:
    found = opened(tar([(name, MIT) for name in names]))
    assert skips(found) == {names[1]: (SkipCode.MALFORMED, False)}


# ── links and devices ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("type_", [tarfile.SYMTYPE, tarfile.LNKTYPE])
@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../etc/passwd", "../LICENSE"])
def test_a_link_that_leads_out_is_refused(
    tar: Pack, opened: Callable[..., Collected], type_: bytes, target: str
) -> None:
    found = opened(tar([special("COPYING", type_, target), ("README.md", "hello")]))
    assert paths(found) == ["README.md"]
    assert skips(found) == {"COPYING": (SkipCode.LINK, False)}


def test_nothing_is_written_through_a_link(tar: Pack, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    members = [special("d", tarfile.SYMTYPE, str(outside)), ("d/LICENSE", MIT)]
    members += [special("e", tarfile.SYMTYPE, "f"), special("f", tarfile.SYMTYPE, ".."), ("e/LICENSE", MIT)]
    members += [special("g/h", tarfile.SYMTYPE, ".."), special("g/h/i", tarfile.SYMTYPE, "../../..")]
    scan([str(tar(members))])
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("type_", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_between_members_is_followed(
    tar: Pack, opened: Callable[..., Collected], type_: bytes
) -> None:
    target = "../LICENSE" if type_ == tarfile.SYMTYPE else "LICENSE"
    found = opened(tar([("LICENSE", MIT), ("package.json", "{}"), special("a/LICENSE", type_, target)]))
    assert "a/LICENSE" in paths(found)


def test_links_in_a_circle_end(tar: Pack, opened: Callable[..., Collected]) -> None:
    circle = [special("LICENSE", tarfile.SYMTYPE, "COPYING"), special("COPYING", tarfile.SYMTYPE, "LICENSE")]
    found = opened(tar([*circle, ("README.md", "hello")]))
    assert paths(found) == ["README.md"]
    assert set(skips(found)) == {"LICENSE", "COPYING"}


def test_a_link_in_a_zip_is_one_too(zip_: Pack, opened: Callable[..., Collected]) -> None:
    link = zipfile.ZipInfo("COPYING")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = opened(zip_([(link, "/etc/passwd"), ("LICENSE", MIT)]))
    assert paths(found) == ["LICENSE"]
    assert skips(found) == {"COPYING": (SkipCode.LINK, False)}


@pytest.mark.parametrize("type_", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_a_device_is_not_made(
    tar: Pack, opened: Callable[..., Collected], temporary: Path, type_: bytes
) -> None:
    found = opened(tar([special("LICENSE", type_), ("README.md", "hello")]))
    assert skips(found) == {"LICENSE": (SkipCode.SPECIAL_FILE, True)}
    assert not any(stat.S_ISFIFO(os.lstat(each).st_mode) for each in temporary.rglob("*"))


# ── bombs ────────────────────────────────────────────────────────────────────────────────────


def test_what_unpacks_to_far_more_than_it_is_ends(
    tar: Pack, opened: Callable[..., Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "RATIO_FROM", 1_000_000)
    path = tar([("LICENSE", MIT), ("a.bin", bytes(30_000_000)), ("COPYING", MIT)])
    found = opened(path)
    assert paths(found) == ["LICENSE"]
    assert skips(found)[str(path)] == (SkipCode.TOO_LARGE, False)


def test_a_zip_that_unpacks_to_far_more_than_it_is_ends(
    zip_: Pack, opened: Callable[..., Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "RATIO_FROM", 1_000_000)
    path = zip_([("LICENSE", MIT), *((f"{n}.txt", bytes(4_000_000)) for n in range(6)), ("COPYING", MIT)])
    found = opened(path)
    assert "COPYING" not in paths(found)
    assert skips(found)[str(path)] == (SkipCode.TOO_LARGE, False)


def test_no_more_is_written_than_the_room_holds(
    tar: Pack, opened: Callable[..., Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_WRITTEN", 5_000)
    path = tar([(f"{n}.txt", random.Random(n).randbytes(2_000)) for n in range(5)])
    assert skips(opened(path))[str(path)] == (SkipCode.TOO_LARGE, False)


def test_a_large_member_is_left_out_and_a_large_licence_reported(
    tar: Pack, opened: Callable[..., Collected]
) -> None:
    found = opened(tar([("LICENSE", "x" * 2_000), ("a.txt", "x" * 2_000)]), Limits(max_file_bytes=1_000))
    assert skips(found) == {"LICENSE": (SkipCode.TOO_LARGE, False), "a.txt": (SkipCode.TOO_LARGE, True)}


def test_the_members_are_counted(tar: Pack, zip_: Pack, opened: Callable[..., Collected]) -> None:
    for path in (tar([(f"{n}", "") for n in range(30)]), zip_([(f"{n}", "") for n in range(30)])):
        found = opened(path, Limits(max_files=20))
        assert len(found.documents) == 20
        assert skips(found) == {str(path): (SkipCode.TOO_MANY, False)}


def test_a_zip_with_a_huge_list_of_members_is_not_opened(
    zip_: Pack, opened: Callable[..., Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipped, "MAX_DIRECTORY", 1_000)
    path = zip_([(f"{n}", "") for n in range(30)])
    assert skips(opened(path)) == {str(path): (SkipCode.TOO_MANY, False)}


def test_a_header_that_does_not_end_is_given_up(tmp_path: Path, opened: Callable[..., Collected]) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 60_000_000
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(info.tobuf() + b"x" * 60_000_000, 1))
    assert skips(opened(path)) == {str(path): (SkipCode.TOO_LARGE, False)}


def test_a_thousand_refusals_are_not_a_thousand_lines(tar: Pack, opened: Callable[..., Collected]) -> None:
    found = opened(tar([(f"../{n}", "") for n in range(1_000)]))
    assert len(found.skipped) == room.MAX_REFUSED + 1
    assert "900 more" in next(skip.reason for skip in found.skipped if skip.code is SkipCode.TOO_MANY)


# ── broken ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tar.bz2", "tar.xz", "zip", "whl", "gem", "jar"])
@pytest.mark.parametrize(
    "content", [b"", b"no archive at all" * 99, bytes(2_000), b"PK\x03\x04", b"\x1f\x8b\x08"]
)
def test_what_is_no_archive_is_reported(
    tmp_path: Path, opened: Callable[..., Collected], ending: str, content: bytes
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    found = opened(path)
    assert skips(found) == {str(path): (SkipCode.MALFORMED, False)}


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_a_truncated_tar_gives_what_came_before(
    tar: Pack, opened: Callable[..., Collected], ending: str
) -> None:
    members = [("LICENSE", MIT), *((f"{n}.txt", random.Random(n).randbytes(9_000)) for n in range(200))]
    path = tar(members, f"a.{ending}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    found = opened(path)
    assert "LICENSE" in paths(found)
    assert skips(found) == {str(path): (SkipCode.MALFORMED, False)}


def test_a_damaged_member_does_not_hide_the_others(zip_: Pack, opened: Callable[..., Collected]) -> None:
    path = zip_([("LICENSE", MIT), ("README.md", "hello")])
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    found = opened(path)
    assert paths(found) == ["README.md"]
    assert skips(found) == {"LICENSE": (SkipCode.MALFORMED, False)}


def test_an_encrypted_member_is_reported(zip_: Pack, opened: Callable[..., Collected]) -> None:
    path = zip_([("LICENSE", MIT), ("README.md", "hello")])
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    found = opened(path)
    assert skips(found) == {"LICENSE": (SkipCode.UNSUPPORTED, False)}


def test_a_mess_of_bytes_never_raises(tar: Pack, zip_: Pack, opened: Callable[..., Collected]) -> None:
    chance = random.Random(5)
    for path in (
        tar([("LICENSE", MIT), ("a/b", "x" * 600)], "a.tar"),
        zip_([("LICENSE", MIT), ("a/b", "x" * 60)]),
    ):
        whole = path.read_bytes()
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 12)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            path.write_bytes(data[: chance.randint(1, len(data))])
            opened(path)
