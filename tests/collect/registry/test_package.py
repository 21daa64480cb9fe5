"""Packages by their package URL, from a registry on the loopback."""

import json
import time

import pytest
from msgspec.structs import replace

from openscope.collect import collect
from openscope.collect.package import collect as package
from openscope.engine import Options, scan
from openscope.model import Collected, SkipCode
from openscope.textfile import Limits
from tests.collect.registry.conftest import QUICK
from tests.conftest import only, text_of
from tests.registries import Site

METADATA = "Metadata-Version: 2.4\nName: thing\nVersion: 2.0\nLicense-Expression: MIT\n"
PACKAGE = '{"name": "@org/thing", "version": "3.1.0", "license": "ISC"}'


def refused(asked: str) -> tuple[SkipCode, str]:
    began = time.monotonic()
    found = package(asked, Limits(), QUICK)
    assert found is not None
    assert found.items == ()
    assert time.monotonic() - began < 10
    (skip,) = found.skipped
    assert not skip.expected
    return skip.code, skip.reason


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("asked", ["pkg:pypi/thing@2.0", "pkg:pypi/Thing"])
def test_a_python_package_is_its_source_distribution(site: Site, html: bool, asked: str) -> None:
    site.release("thing", "2.0", METADATA, html)
    report = scan([asked], Options(network=QUICK))
    item = only(report)
    assert (item.item.id, item.item.path, item.license.declared) == ("pkg:pypi/thing@2.0", "thing-2.0", "MIT")
    assert (report.targets[0].asked, report.targets[0].resolved) == (asked, "pkg:pypi/thing@2.0")
    assert site.asked["/files/thing-2.0.tar.gz"] == 1


def test_the_latest_version_is_no_prerelease_and_not_yanked(site: Site) -> None:
    names = ("thing-1.0.tar.gz", "thing-2.0.tar.gz", "thing-3.0rc1.tar.gz")
    files = [{"filename": name, "url": f"/files/{name}", "yanked": "2.0" in name} for name in names]
    site.put("/simple/thing/", {"files": files}, "application/vnd.pypi.simple.v1+json")
    refused("pkg:pypi/thing")
    assert [path for path in site.asked if path.startswith("/files")] == ["/files/thing-1.0.tar.gz"]


@pytest.mark.parametrize("asked", ["pkg:npm/%40org/thing@3.1.0", "pkg:npm/@org/thing"])
def test_an_npm_package_is_its_tarball(site: Site, asked: str) -> None:
    site.module("@org/thing", "3.1.0", {"package.json": PACKAGE, "LICENSE": text_of("ISC")}, license="ISC")
    report = scan([asked], Options(network=QUICK))
    item = only(report)
    assert (item.item.path, item.license.declared, item.license.detected) == ("package", "ISC", "ISC")
    assert report.targets[0].resolved == "pkg:npm/%40org/thing@3.1.0"


def test_a_registry_without_pages_for_versions_is_asked_for_its_document(site: Site) -> None:
    site.module("thing", "1.0.0", {"package.json": '{"name": "thing", "version": "1.0.0", "license": "MIT"}'})
    version = json.loads(site.take("/thing/latest"))
    site.put("/thing", {"dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}})
    assert only(scan(["pkg:npm/thing"], Options(network=QUICK))).license.concluded == "MIT"


@pytest.mark.parametrize("asked", ["pkg:pypi/thing@2.0", "pkg:npm/thing@1.0.0"])
def test_what_does_not_have_the_registry_s_sum_is_not_read(site: Site, asked: str) -> None:
    site.release("thing", "2.0", METADATA)
    site.module("thing", "1.0.0", {"package.json": PACKAGE})
    for path in ("/files/thing-2.0.tar.gz", "/thing/-/thing-1.0.0.tgz"):
        site.put(path, b"something else")
    code, reason = refused(asked)
    assert code is SkipCode.MALFORMED
    assert "sum" in reason


def test_offline_nothing_is_asked(site: Site) -> None:
    report = scan(["pkg:pypi/thing@2.0", "pkg:npm/thing"], Options(offline=True))
    assert [skip.code for _, skip in report.skipped] == [SkipCode.OFFLINE] * 2
    assert not report.complete
    assert not site.asked


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, SkipCode.NOT_FOUND),
        (403, SkipCode.GATED),
        (500, SkipCode.UNREACHABLE),
        (418, SkipCode.UNREACHABLE),
    ],
)
def test_a_status_is_a_skip(site: Site, status: int, code: SkipCode) -> None:
    site.pages["/simple/thing/"] = site.pages["/thing/1"] = status
    assert refused("pkg:pypi/thing@2.0")[0] is code
    assert refused("pkg:npm/thing@1")[0] is code
    assert site.asked["/simple/thing/"] == (2 if status == 500 else 1)


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("silent", {SkipCode.TIMEOUT}),
        ("slow", {SkipCode.TIMEOUT}),
        ("headers", {SkipCode.TIMEOUT, SkipCode.UNREACHABLE}),
        ("cut-off", {SkipCode.UNREACHABLE}),
        ("huge", {SkipCode.TOO_LARGE}),
    ],
)
def test_nothing_hangs(site: Site, monkeypatch: pytest.MonkeyPatch, page: str, codes: set[SkipCode]) -> None:
    site.pages["/simple/thing/"] = page
    network = replace(QUICK, timeout=0.3, deadline=1.0, max_bytes=1_000_000)
    monkeypatch.setattr("tests.collect.registry.test_package.QUICK", network)
    assert refused("pkg:pypi/thing")[0] in codes


def test_nobody_there_is_a_skip(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert refused("pkg:pypi/thing")[0] in {SkipCode.UNREACHABLE, SkipCode.TIMEOUT}


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"[]",
        b"{}",
        b'{"files": 3}',
        b'{"files": [3, {}, {"filename": 1}]}',
        b"[" * 200_000,
        b"\xff" * 99,
    ],
)
def test_nonsense_is_a_skip(site: Site, page: bytes) -> None:
    for path in ("/simple/thing/", "/thing/latest", "/thing"):
        site.put(path, page, "application/json")
    assert refused("pkg:pypi/thing")[0] in {SkipCode.MALFORMED, SkipCode.NOT_FOUND}
    assert refused("pkg:npm/thing")[0] in {SkipCode.MALFORMED, SkipCode.NOT_FOUND}


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/a", "javascript:x", "http://\x1b/", ""]
)
def test_an_address_that_is_none_is_not_opened(site: Site, url: str) -> None:
    files = [{"filename": "thing-1.0.tar.gz", "url": url}]
    site.put("/simple/thing/", {"files": files}, "application/vnd.pypi.simple.v1+json")
    site.put("/thing/latest", {"version": "1", "dist": {"tarball": url}})
    if url:
        assert refused("pkg:pypi/thing")[0] in {SkipCode.NOT_FOUND, SkipCode.MALFORMED}
    assert refused("pkg:npm/thing")[0] is not None


def test_a_redirect_to_a_file_is_not_followed(site: Site) -> None:
    site.pages["/simple/thing/"] = "httpx:///etc/passwd"
    assert refused("pkg:pypi/thing")[0] is SkipCode.UNREACHABLE


def test_redirects_in_circles_end(site: Site) -> None:
    site.pages["/simple/thing/"] = f"{site.url}/simple/thing/"
    assert refused("pkg:pypi/thing")[0] is SkipCode.UNREACHABLE


def test_the_credentials_of_an_index_stay_with_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.release("thing", "2.0", METADATA)
    monkeypatch.setenv("PIP_INDEX_URL", site.url.replace("//", "//me:s%40cret@") + "/simple/")
    found = package("pkg:pypi/thing", Limits(), QUICK)
    assert found is not None
    assert found.items
    assert site.credentials == {"Basic bWU6c0BjcmV0"}
    assert "cret" not in repr(found)
    site.pages["/simple/thing/"] = site.url.replace("127.0.0.1", "localhost") + "/elsewhere"
    site.credentials.clear()
    assert "cret" not in refused("pkg:pypi/thing")[1]
    assert site.asked["/elsewhere"] == 1
    assert len(site.credentials) == 1  # of the first request, not of the one elsewhere


@pytest.mark.parametrize(
    "asked", ["pkg:", "pkg:pypi", "pkg:pypi/", "pkg://x", "pkg:pypi/a\0b", "PKG:PYPI/@", "pkg:%"]
)
def test_what_is_no_package_url_is_a_skip(site: Site, asked: str) -> None:
    refused(asked)


def test_a_type_without_a_registry_says_what_to_do(site: Site) -> None:
    code, reason = refused("pkg:cargo/serde@1.0.0")
    assert code is SkipCode.UNSUPPORTED
    assert "scan the file" in reason
    assert isinstance(collect("pkg:cargo/serde"), Collected)
