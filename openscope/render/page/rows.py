"""The rows of the table of all items, as HTML: by hand, since a template takes seconds for 50,000."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from openscope.render.shown import cut, one_line
from openscope.schema import Json

_NAME_SHOWN = 120
_WORDS_SHOWN = 60


def rows(items: Iterable[tuple[int, Json]]) -> str:
    """A `<tr>` for each item: (its index, the item)."""
    return "\n".join(_row(item) for _, item in items)


def _row(item: Json) -> str:
    category, openness = item["category"], item["openness"]
    license = item["license"]["concluded"] or item["license"]["declared"] or "none found"
    version = f' <span class="version">{_words(item["version"], 24)}</span>' if item["version"] else ""
    place = f"{item['target'] + 1}"
    if item["path"] and item["path"] != ".":
        place += f": {_words(item['path'])}"
    strength = f" {item['copyleft']}" if item["copyleft"] else ""
    return (
        f'<tr data-c="{category}"><th scope="row">{words(item["name"], _NAME_SHOWN)}{version}</th>'
        f"<td>{item['kind']}</td><td>{_words(license)}</td>"
        f'<td><span class="tag {category}">{category}</span>{strength}</td>'
        f"<td>{openness['class'] if openness else ''}</td>"
        f'<td class="figure">{len(item["restrictions"]) or ""}</td>'
        f'<td class="figure">{len(item["findings"]) or ""}</td><td class="place">{place}</td></tr>'
    )


def words(text: str, most: int = _WORDS_SHOWN) -> str:
    """Words on one line, escaped; of those that are too long the rest stands in the title."""
    line = one_line(text)
    if len(line) <= most:
        return escape(line)
    return f'<span title="{escape(line)}">{escape(cut(line, most))}</span>'


@lru_cache(maxsize=4096)
def _words(text: str, most: int = _WORDS_SHOWN) -> str:
    """The same, for words that many items share."""
    return words(text, most)
