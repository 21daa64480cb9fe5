"""`rules/datasets.toml`: the licences of datasets that models are often trained on."""

from collections.abc import Container, Mapping
from pathlib import Path

from msgspec import Struct, field

from openscope.catalog.errors import Problem
from openscope.catalog.names import expression_ids
from openscope.catalog.organisations import check_date
from openscope.catalog.tables import Table, read_table

FILE = "datasets.toml"


class DatasetRule(Struct, frozen=True):
    """What its publisher says of a dataset: `license` is None where it is under several, or under terms
    without an id; `outputs` is the provider whose models wrote a part of it.
    """

    license: str | None
    gated: bool
    outputs: str | None


class Datasets(Struct, frozen=True):
    """The entries, by the repositories' names in lower case."""

    by_name: Mapping[str, DatasetRule] = field(default_factory=dict)

    def named(self, name: str) -> DatasetRule | None:
        """The entry of a repository, "org/name" in any case."""
        return self.by_name.get(name.lower())


def read_datasets(
    root: Path, known: Container[str], providers: Container[str], problems: list[Problem]
) -> Datasets:
    """Read the file; every licence and provider in it must be known, every name stand once."""
    table = read_table(root, FILE, problems)
    by_name: dict[str, DatasetRule] = {}
    for entry in table.tables("dataset"):
        names, rule = entry.texts("names"), _rule(entry, known, providers)
        if not names:
            entry.report("names", "is missing")
        for name in names:
            if by_name.setdefault(name.lower(), rule) is not rule:
                entry.report("names", f"{name!r} stands in two entries")
    check_date(table)
    table.end()
    return Datasets(by_name)


def _rule(entry: Table, known: Container[str], providers: Container[str]) -> DatasetRule:
    rule = DatasetRule(
        entry.text_or_none("license"), bool(entry.flag_or_none("gated")), entry.text_or_none("outputs")
    )
    entry.end()
    for id in expression_ids(rule.license) if rule.license else ():
        if id.lower() not in known:
            entry.report("license", f"{id!r} is neither on the SPDX list nor in the licence data")
    if rule.outputs is not None and rule.outputs not in providers:
        entry.report("outputs", f"{rule.outputs!r} is no provider of providers.toml")
    if not (rule.license or rule.gated or rule.outputs):
        entry.report("license", "is missing, and nothing else is said")
    return rule
