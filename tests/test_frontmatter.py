"""Front matter: what the Hub finds is found, and hostile YAML is harmless."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.frontmatter import MAX_BYTES, FrontMatter, split


def card(block: str, body: str = "# Card\n") -> FrontMatter:
    found = split(f"---\n{block}\n---\n{body}")
    assert found is not None
    return found


def nodes(value: object) -> int:
    """What a careless reader of the data would visit."""
    if isinstance(value, dict):
        return 1 + sum(nodes(each) for each in value.values())
    if isinstance(value, list):
        return 1 + sum(nodes(each) for each in value)
    assert isinstance(value, str)
    return 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n",
        "text\n---\nlicense: mit\n---\n",
        "---\nlicense: mit\n",
        "---\n---\n",
        "--- \na: b\n---\n",
    ],
)
def test_no_front_matter(text: str) -> None:
    assert split(text) is None


def test_lines_and_body() -> None:
    found = split("\n---\nlicense: mit\ntags:\n- a\n- b\n---\n# Title\n")
    assert found == FrontMatter(
        data={"license": "mit", "tags": ["a", "b"]},
        first_line=2,
        last_line=7,
        lines={"license": 3, "tags": 4},
        problems=(),
        recovered=False,
        body="\n" * 7 + "# Title\n",
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n  \n"])
def test_the_body_keeps_its_line_numbers(newline: str, start: str) -> None:
    text = start + newline.join(["---", "license: mit", "---", "body"])
    found = split(text)
    assert found is not None
    assert found.data == {"license": "mit"}
    line = text.replace("\r\n", "\n").split("\n").index("body")
    assert found.body.replace("\r\n", "\n").split("\n")[line] == "body"


def test_every_scalar_stays_the_word_that_was_written() -> None:
    found = card("language: no\nversion: 3.0\ndate: 2024-01-01\nempty:\ntilde: ~\nquoted: 'a: b'")
    assert found.data == {
        "language": "no", "version": "3.0", "date": "2024-01-01", "empty": "", "tilde": "~", "quoted": "a: b"
    }  # fmt: skip


def test_a_key_given_twice_keeps_all_its_values() -> None:
    found = card("license: mit\ntags: [a]\nlicense:\n- gpl-3.0\n- other")
    assert found.data["license"] == ["mit", "gpl-3.0", "other"]
    assert found.lines["license"] == 2
    assert found.problems == ("line 4: `license` is given twice",)


def test_billion_laughs() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    start = time.process_time()
    found = card("\n".join(["license: mit", "a0: &a0 [lol, lol]", *levels]))
    assert found.data["license"] == "mit"
    assert found.problems
    assert sum(nodes(value) for value in found.data.values()) < 1_000_000
    assert time.process_time() - start < 5


def test_an_alias_is_the_value() -> None:
    found = card("a: &x {b: [c]}\nd: *x\ne: &y word\nf: *y")
    assert found.data == {"a": {"b": ["c"]}, "d": {"b": ["c"]}, "e": "word", "f": "word"}
    assert found.problems == ()


def test_an_alias_to_itself() -> None:
    found = card("license: mit\na: &a [*a]")
    assert found.data["license"] == "mit"
    assert "line 3: alias `*a`" in found.problems[0]
    assert nodes(dict(found.data)) < 10


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting(opening: str) -> None:
    start = time.process_time()
    found = card("license: mit\na:\n  " + opening * 10_000)
    assert found.data["license"] == "mit"
    assert found.problems
    assert time.process_time() - start < 5


def test_tags_construct_nothing() -> None:
    found = card("license: !!python/object/apply:os.system ['exit 1']\nname: !!binary aGk=")
    assert found.data == {"license": ["exit 1"], "name": "aGk="}
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("block", "data", "problem"),
    [
        ("- a\n- b", {}, "a list, not a mapping"),
        ("just words", {}, "not a mapping"),
        ("# a comment only", {}, None),
        ("license: mit\n---- x", {"license": "mit"}, "not YAML"),
        ("license:mit", {"license": "mit"}, "not a mapping"),
        (
            "license: mit\ntitle: A: B\ntags:\n- x",
            {"license": "mit", "title": "A: B", "tags": ["x"]},
            "not YAML",
        ),
        ("tags:\n- x: [\n- y\nlicense: mit", {"tags": ["x: [", "y"], "license": "mit"}, "not YAML"),
        ("\tlicense: mit\n\ttags:\n\t- a", {"license": "mit", "tags": ["a"]}, "not YAML"),
        ("language: en\n license: mit", {"language": "en", "license": "mit"}, "not YAML"),
        ("license: 'mit\ntags: x", {"tags": "x", "license": "'mit"}, "not YAML"),
        ("license: mit  # really\nx: @y", {"license": "mit", "x": "@y"}, "not YAML"),
        ("license: mit\n? [a, b]\n: c", {"license": "mit"}, "a key that is no word"),
    ],
)
def test_broken_yaml_is_read_by_line(block: str, data: dict[str, object], problem: str | None) -> None:
    found = card(block)
    assert found.data == data
    assert bool(found.problems) == bool(problem)
    if problem:
        assert problem in found.problems[0]


def test_characters_that_yaml_forbids() -> None:
    found = card("license: mit\nname: a\x07b\ud800c")
    assert found.data == {"license": "mit", "name": "a b c"}
    assert found.problems == ("line 3: a character that YAML does not allow",)


def test_unicode_line_separators_are_no_line_breaks() -> None:
    found = card("a: 'x\u2028y\x85z'\nlicense: mit")
    assert found.lines["license"] == 3


def test_a_block_that_is_too_large_still_tells_its_licence() -> None:
    start = time.process_time()
    found = card("license: mit\n" + "tags: x\n" * (MAX_BYTES // 4))
    assert time.process_time() - start < 20
    values = found.data["license"]
    assert values == "mit"
    assert "more than" in found.problems[0]
    assert len(found.problems) <= 20


def test_a_second_document_is_not_read() -> None:
    found = card("license: mit\n--- x\nlicense: other")
    assert found.data == {"license": "mit"}
    assert "second YAML document" in found.problems[0]


@given(st.text(alphabet="ab:-[]{}&*!'\"#?|> \n\t\r%@,", max_size=80))
def test_nothing_raises(block: str) -> None:
    text = f"---\n{block}\n---\nbody"
    found = split(text)
    if found is not None:
        nodes(dict(found.data))
        assert found.first_line < found.last_line
        assert set(found.lines) == set(found.data)
