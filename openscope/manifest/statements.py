"""The words of a manifest's licence fields, whatever they are written as."""

from contextlib import suppress

from openscope.manifest.value import Manifest

# Longer words are a licence text pasted into a field, or hostile: the text detector reads the file.
_LONGEST_NAME = 200
_WRITTEN_AS_YAML = ("license:", "classifiers:", "- ", "name:", "type:", "'@type'")


def statements(manifest: Manifest) -> list[str]:
    """The words of each licence field, in the order of the manifest.

    packagedcode gives them as a string, a list, or a mapping written as YAML ("license: BSD").
    """
    statement = manifest.license_statement
    if isinstance(statement, str) and statement.startswith(_WRITTEN_AS_YAML):
        import yaml  # few manifests write them so

        with suppress(yaml.YAMLError):  # not written by packagedcode after all: the words stand
            statement = yaml.safe_load(statement)
    return [_printable(words) for words in _flat(statement) if words]


def _printable(words: str) -> str:
    """The words, cut where they are no name any more, without half a surrogate pair."""
    words = words.encode("utf-8", "replace").decode()
    return words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME] + "…"


def _flat(statement: object) -> list[str]:
    match statement:
        case None | "":
            return []
        case str():
            return [statement.strip()]
        case {"license": license, **rest} if license:
            return _flat(license) + _flat(rest.get("classifiers"))
        case {"#text": str(text)}:  # an XML element with attributes
            return [text]
        case {"type": str(type_)} | {"name": str(type_)}:
            return [type_]
        case dict():
            return [words for value in statement.values() for words in _flat(value)]
        case list():
            return [words for value in statement for words in _flat(value)]
        case _:
            return [str(statement)]
