"""What was made of files is kept until they or our code change; a bad cache costs nothing but time."""

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from openscope import kept as module
from openscope.catalog import Catalog, CatalogError, load, load_catalog, read_catalog, rules_directory
from openscope.filestat import settled_stat, settled_tree
from openscope.kept import code_digest, code_state, kept


class Value(Struct, frozen=True):
    """Anything with a type."""

    name: str
    numbers: tuple[int, ...] = ()


VALUE, OTHER = Value("a", (1, 2)), Value("b")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENSCOPE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "code_state", lambda: "the code")
    return tmp_path / "cache"


def aged(path: Path, data: bytes, seconds: float = 60) -> Path:
    """A file that was written a minute ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))
    return path


def test_what_was_made_is_not_made_again(cache: Path) -> None:
    assert kept("value", "1", lambda: VALUE, Value) == VALUE
    assert kept("value", "1", lambda: OTHER, Value) == VALUE
    assert kept("value", "2", lambda: OTHER, Value) == OTHER
    assert kept("value", "2", lambda: VALUE, Value) == OTHER
    assert [path.name for path in cache.iterdir()] == ["value.msgpack"]


def test_other_code_makes_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept("value", "1", lambda: VALUE, Value)
    monkeypatch.setattr(module, "code_state", lambda: "mended code")
    assert kept("value", "1", lambda: OTHER, Value) == OTHER


def test_nothing_is_kept_of_files_in_an_unknown_state(cache: Path) -> None:
    assert kept("value", None, lambda: VALUE, Value) == VALUE
    assert not cache.exists()


BAD = [b"", b"{", b"\xc1", b"\x82\xa1a" + b"\x91" * 5_000, msgspec.msgpack.encode([1])]
BAD += [msgspec.msgpack.encode({"state": "the code 1"})]
BAD += [msgspec.msgpack.encode({"state": "the code 1", "value": value}) for value in (None, 1, {"name": 1})]


@pytest.mark.parametrize("data", BAD)
def test_a_damaged_cache_is_none(cache: Path, data: bytes) -> None:
    cache.mkdir()
    (cache / "value.msgpack").write_bytes(data)
    assert kept("value", "1", lambda: VALUE, Value) == VALUE
    assert kept("value", "1", lambda: OTHER, Value) == VALUE


def test_a_cache_that_cannot_be_written_is_no_error(cache: Path) -> None:
    cache.write_text("a file")
    assert kept("value", "1", lambda: VALUE, Value) == VALUE


def test_a_failed_write_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "replace", replace)
    assert kept("value", "1", lambda: VALUE, Value) == VALUE
    assert list(cache.iterdir()) == []


def test_what_cannot_be_written_as_such_is_not_kept(cache: Path) -> None:
    for value in (Value("\ud800"), Value("a", (2**70,))):
        assert kept("value", "1", lambda value=value: value, Value) == value  # type: ignore[misc]
    assert not cache.exists()


def test_what_older_versions_kept_goes(cache: Path) -> None:
    cache.mkdir()
    (cache / "rules.json").write_text("{}")
    (cache / "needles.json").write_text("{}")
    kept("value", "1", lambda: VALUE, Value)
    assert [path.name for path in cache.iterdir()] == ["value.msgpack"]


def test_what_cannot_be_made_is_not_kept(cache: Path) -> None:
    def make() -> Value:
        raise ValueError("the rules are wrong")

    with pytest.raises(ValueError, match="rules are wrong"):
        kept("value", "1", make, Value)
    assert not cache.exists()


def test_the_state_of_a_tree_changes_with_each_of_its_files(tmp_path: Path) -> None:
    tree = tmp_path / "rules"
    rule = aged(tree / "a.toml", b"1")
    aged(tree / "below" / "b.toml", b"1")
    aged(tree / "note.txt", b"1")
    states = [settled_tree(tree, ".toml")]
    aged(tree / "below" / "b.toml", b"2", 90)
    states.append(settled_tree(tree, ".toml"))
    aged(tree / "c.toml", b"1")
    states.append(settled_tree(tree, ".toml"))
    rule.rename(tree / "d.toml")
    states.append(settled_tree(tree, ".toml"))
    assert None not in states
    assert len(set(states)) == 4
    aged(tree / "note.txt", b"2")
    assert settled_tree(tree, ".toml") == states[-1]


def test_a_young_file_has_no_state(tmp_path: Path) -> None:
    aged(tmp_path / "a.toml", b"1")
    assert settled_tree(tmp_path, ".toml") is not None
    (tmp_path / "b.toml").write_text("")
    assert settled_tree(tmp_path, ".toml") is None
    assert settled_stat(tmp_path / "b.toml") is None
    assert settled_tree(tmp_path / "nowhere", ".toml") is None


def test_only_the_change_time_tells_of_a_time_that_was_put_back(tmp_path: Path) -> None:
    rule = aged(tmp_path / "a.toml", b'a = "b"')
    before, state = rule.stat(), settled_tree(tmp_path, ".toml")
    rule.write_bytes(b'x = "y"')
    os.utime(rule, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert settled_tree(tmp_path, ".toml") != state


def test_the_catalog_is_the_same_when_it_is_read_as_it_was_kept() -> None:
    made = read_catalog(rules_directory())
    data = msgspec.msgpack.encode(made, order="deterministic")
    again = msgspec.msgpack.decode(data, type=Catalog)
    assert msgspec.msgpack.encode(again, order="deterministic") == data
    assert again.models == made.models
    for id in made.ids():
        assert again.license(id) == made.license(id)
    assert again.read("GNU GPL, version 2 or later") == made.read("GNU GPL, version 2 or later")


def test_a_broken_rule_is_reported_though_a_catalog_is_kept(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = shutil.copytree(rules_directory(), tmp_path / "rules")
    for path in rules.rglob("*.toml"):
        os.utime(path, (path.stat().st_mtime - 60,) * 2)
    monkeypatch.setattr(load, "rules_directory", lambda: rules)
    load_catalog.cache_clear()
    try:
        known = load_catalog()
        assert (cache / "catalog.msgpack").exists()
        load_catalog.cache_clear()
        monkeypatch.setattr(load, "read_catalog", lambda _: pytest.fail("it is kept"))
        assert load_catalog().digest == known.digest
        load_catalog.cache_clear()
        monkeypatch.setattr(load, "read_catalog", read_catalog)
        aged(rules / "aliases.toml", b'[names]\n"a" = "No-Such-License"\n')
        with pytest.raises(CatalogError, match=r"aliases\.toml"):
            load_catalog()
    finally:
        load_catalog.cache_clear()


def test_the_digest_of_the_code_is_that_of_its_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.py").write_text("a = 1\n")
    monkeypatch.setattr(module, "_CODE", tmp_path / "code")
    code_digest.cache_clear()
    try:
        first = code_digest()
        os.utime(tmp_path / "code" / "a.py", (1, 1))
        monkeypatch.setattr(module, "code_state", lambda: "installed anew")
        code_digest.cache_clear()
        assert code_digest() == first
        (tmp_path / "code" / "a.py").write_text("a = 2\n")
        monkeypatch.setattr(module, "code_state", lambda: "mended")
        code_digest.cache_clear()
        assert code_digest() != first
    finally:
        code_digest.cache_clear()


def test_a_mended_file_is_another_state_of_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "code_state", code_state)
    monkeypatch.setattr(module, "_CODE", tmp_path / "code")
    states = []
    try:
        for text in (b"a = 1\n", b"a = 2\n", b"a = 2\n"):
            aged(tmp_path / "code" / "a.py", text, 60 if text == b"a = 1\n" else 90)
            code_state.cache_clear()
            states.append(code_state())
        (tmp_path / "code" / "b.py").write_text("")
        code_state.cache_clear()
        states.append(code_state())
    finally:
        code_state.cache_clear()
    assert None not in states[:3]
    assert states[0] != states[1]
    assert states[3] is None, "too young"
