"""What a file of some name and text refers to."""

from pathlib import Path

from openscope.catalog import load_catalog
from openscope.detect.page import Page
from openscope.detect.references import detect
from openscope.model import Document, Kind, Reading, Reference, Role


def reading(name: str, text: str, role: Role = Role.OTHER) -> Reading:
    document = Document(name, Path(name), role, ".", own=True, size=len(text))
    return detect(Page(document, text), Reading(name), load_catalog())


def references(name: str, text: str, role: Role = Role.OTHER) -> tuple[Reference, ...]:
    return reading(name, text, role).references


def named(name: str, text: str) -> list[str]:
    """Each reference as "LINE NAME", with "@REVISION" and with what is not a model of the Hub."""
    return [_shown(each) for each in references(name, text)]


def _shown(each: Reference) -> str:
    revision = f"@{each.revision}" if each.revision else ""
    provider = "" if each.provider == "huggingface" else f" ({each.provider})"
    dataset = " dataset" if each.kind is Kind.DATASET else ""
    return f"{each.line} {each.name}{revision}{provider}{dataset}"
