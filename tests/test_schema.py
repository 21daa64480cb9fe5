"""The published schema and the vocabulary of the code are one."""

from enum import StrEnum

import jsonschema
import pytest

from openscope.catalog import Catalog
from openscope.model import Category, Copyleft, Kind, OpennessClass, Pillar, PillarState, Severity, Source
from openscope.schema import json_schema

DEFS = json_schema()["$defs"]


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (DEFS["category"]["enum"], Category),
        (DEFS["item"]["properties"]["kind"]["enum"], Kind),
        (DEFS["item"]["properties"]["copyleft"]["enum"], Copyleft),
        (DEFS["openness"]["properties"]["class"]["enum"], OpennessClass),
        (DEFS["pillar"]["properties"]["state"]["enum"], PillarState),
        (DEFS["openness"]["properties"]["pillars"]["required"], Pillar),
        (DEFS["evidence"]["properties"]["source"]["enum"], Source),
        (DEFS["finding"]["properties"]["severity"]["enum"], Severity),
    ],
)
def test_closed_vocabularies(listed: list[str | None], words: type[StrEnum]) -> None:
    assert [word for word in listed if word is not None] == [word.value for word in words]


def test_every_limit_in_the_rules_fits_the_schema(catalog: Catalog) -> None:
    limits = [
        row.limit
        for id in catalog.ids()
        if (rule := catalog.license(id))
        for row in rule.restrictions
        if row.limit
    ]
    assert limits
    for limit in limits:
        assert limit.metric in DEFS["limit"]["properties"]["metric"]["enum"]
        assert limit.op in DEFS["limit"]["properties"]["op"]["enum"]
        assert limit.effect in DEFS["limit"]["properties"]["effect"]["enum"]
