"""The terminal's view of dependencies: counts where nobody needs to look, names where somebody must.

A project stands on hundreds of packages. What is permissive is summed by licence, what is unknown by
reason; a copyleft dependency has a line of its own, with the way it comes in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rich.text import Text

from openscope.catalog import load_catalog
from openscope.expression import ExpressionError, ids
from openscope.model import Assessment, Category, Copyleft, Scope
from openscope.render.style import printable

IN_FULL = frozenset({Category.SOURCE_AVAILABLE, Category.PROPRIETARY})
"""The categories whose dependencies are shown like the project's own items: with every restriction."""

_MOST_LINES = 25
_MOST_NAMES = 12
_MOST_LICENSES = 8
_LONGEST_EXPRESSION = 60
_WORST = tuple(Category)
_REACH = tuple(Copyleft)
_SCOPES = {scope: rank for rank, scope in enumerate(Scope)}


def lines(group: Sequence[Assessment], category: Category) -> Iterator[tuple[int, Text]]:
    """The lines for the dependencies of one category, each with its indentation."""
    if not group:
        return
    if category is Category.PERMISSIVE:
        yield 2, _by_license(group)
        yield from _by_reason([each for each in group if each.because and not each.license.concluded])
    elif category is Category.UNKNOWN:
        yield from _by_reason(group)
    else:
        yield from _each(group)
    yield from _findings(group)


def way(each: Assessment) -> str:
    """What a dependency is for and by whom it comes in: "development via app › sphinx"."""
    dependency = each.item.dependency
    if dependency is None:
        return ""
    words = [str(dependency.scope)] if dependency.scope else []
    names = dependency.via[-3:]
    if dependency.direct:
        words.append("direct")
    elif len(dependency.via) > 1:
        start = "… › " if len(dependency.via) > len(names) else ""
        words.append(f"via {start}{' › '.join(names)}")
    return printable(" ".join(words))


def short(expression: str) -> str:
    """An expression on one line: of a long one the licence that asks for most, and how many others. Words
    that were declared and are no expression are cut.
    """
    if len(expression) <= _LONGEST_EXPRESSION:
        return expression
    try:
        found = ids(expression)
    except ExpressionError:
        return expression[: _LONGEST_EXPRESSION - 1] + "…"
    worst = max(found, key=lambda id: (_weight(id), -found.index(id)))
    return f"{worst} and {len(found) - 1} more licence{'s' if len(found) != 2 else ''}"


def _weight(id: str) -> int:
    rule = load_catalog().license(id.rstrip("+"))
    category = rule.category if rule else Category.UNKNOWN
    reach = _REACH.index(rule.copyleft) + 1 if rule and rule.copyleft else 0
    return _WORST.index(category) * 10 + reach


def _by_license(group: Sequence[Assessment]) -> Text:
    counts = Counter(each.license.concluded or "ambiguous" for each in group)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    line = _count(group)
    shown = [pair for pair in ranked if len(pair[0]) <= _LONGEST_EXPRESSION][:_MOST_LICENSES]
    for expression, count in shown:
        line.append(f"  {printable(expression)}", "green")
        line.append(f" {count}")
    if len(ranked) > len(shown):
        line.append(f"  and {len(ranked) - len(shown)} more (-v lists them)", "dim")
    return line


def _by_reason(group: Sequence[Assessment]) -> Iterator[tuple[int, Text]]:
    reasons: dict[str, list[Assessment]] = defaultdict(list)
    for each in group:
        reasons[each.because or ""].append(each)
    for reason, some in sorted(reasons.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        line = _count(some)
        line.append(f"  {reason}", "dim")
        yield 2, line
        yield 4, _names(some)


def _each(group: Sequence[Assessment]) -> Iterator[tuple[int, Text]]:
    ranked = sorted(group, key=_importance)
    yield 2, _count(group)
    for each in ranked[:_MOST_LINES]:
        line = Text(f"{printable(each.item.name)} {printable(each.item.version or '')}".rstrip(), "bold")
        words = short(each.chosen or each.license.concluded or each.license.declared or "no licence")
        line.append(f"  {printable(words)}", "cyan")
        if each.copyleft:
            line.append(f" ({each.copyleft})")
        line.append(f"  {way(each)}", "dim")
        yield 4, line
    if len(ranked) > _MOST_LINES:
        yield 4, Text(f"and {len(ranked) - _MOST_LINES} more (-v lists them)", "dim")


def _findings(group: Sequence[Assessment]) -> Iterator[tuple[int, Text]]:
    kinds: dict[tuple[str, str], list[Assessment]] = defaultdict(list)
    for each in group:
        for key in dict.fromkeys((finding.code, finding.slug) for finding in each.findings):
            kinds[key].append(each)
    for (code, slug), some in sorted(kinds.items()):
        line = Text(f"{code} {slug}", "bold yellow")
        line.append(f"  {len(some)}: ", "")
        line.append_text(_names(some))
        yield 4, line


def _count(group: Sequence[Assessment]) -> Text:
    one = len(group) == 1
    return Text(f"{len(group)} dependenc{'y' if one else 'ies'}", "bold")


def _names(group: Sequence[Assessment]) -> Text:
    """The names, those first that the project asks for itself, and is shipped with."""
    ranked = sorted(group, key=_importance)
    shown = [f"{each.item.name} {each.item.version or ''}".strip() for each in ranked[:_MOST_NAMES]]
    more = f", and {len(ranked) - len(shown)} more (-v lists them)" if len(ranked) > len(shown) else ""
    return Text(printable(", ".join(shown) + more), "dim")


def _importance(each: Assessment) -> tuple[int, int, bool, str, str]:
    """Sorts what is shipped before what is not, and what is asked for before what comes with it."""
    dependency = each.item.dependency
    scope = _SCOPES.get(dependency.scope, 0) if dependency and dependency.scope else 0
    reach = -_REACH.index(each.copyleft) if each.copyleft else 1
    return scope, reach, not (dependency and dependency.direct), each.item.name, each.item.version or ""
