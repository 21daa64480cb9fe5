"""`openscope explain`: the rule behind a word of the report."""

from difflib import get_close_matches
from typing import Annotated

import typer

from openscope.cli.streams import EXIT_USAGE, emit, fail


def explain(
    name: Annotated[
        str, typer.Argument(metavar="LICENCE|KIND|CODE", help="BUSL-1.1, no-hosted-service, OS101, …")
    ],
) -> None:
    """Render the card of a licence, a kind of restriction or a finding."""
    from openscope.catalog import Ambiguous, CatalogError, load_catalog
    from openscope.checks import ALL, find_check
    from openscope.render.rule_card import check_card, license_card, term_card

    try:
        catalog = load_catalog()
    except CatalogError as error:
        fail(str(error), EXIT_USAGE)
    if check := find_check(name):
        emit(check_card(check))
    elif term := catalog.terms.get(name.lower()):
        emit(term_card(term, catalog.licenses_with(term.kind)))
    elif rule := catalog.license(name):
        emit(license_card(rule))
    elif isinstance(meaning := catalog.resolve(name), Ambiguous):
        fail(f"{name!r} may mean {', '.join(meaning.candidates)}: say which")
    elif meaning and (rule := catalog.license(meaning)):
        emit(license_card(rule))
    else:
        words = [
            *catalog.terms,
            *(word for each in ALL for word in (each.CODE, each.SLUG)),
            *catalog.ids(),
        ]
        near = get_close_matches(name, words, 3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        fail(f"{name!r} is no licence, kind of restriction or finding that openscope knows{hint}")
