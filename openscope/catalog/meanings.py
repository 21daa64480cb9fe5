"""`rules/words.toml`: what the words of a policy mean that have no card of their own."""

from openscope.catalog.errors import CatalogError, Problem
from openscope.catalog.sources import rules_directory
from openscope.catalog.tables import read_table

FILE = "words.toml"


def read_meanings() -> dict[str, str]:
    """Each word with what it means. Raises `CatalogError`."""
    problems: list[Problem] = []
    table = read_table(rules_directory(), FILE, problems)
    section = table.section("word")
    meanings = {word: section.text(word) for word in section.names()}
    table.end()
    if problems:
        raise CatalogError(problems)
    return meanings
