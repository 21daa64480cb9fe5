"""Finding a policy and reading it strictly."""

import json
import tomllib
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openscope.catalog import Catalog, load_catalog, rules_directory
from openscope.config import ConfigError, Money, Treatment, find_policy, load_policy, preset_names
from openscope.config.lines import key_lines
from openscope.model import Kind

SCHEMA = json.loads(files("openscope").joinpath("policy-1.schema.json").read_text(encoding="utf-8"))

FULL = """\
schema = 1
extend = "openscope:commercial-saas"

[policy]
allow = ["permissive", "copyleft:weak", "open-weights", "apache-2.0 with llvm-exception"]
unknown = "warn"
block = ["no-hosted-service"]
review = ["non-commercial"]
confidence = 0.8

[policy.model]
also_allow = ["LicenseRef-house"]
openness = "open-weights"

[policy.scope.development]
also_allow = ["GPL-3.0-only"]

[company]
hosted_service = true
distributes = false
monthly_active_users = 2_000_000
annual_revenue = { value = 5_000_000, currency = "USD" }
regions = ["US", "EU"]
employees = 12
sector = "logistics"

[[exception]]
item = "pkg:huggingface/org/model"
allow = ["llama3.1", "usage-threshold"]
reason = "below the threshold"
owner = "legal@example.com"
expires = 2027-06-30

[[clarification]]
item = "pkg:pypi/old"
license = "mit or apache-2.0"
reason = "read by hand"
"""


def write(tmp_path: Path, text: str, name: str = "openscope.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(tmp_path: Path, text: str, catalog: Catalog) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load_policy(write(tmp_path, text), catalog)
    return [str(each) for each in error.value.mistakes]


def as_json(values: Any) -> Any:
    """TOML's days as JSON writes them."""
    return json.loads(
        json.dumps(values, default=lambda day: day.isoformat() if isinstance(day, date) else day)
    )


def test_a_full_policy(tmp_path: Path, catalog: Catalog) -> None:
    text = FULL.replace('"llama3.1"', '"LicenseRef-scancode-llama-3.1-license-2024"')
    policy = load_policy(write(tmp_path, text), catalog, tmp_path)
    assert policy.path == "openscope.toml"
    assert policy.extend == "openscope:commercial-saas"
    model = policy.rules(Kind.MODEL, None)
    assert "Apache-2.0 WITH LLVM-exception" in model.allow
    assert "LicenseRef-house" in model.allow
    assert model.openness == "open-weights"
    assert model.confidence == 0.8
    # the file's word about a kind stands in for the preset's; the preset's others stay
    assert model.treatments["non-commercial"] is Treatment.REVIEW
    assert model.treatments["network-source-disclosure"] is Treatment.BLOCK
    package = policy.rules(Kind.PACKAGE, "runtime")
    assert package.openness is None
    assert "GPL-3.0-only" not in package.allow
    assert {"GPL-3.0-only"} <= set(policy.rules(Kind.PACKAGE, "development").allow)
    assert policy.company.figures["annual-revenue"] == Money(5_000_000, "USD")
    assert policy.company.figures["monthly-active-users"] == 2_000_000
    assert policy.company.facts == {"hosted_service": True, "distributes": False}
    assert policy.waivers[0].expires == date(2027, 6, 30)
    assert policy.waivers[0].line == text[: text.index("[[exception]]")].count("\n") + 1
    assert policy.clarifications[0].license == "MIT OR Apache-2.0"
    jsonschema.validate(as_json(tomllib.loads(text)), SCHEMA)


def test_an_alias_in_allow_is_pointed_at_the_id(tmp_path: Path, catalog: Catalog) -> None:
    assert any("did you mean 'LicenseRef-" in each for each in mistakes(tmp_path, FULL, catalog))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[policy]\n\nalow = []", "openscope.toml:3: policy.alow: unknown key (did you mean 'allow'?)"),
        (
            '[policy]\nallow = ["MTI"]',
            "openscope.toml:2: policy.allow: unknown word 'MTI' (did you mean 'MIT'?)",
        ),
        ('[policy]\nallow = ["BSD"]', "it may mean BSD-"),
        ('[policy]\nallow = ["unknown"]', "nothing unknown is allowed by a list"),
        ('[policy]\nallow = ["MIT OR ISC"]', "is an expression"),
        ('[policy]\nallow = ["MIT WITH nonsense"]', "'nonsense' is no exception"),
        ('[policy]\nallow = "MIT"', "openscope.toml:2: policy.allow: must be a list of strings"),
        ('[policy]\nunknown = "allow"', "policy.unknown: unknown word 'allow'"),
        ("[policy]\nconfidence = 80", "policy.confidence: must be between 0 and 1"),
        ("[policy]\nconfidence = -0.5", "must be a number, 0 or more"),
        ("[policy]\nconfidence = nan", "must be a number, 0 or more"),
        ('[policy]\nblock = ["non-comercial"]', "is no kind of restriction (did you mean 'non-commercial'?)"),
        ('[policy]\nblock = ["indemnity"]\nreview = ["indemnity"]', "stands in 'block' already"),
        (
            '[policy.scope.dev]\nallow = ["MIT"]',
            "openscope.toml:1: policy.scope.dev: unknown key: one of build, development, optional, runtime",
        ),
        ('[policy.modell]\nallow = ["MIT"]', "policy.modell: unknown key (did you mean 'model'?)"),
        ('extend = "openscope:saas"', "openscope.toml:1: extend: 'openscope:saas' is no preset"),
        ('extend = "../other.toml"', "is no preset"),
        ("schema = 2", "reads schema = 1"),
        ('schema = "1"', "reads schema = 1, without quotes"),
        ('allow = ["MIT"]', "openscope.toml:1: allow: unknown key: it belongs under [policy]"),
        ("hosted_service = true", "hosted_service: unknown key: it belongs under [company]"),
        ('\n[[exceptions]]\nitem = "pkg:npm/x"', "openscope.toml:2: exceptions: unknown key (did you mean"),
        ("[company]\nmonthly_active_users = 2.5", "monthly_active_users: must be a whole number"),
        ("[company]\nhosted_service = 1", "company.hosted_service: must be true or false"),
        (
            "[company]\nannual_revenue = 5",
            "company.annual_revenue: must be a table: annual_revenue = { value = 5_000_000, cur",
        ),
        ('[company]\nannual_revenue = { value = 5, currency = "euro" }', "is no currency"),
        ('[company]\nregions = ["Europe"]', "is no code of a country"),
        ('[[exception]]\nitem = "x"', "exception[1].item: 'x' is no package URL"),
        ('[[exception]]\nitem = "pkg:pypi/x"\nallow = ["MIT"]', "exception[1].reason: is missing"),
        ('[[exception]]\nitem = "pkg:pypi/x"\nexpires = "soon"', "must be a day, without quotes"),
        ('[[exception]]\nitem = "pkg:pypi/x"\nevidence_sha256 = "abc"', "is no SHA-256"),
        (
            '[[clarification]]\nitem = "pkg:pypi/x"\nlicense = "Mitt"',
            "clarification[1].license: unknown word",
        ),
        ("policy = 3", "policy: must be a table"),
        ("[policy", "is no TOML"),
    ],
)
def test_each_mistake_is_named_with_its_line(tmp_path: Path, catalog: Catalog, text: str, said: str) -> None:
    assert any(said in each for each in mistakes(tmp_path, text, catalog)), mistakes(tmp_path, text, catalog)


def test_all_mistakes_come_at_once_in_the_files_order(tmp_path: Path, catalog: Catalog) -> None:
    found = mistakes(tmp_path, 'extend = "x"\n[policy]\nallow = ["x"]\nb = 1\n[company]\nc = 2\n', catalog)
    assert [each.split(":")[1] for each in found] == ["1", "3", "4", "6"]


@pytest.mark.parametrize("name", preset_names())
def test_presets_load_and_fit_the_schema(catalog: Catalog, name: str) -> None:
    policy = load_policy(f"openscope:{name}", catalog)
    assert policy.rules(Kind.PACKAGE, "runtime").allow
    text = (rules_directory() / "policies" / f"{name}.toml").read_text(encoding="utf-8")
    jsonschema.validate(tomllib.loads(text), SCHEMA)


def test_the_four_presets_and_a_wrong_name(catalog: Catalog) -> None:
    assert preset_names() == ["commercial-distribution", "commercial-saas", "permissive-only", "research"]
    with pytest.raises(ConfigError, match="did you mean 'research'"):
        load_policy("openscope:reserch", catalog)


def test_the_published_schema_has_the_words_of_the_reader(catalog: Catalog) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    company = SCHEMA["$defs"]["company"]["properties"]
    assert set(catalog.company.facts) <= set(company)
    assert set(SCHEMA["$defs"]["layer"]["properties"]["block"]["items"]["enum"]) == set(catalog.terms)
    assert SCHEMA["properties"]["extend"]["enum"] == [f"openscope:{name}" for name in preset_names()]
    keys = {name for name in SCHEMA["properties"]["policy"]["properties"] if name not in ("scope", *Kind)}
    assert keys == set(SCHEMA["$defs"]["layer"]["properties"])


@pytest.mark.parametrize("table", ["policy", "company", "exception", "clarification"])
def test_the_reader_takes_every_key_of_the_schema(tmp_path: Path, catalog: Catalog, table: str) -> None:
    schema = SCHEMA["properties"][table]
    schema = SCHEMA["$defs"]["company"] if "$ref" in schema else schema.get("items", schema)
    head = f"[{table}]" if "items" not in SCHEMA["properties"][table] else f"[[{table}]]"
    text = "\n".join([head, *(f"{key} = 1.5e400" for key in schema["properties"]), "other = 1"])
    found = mistakes(tmp_path, text, catalog)
    assert [each for each in found if "unknown key" in each] == [each for each in found if ".other" in each]
    assert any(".other" in each or "].other" in each for each in found)


# ── finding ──────────────────────────────────────────────────────────────────────────────────


def test_the_nearest_policy_up_to_the_repositorys_root(tmp_path: Path) -> None:
    repository, inner = tmp_path / "repository", tmp_path / "repository" / "a" / "b"
    inner.mkdir(parents=True)
    (repository / ".git").mkdir()
    write(tmp_path, "schema = 1")
    assert find_policy(inner) is None
    above = write(repository, "[tool.openscope]\n", "pyproject.toml")
    assert find_policy(inner) == above
    nearer = write(inner.parent, "schema = 1")
    assert find_policy(inner) == nearer
    write(inner, "[tool.ruff]\n", "pyproject.toml")
    assert find_policy(inner) == nearer


def test_outside_a_repository_only_the_directory_itself(tmp_path: Path) -> None:
    write(tmp_path, "schema = 1")
    inner = tmp_path / "inner"
    inner.mkdir()
    assert find_policy(inner) is None
    assert find_policy(tmp_path) == tmp_path / "openscope.toml"


def test_pyproject_holds_the_same_tables_with_its_own_lines(tmp_path: Path, catalog: Catalog) -> None:
    path = write(
        tmp_path, '[project]\nname = "x"\n\n[tool.openscope.policy]\nallow = ["MTI"]\n', "pyproject.toml"
    )
    with pytest.raises(ConfigError, match=r"pyproject.toml:5: policy.allow"):
        load_policy(path, catalog)


@pytest.mark.parametrize("text", ["", "tool = 3", "[tool]\nopenscope = 3"])
def test_a_pyproject_without_the_table_is_no_policy(tmp_path: Path, catalog: Catalog, text: str) -> None:
    with pytest.raises(ConfigError, match="no table"):
        load_policy(write(tmp_path, text, "pyproject.toml"), catalog)


def test_what_cannot_be_read_is_said(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_policy(tmp_path / "nowhere.toml", catalog)
    (tmp_path / "large.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(ConfigError, match="is larger than"):
        load_policy(tmp_path / "large.toml", catalog)
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")
    with pytest.raises(ConfigError, match="no UTF-8"):
        load_policy(tmp_path / "latin.toml", catalog)
    (tmp_path / "deep.toml").write_bytes(b"a = " + b"[" * 50_000)
    with pytest.raises(ConfigError, match="no TOML"):
        load_policy(tmp_path / "deep.toml", catalog)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("aM-: ", max_size=5) | st.just(datetime(2027, 1, 1)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("aM-: ", max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["schema", "extend", "policy", "company", "exception", "clarification", "other"]),
        st.dictionaries(st.sampled_from(["allow", "block", "unknown", "item", "scope", "regions"]), _values)
        | _values,
    )
)
def test_no_values_break_the_reader(values: dict[str, Any]) -> None:
    from openscope.catalog.tables import Table
    from openscope.config.tables import read_policy

    read_policy(Table("openscope.toml", "", values, []), load_catalog(), lambda _: None)


def test_lines_are_not_fooled_by_strings() -> None:
    text = 'a = """\n[policy]\nallow = 1\n"""\n[policy] # here\n"allow" = [\n  "x = 1",\n]\n'
    text += "[[e]]\nb = 1\n[[e]]\nb = 2\n"
    assert key_lines(text) == {
        "a": 1,
        "policy": 5,
        "policy.allow": 6,
        "e[1]": 9,
        "e[1].b": 10,
        "e[2]": 11,
        "e[2].b": 12,
    }
