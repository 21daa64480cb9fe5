import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from openscope.redact import redacted
from openscope.saved import SavedError, load, merge
from openscope.schema import json_schema
from openscope.shape import ShapeError, compiled
from tests.render.reports import NAMES, everything, hostile, report


def saved(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "report.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def without(facts: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key != name}


def test_a_report_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    facts = {**report("demo"), "of a later version": [1, {"a": None}]}
    assert load([saved(tmp_path, facts)]) == facts


def test_targets_get_new_numbers_and_items_keep_to_them() -> None:
    merged = everything()
    assert len(merged["targets"]) == len(NAMES)
    for number, name in enumerate(NAMES):
        own = [without(item, "target") for item in merged["items"] if item["target"] == number]
        assert own == [without(item, "target") for item in report(name)["items"]]
    assert len(merged["skipped"]) == sum(len(report(name)["skipped"]) for name in NAMES)
    assert merged["rulebook"] == report("demo")["rulebook"]
    jsonschema.validate(merged, json_schema())


def test_reports_of_different_rules_say_so() -> None:
    other = {**report("demo"), "rulebook": {"digest": "other"}}
    assert (
        merge([report("demo"), other])["rulebook"]["digest"]
        == f"{report('demo')['rulebook']['digest']} other"
    )


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "nested too deep"),
        ("[]", "names no schema"),
        ('{"schema": "openscope-report/2"}', "openscope-report/2"),
        ('{"schema": NaN}', "NaN"),
        (without(report("demo"), "items"), "has no 'items'"),
        ({**report("demo"), "items": {}}, "items: is an object, not array"),
        ({**report("demo"), "items": [{}]}, "items[0]: has no 'id'"),
        ({**report("demo"), "targets": []}, "items[0].target: is 0, of 0 targets"),
    ],
)
def test_what_is_no_report_is_one_clear_line(tmp_path: Path, broken: object, said: str) -> None:
    path = saved(tmp_path, broken)
    with pytest.raises(SavedError) as caught:
        load([path])
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SavedError, match="No such file"):
        load([tmp_path / "none.json"])


def broken_reports() -> list[dict[str, Any]]:
    """The demonstration, with each value in it in turn replaced by one of another type."""

    def spoilt(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [{**value, key: bad} for key, each in value.items() for bad in spoilt(each)]
        if isinstance(value, list):
            inner = [[bad, *value[1:]] for bad in spoilt(value[0])] if value else []
            return [*inner, "no list"]
        return [{"not": "this"}, True, -1, "", None]

    return spoilt(report("demo"))


def test_it_judges_as_the_reference_implementation_does() -> None:
    check = compiled(json_schema())
    reference = jsonschema.Draft202012Validator(json_schema())
    judged = set()
    for broken in broken_reports():
        try:
            check(broken)
            fine = True
        except ShapeError:
            fine = False
        assert fine == reference.is_valid(broken), broken
        judged.add(fine)
    assert judged == {True, False}


def test_redaction_leaves_no_path_and_every_fact() -> None:
    facts = everything()
    shared = redacted(facts)
    jsonschema.validate(shared, json_schema())
    text = json.dumps(shared, ensure_ascii=False)
    paths = {each["path"] for item in facts["items"] for each in item["evidence"]}
    paths |= {skip["path"] for skip in facts["skipped"]} | {target["asked"] for target in facts["targets"]}
    assert not [path for path in paths if "/" in path and path in text]
    for before, after in zip(facts["items"], shared["items"], strict=True):
        assert after["category"] == before["category"]
        assert after["license"]["concluded"] == before["license"]["concluded"]
        assert [each["quote"] for each in after["restrictions"]] == [
            each["quote"] for each in before["restrictions"]
        ]
    redacted(hostile())
